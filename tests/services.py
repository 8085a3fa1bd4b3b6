"""Real servers for the tests: PostgreSQL and Redis on free ports, in temporary folders, gone afterwards.

Every xdist worker starts its own: a cluster costs about a second, and nothing is shared that could collide.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from core import ids

PATIENCE_SECONDS = 30

# Stops the server and removes its folder when its standard input ends, which it also does when the test process
# is killed: no server is ever left behind.
GUARD = """
import select, shutil, signal, subprocess, sys
keep, folder, account, *command = sys.argv[1:]
server = subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=folder, user=account or None)
while server.poll() is None and not select.select([sys.stdin], [], [], 0.2)[0]:
    pass
if server.poll() is None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
if not keep:
    shutil.rmtree(folder, ignore_errors=True)
"""


class Missing(Exception):
    """The server's program is not on this machine; the text says what to install."""


@contextmanager
def postgres_cluster() -> Iterator[str]:
    """The SQLAlchemy URL of a new, empty cluster's database. Raises Missing."""
    programs = _postgres_programs()
    # PostgreSQL refuses to run as root.
    account = _account()
    folder = _folder("angelsays-pg-", account)
    data = _new_data(programs, folder, account)
    # The data is thrown away: nothing needs to survive a power cut.
    quick = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

    def command(port: int) -> list[str]:
        return _postgres(programs, data, port, quick)

    with _running(folder, command, _postgres_answers, account) as port:
        yield _postgres_url(port)


class FrailPostgres:
    """A cluster that can be stopped at once, as a crash does, and started again with what it had acknowledged."""

    def __init__(self) -> None:
        self._programs = _postgres_programs()
        self._account = _account()
        self._folder = _folder("angelsays-frail-", self._account)
        self._data = _new_data(self._programs, self._folder, self._account)
        self._port = free_port()
        self._guard: _Guard | None = None

    @property
    def url(self) -> str:
        return _postgres_url(self._port)

    def start(self) -> None:
        # fsync asks the disk to be sure after a power cut; this crash leaves the machine running.
        command = _postgres(self._programs, self._data, self._port, {"fsync": "off"})
        self._guard = _Guard(self._folder, command, self._account, keeps=True)
        _wait_for(self._guard, lambda: _postgres_answers(self._port))

    def crash(self) -> None:
        """`pg_ctl stop -m immediate`: every session ends in the middle of what it does."""
        assert self._guard is not None
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGQUIT)
        self._guard.end()
        self._guard = None

    def close(self) -> None:
        if self._guard is not None:
            self._guard.end()
        shutil.rmtree(self._folder, ignore_errors=True)


def _account() -> str | None:
    return "postgres" if os.geteuid() == 0 else None


def _new_data(programs: Path, folder: Path, account: str | None) -> Path:
    data = folder / "data"
    subprocess.run(
        [
            *(str(programs / "initdb"), "--pgdata", str(data), "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8" if sys.platform == "linux" else "C", "--no-sync"),
        ],
        check=True,
        user=account,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    return data


def _postgres(programs: Path, data: Path, port: int, more: Mapping[str, str]) -> list[str]:
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": data.parent,
        "max_connections": 200,
        "shared_buffers": "64MB",
        **more,
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(data), *options]


def _postgres_answers(port: int) -> bool:
    try:
        psycopg.connect(host="127.0.0.1", port=port, user="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _postgres_url(port: int) -> str:
    return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def postgres_database(cluster_url: str, template: str | None = None) -> Iterator[str]:
    """The URL of a new database in the cluster, a copy of the database named `template` when there is one."""
    name = f"test_{ids.code(12).lower()}"
    parts = urlsplit(cluster_url)
    with _admin(cluster_url) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template1"}"'.encode())
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with _admin(cluster_url) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a new, empty Redis that keeps nothing on disk. Raises Missing."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("redis-server is not on this machine: apt-get install redis-server")
    folder = _folder("angelsays-redis-", None)

    def command(port: int) -> list[str]:
        return [
            *(program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
            *("--save", "", "--appendonly", "no", "--logfile", str(folder / "log")),
        ]

    def answers(port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
        except OSError:
            return False

    with _running(folder, command, answers, None) as port:
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _running(
    folder: Path, command: Callable[[int], list[str]], answers: Callable[[int], bool], account: str | None
) -> Iterator[int]:
    """Runs the server under its guard and gives its port."""
    port = free_port()
    guard = _Guard(folder, command(port), account)
    try:
        _wait_for(guard, lambda: answers(port))
        yield port
    finally:
        guard.end()


class _Guard(subprocess.Popen[bytes]):
    """The guard of a server. What the server says goes to a file: nobody reads along, and a pipe that is full stops
    whoever writes to it, in the middle of a transaction."""

    def __init__(
        self, folder: Path, command: Sequence[str], account: str | None, keeps: bool = False
    ) -> None:
        handle, said = tempfile.mkstemp(prefix="angelsays-said-")
        self._said = Path(said)
        super().__init__(
            [sys.executable, "-c", GUARD, "keep" if keeps else "", str(folder), account or "", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=handle,
            # The terminal's Ctrl-C is for the tests; the server ends when they have.
            start_new_session=True,
        )
        os.close(handle)

    def end(self) -> str:
        """Stops the server, waits until it is gone, and returns what it said; nothing the second time."""
        self.communicate()
        said = self._said.read_text(errors="replace") if self._said.exists() else ""
        self._said.unlink(missing_ok=True)
        return said


def _wait_for(guard: _Guard, answers: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not answers():
        if guard.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server did not start:\n{guard.end()}")
        time.sleep(0.03)


def _postgres_programs() -> Path:
    """The folder of initdb and postgres: Debian keeps them out of PATH."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise Missing("PostgreSQL's initdb is not on this machine: apt-get install postgresql")
    return found[-1].resolve().parent


def _folder(prefix: str, account: str | None) -> Path:
    # A socket's path may have 107 characters, which pytest's folders exceed.
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if account:
        owner = pwd.getpwnam(account)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def _admin(cluster_url: str) -> psycopg.Connection:
    return psycopg.connect(cluster_url.replace("+psycopg", ""), autocommit=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
