"""Behind ./start and ./check: makes the virtual environment, installs what is locked, then serves or tests.

Standard library only: it runs before anything is installed, with the Python that the machine has.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

RUN_LOCKS = ("requirements.txt", "requirements-assets.txt")
# The development lock holds everything that the site's own lock holds.
CHECK_LOCKS = ("requirements-dev.txt", "requirements-assets.txt")

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPEN_DEMO_PASSWORD = "angel-says-demo"
DEMO_LOGINS = {
    "alma": "angel",
    "bo": "buyer",
    "chen": "merchant",
    "dora": "moderator",
    "eve": "stranger",
    "olga": "operator",
}

# Idle threads cost nothing (they are started when needed); each live stream holds one (LIVE_STREAMS).
THREADS = 768
# What the server holds of kept connections and of requests that wait for a thread, a worker.
CONNECTIONS = 4096
ANEW = "./start --reset begins again with a new database"
ALEMBIC_NAMES = ("revision", "down_revision")
MARK = ".angel-says"
UNFINISHED = "demo_password.unfinished"
MADE_BY_THE_SITE = f"""
    {MARK} *.lock demo_password* generation live log mail media private push_key.pem queue.db* search secret_key site.db*
""".split()

APT_PACKAGES = ("chromium", "fonts-wqy-microhei", "postgresql", "redis-server")
SLOW_MARKS = ("browser", "postgres", "redis", "torture")


class Failed(Exception):
    """A step that did not work: what was tried, what it said, and what to try."""

    def __init__(self, said: str, hint: str = "") -> None:
        super().__init__(said)
        self.said = said
        self.hint = hint


# ./start


def start(arguments: Sequence[str]) -> int:
    wanted = start_options(arguments)
    data = Path(wanted.data or os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    if wanted.reset:
        forget(data)
    mark_as_ours(data)
    log = data / "log" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")

    install(RUN_LOCKS, log)
    port = free_port(wanted.host, wanted.port)
    env = _site_env(wanted, data, port)
    if not is_current(data, env):
        cure = "see whether the server at DATABASE_URL answers" if env.get("DATABASE_URL") else ANEW
        with step("database"):
            run(flask("db", "upgrade"), log, env, hint=cure)
    link = people_the_site(wanted, data, env, log)

    if port != wanted.port:
        print(f"Port {wanted.port} is taken, so this is served on {port}.")
    address = f"http://{_written(wanted.host)}:{port}"
    server = [
        *(str(BIN / "granian"), "--interface", "wsgi", "wsgi:app"),
        *("--host", wanted.host, "--port", str(port), "--workers", env.get("WORKERS") or "2"),
        *("--blocking-threads", str(THREADS), "--backpressure", str(CONNECTIONS)),
        *("--workers-kill-timeout", "2", "--log-level", "error"),
        # Else the whole server ends with the first worker that the system kills.
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
    ]
    with held(data / "start.lock"):
        return serve(server, env, address, lambda: print(box(address, data, link)))


def start_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./start", description="Sets the site up and serves it.")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 5000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--reset", action="store_true", help="delete the data made before, and begin again")
    parser.add_argument("--empty", action="store_true", help="no demo world: prints a set-up link instead")
    parser.add_argument("--lang", choices=("zh", "en"), help="the language of visitors who ask for no other")
    parser.add_argument("--data", metavar="DIR", help="where to keep every file it makes (var/)")
    return parser.parse_args(arguments)


def _site_env(wanted: argparse.Namespace, data: Path, port: int) -> dict[str, str]:
    env = {**os.environ, "DATA_DIR": str(data), "PORT": str(port)}
    env.setdefault("MALLOC_ARENA_MAX", "2")
    # Compiled modules halve the time of every later start.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if wanted.lang:
        env["DEFAULT_LOCALE"] = {"zh": "zh_Hans", "en": "en"}[wanted.lang]
    return env


def people_the_site(wanted: argparse.Namespace, data: Path, env: dict[str, str], log: Path) -> str | None:
    """The demo world, or the link with which the first operator sets up an empty site."""
    production = env.get("APP_ENV") == "production"
    if not is_empty(data, env):
        if (data / UNFINISHED).exists():
            raise Failed("The demo world was not finished last time.", ANEW)
        keep_the_open_demo_at_home(wanted.host, data)
        link = None
    elif wanted.empty or production:
        if production and not wanted.empty:
            print("APP_ENV is production: no demo world.")
        with step("set-up link"):
            link = run(flask("people", "setup-link"), log, env).strip().splitlines()[-1]
    else:
        env["DEMO_PASSWORD"] = env.get("DEMO_PASSWORD") or demo_password(wanted.host)
        write_secret(data / UNFINISHED, env["DEMO_PASSWORD"])
        with step("demo world"):
            run(flask("demo", "load"), log, env, hint="./start --reset --empty starts without it")
        (data / UNFINISHED).rename(data / "demo_password")
        link = None
    return link


def keep_the_open_demo_at_home(host: str, data: Path) -> None:
    password = data / "demo_password"
    if host not in LOOPBACK and password.exists() and password.read_text() == OPEN_DEMO_PASSWORD:
        raise Failed(
            f"The demo people here have a password that everyone knows, so {host} is not served.",
            f"./start --reset --host {host} makes a demo world with a password of its own",
        )


def is_current(data: Path, env: Mapping[str, str]) -> bool:
    """Whether the embedded database has every migration; asking Alembic takes two seconds, a file takes none."""
    if env.get("DATABASE_URL") or not (data / "site.db").exists():
        return False
    texts = [path.read_text() for path in (ROOT / "migrations" / "versions").glob("*.py")]
    parts = [
        set(re.findall(rf"^{name}[^=\n]*= *[\"'](\w+)", "\n".join(texts), re.M)) for name in ALEMBIC_NAMES
    ]
    with closing(sqlite3.connect(data / "site.db")) as database:
        try:
            applied = {version for (version,) in database.execute("select version_num from alembic_version")}
        except sqlite3.DatabaseError:
            return False
    return bool(applied) and applied == parts[0] - parts[1]


def is_empty(data: Path, env: Mapping[str, str]) -> bool:
    """Whether nobody has an account yet. The embedded database is asked directly, which saves a second."""
    if env.get("DATABASE_URL"):
        question = (
            "from sqlalchemy import create_engine, text; import os;"
            "print(create_engine(os.environ['DATABASE_URL']).connect()"
            ".scalar(text('select count(*) from (select 1 from users limit 1) as anyone')))"
        )
        answer = subprocess.run(
            [str(PYTHON), "-c", question], env=dict(env), cwd=ROOT, check=True, capture_output=True, text=True
        )
        return answer.stdout.strip() == "0"
    with closing(sqlite3.connect(data / "site.db")) as database:
        return database.execute("select 1 from users limit 1").fetchone() is None


def demo_password(host: str) -> str:
    """One that everyone may know stays on this machine; any other install gets its own."""
    return OPEN_DEMO_PASSWORD if host in LOOPBACK else secrets.token_urlsafe(9)


def box(address: str, data: Path, link: str | None) -> str:
    lines = [f"Angel Says is at {address}"]
    if (data / "demo_password").exists():
        lines += ["", "Sign in as " + ", ".join(f"{name} ({who})" for name, who in DEMO_LOGINS.items())]
        lines += [f"with the password {(data / 'demo_password').read_text()}"]
    if link:
        lines += ["", "Nobody has an account yet. This link, good once, makes the first operator:"]
        lines += [address + link if link.startswith("/") else link]
    lines += ["", f"Ctrl-C stops; data in {_short(data)}; ./start --reset begins again"]
    rule = "-" * max(map(len, lines))
    return "\n".join(["", rule, *lines, rule])


def _short(path: Path) -> str:
    return f"{path.relative_to(ROOT)}/" if path.is_relative_to(ROOT) else str(path)


# Data


def mark_as_ours(data: Path) -> None:
    """Notes what was in a folder before its first start, so that --reset never deletes it."""
    before = sorted(path.name for path in data.iterdir()) if data.is_dir() else []
    data.mkdir(parents=True, exist_ok=True)
    if not (data / MARK).exists():
        ours_anyway = data == ROOT / "var"
        (data / MARK).write_text(json.dumps({"before": [] if ours_anyway else before}))


def forget(data: Path) -> None:
    """Deletes the data that the site made in this folder, and nothing else."""
    if os.environ.get("DATABASE_URL"):
        raise Failed("--reset empties only the embedded database.", "empty the one at DATABASE_URL yourself")
    if not data.exists():
        return
    if not (data / MARK).exists() and data != ROOT / "var":
        raise Failed(
            f"{data} was not made by ./start, so it is not deleted.", "name another folder with --data"
        )
    with step("reset"), held(data / "start.lock", alone=True):
        before = json.loads((data / MARK).read_text())["before"] if (data / MARK).exists() else []
        for path in (path for pattern in MADE_BY_THE_SITE for path in data.glob(pattern)):
            if path.name not in before:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


@contextmanager
def held(path: Path, alone: bool = False) -> Iterator[None]:
    """Servers share the data; a reset needs it alone."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with path.open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            raise Failed(
                "This data is being served or reset right now.", "stop the other ./start first"
            ) from None
        yield


def write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


# The virtual environment


def install(locks: Sequence[str], log: Path) -> None:
    """Installs what the locks name, unless a run before did. Never takes the development packages away again."""
    python_is_new_enough()
    if not _works(PYTHON):
        with step("virtual environment"):
            hint = (
                "apt-get install python3-venv, on Debian"
                if sys.platform == "linux"
                else "install Python again"
            )
            run([sys.executable, "-m", "venv", "--clear", str(VENV)], log, hint=hint)
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if any(installed.get(name) != fingerprint(name) for name in locks):
        if "requirements-dev.txt" in installed:
            locks = CHECK_LOCKS
        STAMP.unlink(missing_ok=True)
        with step("packages"):
            _install_packages(locks, log)
        # requirements-dev.txt repeats the pins of requirements.txt (tools/locks.py makes sure of it).
        STAMP.write_text(json.dumps({name: fingerprint(name) for name in {*locks, "requirements.txt"}}))


def _works(python: Path) -> bool:
    version = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return (
        python.exists() and subprocess.run([str(python), "-c", version], capture_output=True).returncode == 0
    )


def _install_packages(locks: Sequence[str], log: Path) -> None:
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--require-hashes",
        "--no-deps",
    ]
    uv = [str(BIN / "uv"), "pip", "sync", "--python", str(PYTHON), "--require-hashes", *locks]
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    try:
        run([*pip, "-r", "requirements-tools.txt"], log, env)
        run(uv, log, env)
    except Failed:
        hint = "see whether this machine reaches the package index, then run it again"
        run(pip + [part for name in locks for part in ("-r", name)], log, env, hint=hint)


def fingerprint(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def python_is_new_enough() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is read by whatever Python the machine has)
        raise Failed(
            f"This is Python {sys.version.split()[0]}; Angel Says needs 3.11 or newer.",
            "apt-get install python3 python3-venv, brew install python, or python.org",
        )


# Steps


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line on the terminal: what is done, and how long it took."""
    print(f"{name:<21}", end=" ", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(_since(began), flush=True)


def _since(began: float) -> str:
    return f"{time.monotonic() - began:5.1f} s"


def run(command: Sequence[str], log: Path, env: Mapping[str, str] | None = None, hint: str = "") -> str:
    """Runs it with everything that it says in the log; answers what it wrote to stdout."""
    with log.open("a", encoding="utf-8") as file:
        file.write(f"$ {' '.join(command)}\n")
        file.flush()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        file.write(done.stdout)
    if done.returncode != 0:
        raise Failed(f"{tail(log)}\n(all of it: {log})", hint)
    return done.stdout


def flask(*command: str) -> list[str]:
    return [str(BIN / "flask"), "--app", "app", *command]


def tail(log: Path, lines: int = 20) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


# The server


def free_port(host: str, port: int) -> int:
    """This port, or the next one that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + 100, 65536)):
        with socket.socket(family) as probe:
            # On POSIX this only forgives connections that are closing, never a listener.
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
                probe.listen()
            except PermissionError:
                raise Failed(
                    f"Port {candidate} may not be used by this account.", "take one above 1023"
                ) from None
            except socket.gaierror:
                raise Failed(f"{host} is not an address of this machine.", "--host 127.0.0.1") from None
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL:
                    raise Failed(f"{host} is not an address of this machine.", "--host 127.0.0.1") from None
            else:
                return candidate
    raise Failed(f"No port from {port} on is free.", "name another with --port")


def serve(command: Sequence[str], env: Mapping[str, str], address: str, announce: Callable[[], None]) -> int:
    """Runs the server until it ends or a signal comes; a signal is a clean end."""
    # In a session of its own, so that the terminal's Ctrl-C comes here only and the server is stopped once.
    server = subprocess.Popen(command, cwd=ROOT, env=dict(env), start_new_session=True)
    began = time.monotonic()
    try:
        status = first_answer(server, address)
        # Said afterwards in one piece: the server writes to the same terminal.
        print(f"{'first page':<21} {_since(began)}", flush=True)
        if status >= 500:
            print(f"The first page answered {status}: the reason stands above.")
        announce()
        sys.stdout.flush()
        return server.wait()
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    finally:
        stop(server)


def first_answer(server: subprocess.Popen[bytes], address: str, patience: float = 60) -> int:
    """The status of the first page, once there is one."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    address = address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Failed("The server ended by itself; it says why above.")
        try:
            with direct.open(address + "/", timeout=patience) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.05)
    raise Failed(f"The server gave no answer within {patience:.0f} s.")


def stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(10)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(server.pid, signal.SIGKILL) if os.name == "posix" else server.kill()
            server.wait()


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# ./check


def check(arguments: Sequence[str]) -> int:
    """Lint, types and laws, then the tests. CI hears of every failure at once, a person of the first."""
    fast = list(arguments[:1]) == ["fast"]
    if list(arguments[:1]) == ["torture"]:
        return _torture(arguments[1:])
    arguments = list(arguments[1:] if fast else arguments)
    ci = os.environ.get("CI") == "true"
    log = ROOT / "var" / "log" / "check.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")

    install(CHECK_LOCKS, log)
    left_out = SLOW_MARKS if fast else _services(log, ci)
    failed = []
    for name, command in static_checks():
        try:
            with step(name):
                _show_if_wrong(command)
        except Failed as failure:
            if not ci:
                raise
            print(failure.said)
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}. The tests run all the same.")
    if not arguments and "postgres" not in left_out and "redis" not in left_out:
        failed += _again_on_servers()
    tests = subprocess.run(pytest_command(arguments, left_out), cwd=ROOT, env=test_env()).returncode
    return tests or (1 if failed else 0)


def _torture(arguments: Sequence[str]) -> int:
    """The long form of tests/torture alone, for hours rather than minutes."""
    log = ROOT / "var" / "log" / "check.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    install(CHECK_LOCKS, log)
    _services(log, ci=True)
    # Several at once would only wait for each other; what they print says how far they are.
    command = [str(PYTHON), "-m", "pytest", "-s", "-v", "-o", "faulthandler_timeout=0", "tests/torture"]
    return subprocess.run([*command, *arguments], cwd=ROOT, env={**test_env(), "TORTURE": "full"}).returncode


def _again_on_servers() -> list[str]:
    """The business once more on PostgreSQL and Redis. Answers what failed."""
    command = [
        *pytest_command(["tests/domain", "tests/jobs", "-q"], ["postgres", "redis", "browser", "torture"])
    ]
    with step("the business on PostgreSQL and Redis"):
        done = subprocess.run(command, cwd=ROOT, env={**test_env(), "TEST_DATABASE": "postgres"})
    return ["PostgreSQL and Redis"] if done.returncode else []


def static_checks() -> list[tuple[str, list[str]]]:
    checks = [
        ("locks", [str(PYTHON), "-m", "tools.locks"]),
        ("ruff", [str(BIN / "ruff"), "check", "--output-format", "concise", "."]),
        ("format", [str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."]),
        ("types", [str(BIN / "mypy")]),
        ("floors and rooms", [str(BIN / "lint-imports"), "--no-cache"]),
        ("templates", [str(BIN / "djlint"), "--lint", "--quiet", "templates"]),
    ]
    if (ROOT / "tools" / "i18n.py").exists():
        checks.append(("translations", [str(PYTHON), "-m", "tools.i18n", "check"]))
    return checks


def _show_if_wrong(command: Sequence[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failed(done.stdout.strip())


def pytest_command(arguments: Sequence[str], left_out: Sequence[str]) -> list[str]:
    command = [str(PYTHON), "-m", "pytest"]
    if left_out:
        command += ["-m", " and ".join(f"not {mark}" for mark in left_out)]
    if not any(argument.startswith(("-n", "--pdb", "-s")) or "::" in argument for argument in arguments):
        command += ["-n", str(os.cpu_count() or 2), "--dist", "loadfile"]
    return [*command, *arguments]


def test_env() -> dict[str, str]:
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    browser = find_browser()
    return {**env, "CHROMIUM": browser} if browser else env


def _services(log: Path, ci: bool) -> list[str]:
    """Installs the browser, PostgreSQL and Redis where it may. Answers the marks of the tests that must stay out."""
    missing = missing_packages()
    installer = apt()
    if missing and installer:
        with step("apt-get"):
            run([*installer, "update"], log)
            run([*installer, "install", "-y", "--no-install-recommends", *missing], log)
        missing = missing_packages()
    marks = {
        "chromium": "browser",
        "fonts-wqy-microhei": "browser",
        "postgresql": "postgres",
        "redis-server": "redis",
    }
    left_out = sorted({marks[name] for name in missing})
    if missing and ci:
        raise Failed(f"Not on this machine: {', '.join(missing)}.", f"apt-get install {' '.join(missing)}")
    if missing:
        print(f"Not on this machine: {', '.join(missing)}. The {' and '.join(left_out)} tests are left out.")
    return left_out


def missing_packages() -> list[str]:
    found = {
        "chromium": find_browser() is not None,
        # Other systems bring a Chinese font with them.
        "fonts-wqy-microhei": sys.platform != "linux" or _has_chinese_font(),
        "postgresql": shutil.which("initdb") is not None
        or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        "redis-server": shutil.which("redis-server") is not None,
    }
    return [name for name in APT_PACKAGES if not found[name]]


def find_browser() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    by_name = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "chrome"))
    cache = Path.home() / (
        ".cache/ms-playwright" if sys.platform == "linux" else "Library/Caches/ms-playwright"
    )
    downloaded = (str(path) for path in sorted(cache.glob("chromium-*/chrome-*/chrome"), reverse=True))
    return next((path for path in (*by_name, *downloaded) if path), None)


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc").exists()
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


def apt() -> list[str] | None:
    """apt-get as it may be used here without asking for a password, or None. Waits for another apt to end."""
    if not shutil.which("apt-get"):
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=600"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", *quiet]
    return None


def listen_for_signals() -> None:
    """Every way of asking for an end becomes a KeyboardInterrupt, which also ends the step that is running."""
    # SIGINT too: a shell makes what it runs in the background deaf to it. Under nohup a hang-up stays unheard.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and (name != "SIGHUP" or signal.getsignal(number) != signal.SIG_IGN):
            signal.signal(number, _interrupted)


def _interrupted(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    commands = {"start": start, "check": check}
    if not arguments or arguments[0] not in commands:
        print("python tools/dev.py start|check [arguments]; ./start --help tells them", file=sys.stderr)
        return 2
    listen_for_signals()
    try:
        return commands[arguments[0]](arguments[1:])
    except Failed as failure:
        print(failure.said, file=sys.stderr)
        if failure.hint:
            print(f"What to try: {failure.hint}", file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
