"""The site as it is served: granian on a free port of the loopback, with a folder of its own and its worker inside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Site:
    url: str
    folder: Path

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def site_with(world: str, folder: Path) -> Iterator[Site]:
    """Serves a new world (see seed.py) from this folder."""
    env = {**os.environ, "DATA_DIR": str(folder), "APP_ENV": "development"}
    for name in ("DATABASE_URL", "REDIS_URL", "SITE_URL", "DEFAULT_LOCALE"):
        env.pop(name, None)
    folder.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.seed", world], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    port = free_port()
    server = launch(folder, port, env)
    site = Site(f"http://127.0.0.1:{port}", folder)
    try:
        wait_for(site, server)
        yield site
    finally:
        stop(server)


def launch(folder: Path, port: int, env: Mapping[str, str], workers: int = 1) -> subprocess.Popen[bytes]:
    """The server's processes; what they say is added to server.log. Wait for them before you ask."""
    with (folder / "server.log").open("a", encoding="utf-8") as log:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "wsgi:app"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
                *("--blocking-threads", "32", "--workers-kill-timeout", "2", "--log-level", "warning"),
            ],
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Its own group, so that a Ctrl-C of the tests leaves it to us to stop it, with its workers.
            start_new_session=True,
        )


def wait_for(site: Site, server: subprocess.Popen[Any]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, f"the server has ended:\n{site.log()[-3000:]}"
        try:
            with urllib.request.urlopen(f"{site.url}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no answer in {PATIENCE_SECONDS} s:\n{site.log()[-3000:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
