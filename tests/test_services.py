"""The servers that the tests start are real, separate and gone afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from tests.services import Missing, postgres_cluster, postgres_database, redis_server

ROOT = Path(__file__).parent.parent


@contextmanager
def started(server: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """The server's URL; where its program is missing the test is skipped, except in CI."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server())
        except Missing as missing:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(str(missing))
        yield url


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with started(postgres_cluster) as url:
        yield url


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with started(redis_server) as url:
        yield url


@pytest.mark.postgres
def test_a_cluster_keeps_chinese_text(cluster: str) -> None:
    with psycopg.connect(_dsn(cluster)) as connection:
        assert connection.execute("select '天使说' || upper('é')").fetchone() == ("天使说É",)


@pytest.mark.postgres
def test_databases_of_one_cluster_do_not_see_each_other(cluster: str) -> None:
    with postgres_database(cluster) as one, postgres_database(cluster) as other:
        with psycopg.connect(_dsn(one)) as connection:
            connection.execute("create table only_here (n int)")
        with psycopg.connect(_dsn(other)) as connection:
            assert connection.execute("select to_regclass('only_here')").fetchone() == (None,)


@pytest.mark.postgres
def test_a_database_may_begin_as_a_copy(cluster: str) -> None:
    with postgres_database(cluster) as made:
        with psycopg.connect(_dsn(made)) as connection:
            connection.execute("create table kept as select 7 as n")
        template = made.rpartition("/")[2]
        with postgres_database(cluster, template) as copy, psycopg.connect(_dsn(copy)) as connection:
            assert connection.execute("select n from kept").fetchone() == (7,)


@pytest.mark.postgres
def test_a_cluster_may_say_more_than_a_pipe_holds(cluster: str) -> None:
    with psycopg.connect(_dsn(cluster)) as connection, pytest.raises(psycopg.errors.UndefinedColumn):
        connection.execute(f"SELECT nothing -- {'x' * 200_000}")
    with psycopg.connect(_dsn(cluster)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.postgres
def test_a_cluster_is_gone_afterwards_also_on_failure() -> None:
    with pytest.raises(ZeroDivisionError), started(postgres_cluster) as url:
        raise ZeroDivisionError
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(_dsn(url))


@pytest.mark.redis
def test_a_redis_answers_and_begins_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        assert client.set("k", "v") is True


@pytest.mark.redis
def test_two_redis_servers_live_side_by_side(redis_url: str) -> None:
    with (
        started(redis_server) as other_url,
        redis.Redis.from_url(redis_url) as one,
        redis.Redis.from_url(other_url) as other,
    ):
        one.set("here", "1")
        assert other.get("here") is None


@pytest.mark.redis
def test_a_server_ends_when_its_test_process_is_killed(redis_url: str) -> None:
    holder = "import time; from tests.services import *\nwith redis_server() as url: print(url, flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", holder], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert _answers(url)
        process.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while _answers(url) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _answers(url)


def _answers(url: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=1).close()
    except OSError:
        return False
    return True


def _dsn(url: str) -> str:
    return url.replace("+psycopg", "")
