"""What stands behind ./start and ./check, without installing anything."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools import dev, locks

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APP_ENV", "CI", "DATA_DIR", "DATABASE_URL", "DEFAULT_LOCALE", "DEMO_PASSWORD", "PORT"):
        monkeypatch.delenv(name, raising=False)


# Ports


def test_a_busy_port_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert dev.free_port("127.0.0.1", port) > port


def test_an_address_of_another_machine_is_refused_with_a_cure() -> None:
    with pytest.raises(dev.Failed, match="not an address of this machine") as refused:
        dev.free_port("203.0.113.7", 5000)
    assert refused.value.hint == "--host 127.0.0.1"


# Data


def make_site_in(data: Path) -> None:
    dev.mark_as_ours(data)
    (data / "media").mkdir()
    for name in ("site.db", "site.db-wal", "secret_key", "demo_password", "media/a.webp"):
        (data / name).write_text("x")


def test_reset_deletes_what_the_site_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    make_site_in(data)
    dev.forget(data)
    assert [path.name for path in data.iterdir()] == []


def test_reset_leaves_what_was_there_before_or_put_there_later(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "thesis.txt").write_text("x")
    make_site_in(tmp_path)
    (tmp_path / "backup.zip").write_text("x")
    dev.forget(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"log", "thesis.txt", "backup.zip"}


def test_reset_refuses_a_folder_that_start_never_used(tmp_path: Path) -> None:
    (tmp_path / "site.db").write_text("x")
    with pytest.raises(dev.Failed, match="was not made by"):
        dev.forget(tmp_path)
    assert (tmp_path / "site.db").exists()


def test_reset_refuses_while_the_data_is_served(tmp_path: Path) -> None:
    make_site_in(tmp_path)
    with dev.held(tmp_path / "start.lock"), pytest.raises(dev.Failed, match="being served"):
        dev.forget(tmp_path)
    assert (tmp_path / "site.db").exists()


def test_reset_leaves_a_database_server_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://db.example.org/shop")
    with pytest.raises(dev.Failed, match="only the embedded database"):
        dev.forget(tmp_path)


def test_reset_of_nothing_is_fine(tmp_path: Path) -> None:
    dev.forget(tmp_path / "never made")


# Demo logins


def test_the_password_that_everyone_knows_stays_on_this_machine() -> None:
    assert dev.demo_password("127.0.0.1") == "angel-says-demo"
    assert dev.demo_password("0.0.0.0") != dev.demo_password("0.0.0.0")


def test_an_open_demo_is_not_served_to_others(tmp_path: Path) -> None:
    dev.write_secret(tmp_path / "demo_password", dev.OPEN_DEMO_PASSWORD)
    dev.keep_the_open_demo_at_home("127.0.0.1", tmp_path)
    with pytest.raises(dev.Failed, match="a password that everyone knows"):
        dev.keep_the_open_demo_at_home("0.0.0.0", tmp_path)


def test_the_box_tells_address_logins_and_the_way_back(tmp_path: Path) -> None:
    dev.write_secret(tmp_path / "demo_password", "open-sesame")
    said = dev.box("http://127.0.0.1:5001", tmp_path, None)
    for word in (
        "http://127.0.0.1:5001",
        *dev.DEMO_LOGINS,
        "open-sesame",
        "Ctrl-C",
        "--reset",
        str(tmp_path),
    ):
        assert word in said


def test_an_empty_site_shows_the_set_up_link_and_no_logins(tmp_path: Path) -> None:
    said = dev.box("http://127.0.0.1:5001", tmp_path, "/setup/abc")
    assert "http://127.0.0.1:5001/setup/abc" in said
    assert "alma" not in said


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    dev.write_secret(tmp_path / "demo_password", "x")
    assert (tmp_path / "demo_password").stat().st_mode & 0o777 == 0o600


def test_a_half_made_demo_world_is_told(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "site.db") as database:
        database.execute("create table users (id integer)")
        database.execute("insert into users values (1)")
    database.close()
    dev.write_secret(tmp_path / dev.UNFINISHED, "x")
    with pytest.raises(dev.Failed, match="not finished"):
        dev.people_the_site(dev.start_options([]), tmp_path, {}, tmp_path / "log")


@pytest.mark.parametrize(("applied", "current"), [("0002", True), ("0001", False), (None, False)])
def test_a_database_is_current_when_it_has_the_last_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, applied: str | None, current: bool
) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "0001_tables.py").write_text("revision = '0001'\ndown_revision = None\n")
    (versions / "0002_more.py").write_text("revision: str = '0002'\ndown_revision: str = '0001'\n")
    with sqlite3.connect(tmp_path / "site.db") as database:
        if applied:
            database.execute("create table alembic_version (version_num text)")
            database.execute("insert into alembic_version values (?)", (applied,))
    database.close()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    assert dev.is_current(tmp_path, {}) is current


# Steps


def test_a_failing_command_shows_the_end_of_its_log_and_what_to_try(tmp_path: Path) -> None:
    noisy = "import sys; [print(f'line {n}') for n in range(50)]; sys.exit('it broke')"
    log = tmp_path / "setup.log"
    with pytest.raises(dev.Failed) as failure:
        dev.run([sys.executable, "-c", noisy], log, hint="mend it")
    assert failure.value.hint == "mend it"
    assert "line 49" in failure.value.said
    assert "line 20" not in failure.value.said
    assert "it broke" in log.read_text()


def test_a_signal_also_ends_the_step_that_is_running(tmp_path: Path) -> None:
    began = tmp_path / "began"
    patient = (
        f"import os, pathlib, time; pathlib.Path({str(began)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pathlib import Path; from tools import dev\n"
        f"dev.listen_for_signals(); dev.run([sys.executable, '-c', {patient!r}], Path({str(tmp_path / 'log')!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL) as process:
        _wait_until(lambda: began.exists() and began.read_text() != "")
        process.terminate()
        assert process.wait(20) != 0
    _wait_until(lambda: not _is_alive(began.read_text()))


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def _is_alive(pid: str) -> bool:
    """Whether it still runs: what has ended keeps its number until somebody asks for its result."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_step_says_its_name_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    with dev.step("packages"):
        pass
    assert re.fullmatch(r"packages +0\.\d s\n", capsys.readouterr().out)


# Tests


def test_fast_leaves_out_what_needs_servers_and_a_browser() -> None:
    command = dev.pytest_command([], dev.SLOW_MARKS)
    assert "not browser and not postgres and not redis and not torture" in command


def test_one_test_runs_in_this_process() -> None:
    assert "-n" in dev.pytest_command([], [])
    assert "-n" not in dev.pytest_command(["tests/test_dev.py::test_one"], [])
    assert dev.pytest_command(["-x", "tests/core"], [])[-2:] == ["-x", "tests/core"]


# Locks


def test_the_locks_answer_their_sources() -> None:
    assert list(locks.problems()) == []


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    for path in ROOT.glob("requirements*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_a_package_that_is_asked_for_and_not_locked_is_told(requirements: Path) -> None:
    with (requirements / "requirements.in").open("a") as file:
        file.write("leftpad>=1\n")
    assert "requirements.in asks for leftpad>=1, requirements.txt has none" in list(
        locks.problems(requirements)
    )


def test_a_lock_older_than_its_source_is_told(requirements: Path) -> None:
    source = requirements / "requirements.in"
    source.write_text(source.read_text().replace("flask==3.1.*", "flask==9.*"))
    assert any(
        problem.startswith("requirements.in asks for flask==9.*") for problem in locks.problems(requirements)
    )


def test_a_package_that_nobody_asks_for_any_more_is_told(requirements: Path) -> None:
    source = requirements / "requirements.in"
    source.write_text(source.read_text().replace("segno\n", ""))
    assert any("no longer asks" in problem for problem in locks.problems(requirements))


def test_a_pin_without_hash_is_told(requirements: Path) -> None:
    with (requirements / "requirements-assets.txt").open("a") as file:
        file.write("leftpad==1.0\n")
    assert "requirements-assets.txt has no hash for leftpad==1.0" in list(locks.problems(requirements))


# The whole of ./start


@contextmanager
def started(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, what it said up to the end of its box, and the site's address."""
    command = [sys.executable, str(ROOT / "tools" / "dev.py"), "start", "--data", str(data), *arguments]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("APP_", "PYTEST"))}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        address = re.search(r"http://\S+", said)
        try:
            assert address, said
            yield process, said, address[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()


@pytest.fixture
def installed() -> None:
    """./start must find nothing to install here: it would change the environment that these tests run in."""
    known = json.loads(dev.STAMP.read_text()) if dev.STAMP.exists() else {}
    if any(known.get(name) != dev.fingerprint(name) for name in dev.CHECK_LOCKS):
        pytest.skip("the virtual environment was not made by ./check")


@pytest.mark.usefixtures("installed")
def test_start_serves_an_empty_site_and_stops_cleanly(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data, "--empty", "--port", str(dev.free_port("127.0.0.1", 5300))) as (
        process,
        said,
        address,
    ):
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
        assert "makes the first operator" in said
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    unknown = {path.name for path in data.iterdir()}
    dev.forget(data)
    assert unknown and not list(data.iterdir())
