"""`flask bench`: what each page costs beside a bare Flask route, under the same server, in the same run."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import event, func, select

from bench import feed, load, streams
from core.db import db, session
from domain.groups.models import Question
from domain.people import actions as people
from domain.people.models import Follow, User
from domain.says.models import Post

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class PageOfSite:
    name: str
    path: str


def pages() -> list[PageOfSite]:
    """The pages to measure: the busiest of each kind that the database holds."""
    product = session.execute(
        select(Post.product_id)
        .where(Post.product_id.is_not(None))
        .group_by(Post.product_id)
        .order_by(func.count().desc())
        .limit(1)
    ).scalar_one()
    asked = (
        session.execute(
            select(Question.product_id).group_by(Question.product_id).order_by(func.count().desc()).limit(1)
        ).scalar()
        or product
    )
    author = session.execute(
        select(User.handle)
        .join(Post, Post.author_id == User.id)
        .group_by(User.handle)
        .order_by(func.count().desc())
        .limit(1)
    ).scalar_one()
    return [
        PageOfSite("feed", "/"),
        PageOfSite("discover", "/discover"),
        PageOfSite("catalogue", "/products"),
        PageOfSite("product", f"/products/{product}"),
        PageOfSite("group", f"/products/{asked}/group"),
        PageOfSite("store", f"/@{author}"),
        PageOfSite("search", "/search?q=%E6%B0%B4%E6%9E%9C"),
    ]


def best_connected() -> str:
    return session.execute(
        select(User.handle)
        .join(Follow, Follow.follower_id == User.id)
        .group_by(User.handle)
        .order_by(func.count().desc())
        .limit(1)
    ).scalar_one()


@click.command("bench")
@click.option("--seconds", default=8.0, show_default=True, help="How long each page is asked for.")
@click.option("--connections", default=16, show_default=True)
@click.option("--size", default="", help="Load the demo world of this size first: small, medium or large.")
@click.option("--markdown", is_flag=True, help="Print the table as Markdown.")
@click.option(
    "--feed", "only_feed", is_flag=True, help="Time what the feed asks of the database, and nothing else."
)
@click.option(
    "--streams", "stream_count", default=0, help="Open so many streams, and time a page with and without."
)
@with_appcontext
def bench(
    seconds: float, connections: int, size: str, markdown: bool, only_feed: bool, stream_count: int
) -> None:
    """Measure the pages, signed out and in, beside a bare Flask route."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if size:
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", "demo", "load", "--size", size],
            cwd=ROOT,
            check=True,
        )
    if only_feed:
        _print_feed(markdown)
        return
    if stream_count:
        _print_streams(app, stream_count, seconds)
        return
    handle = best_connected()
    targets = pages()
    user_id = session.scalars(select(User.id).where(User.handle == handle)).one()
    session.rollback()
    cookie = cookie_of(app, user_id)
    rows = [("bare Flask route", "", *_measured("bench.bare:app", [("/", "")], seconds, connections)[0], 0)]
    asked = [(page.path, kept) for page in targets for kept in ("", cookie)]
    measured = _measured("wsgi:app", asked, seconds, connections)
    for (path, kept), result in zip(asked, measured, strict=True):
        name = next(page.name for page in targets if page.path == path)
        rows.append((name, "in" if kept else "out", *result, queries_of(app, path, kept)))
    _print(rows, markdown)


def _print_streams(app: Flask, count: int, seconds: float) -> None:
    member = streams.a_member()
    cookie = cookie_of(app, member.user_id)
    session.rollback()
    # As ./start serves it, but one person may listen as often as she likes.
    with served("wsgi:app", threads=768, LIVE_STREAMS_EACH=str(count)) as port:
        request = _request(port, f"/products/{member.product_id}", cookie)
        for line in streams.report(port, count, member, cookie, request, seconds):
            click.echo(line)


def cookie_of(app: Flask, user_id: int) -> str:
    """The session cookie of a new sign-in."""
    token = people.begin_session(user_id, user_agent="bench", visitor_id="")
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def queries_of(app: Flask, path: str, cookie: str) -> int:
    """How many statements one view of the page, not kept from before, sends to the database."""
    count = 0

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal count
        count += not statement.startswith("BEGIN")

    headers = {"Cookie": cookie} if cookie else {}
    # A fresh query argument passes the page cache by; a thread of its own has no request's leftovers.
    fresh = path + ("&" if "?" in path else "?") + f"n={time.time_ns()}"
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with ThreadPoolExecutor(1) as apart:
            apart.submit(lambda: app.test_client(use_cookies=False).get(fresh, headers=headers)).result()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return count


def _measured(
    target: str, asked: list[tuple[str, str]], seconds: float, connections: int
) -> list[tuple[float, ...]]:
    with served(target) as port:
        results: list[tuple[float, ...]] = []
        for path, cookie in asked:
            request = _request(port, path, cookie)
            load.run(port, request, seconds=1, connections=connections)
            result = load.run(port, request, seconds=seconds, connections=connections)
            results.append(
                (result.requests_per_second, result.p50_ms, result.p99_ms, result.bytes, result.errors)
            )
        return results


def _request(port: int, path: str, cookie: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept-Language: zh-CN",
        "Accept-Encoding: identity",
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def served(target: str, threads: int = 32, **settings: str) -> Iterator[int]:
    """A server of its own on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "wsgi",
                "--workers",
                "2",
                "--blocking-threads",
                str(threads),
                "--backpressure",
                "4096",
            ),
            *("--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "error", target),
        ],
        cwd=ROOT,
        # As in tests nobody is told to come back later: one person asks for everything here.
        env={**os.environ, "RUN_JOBS": "0", "APP_ENV": "test", **settings},
    )
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(1)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _print_feed(markdown: bool) -> None:
    """Each line as soon as it is measured: in a large world all of them take minutes."""
    heads = ["follows", "list", "readers", "p50 ms", "p95 ms", "max ms", "CPU ms"]
    widths = [7, max(map(len, feed.WAYS)), *map(len, heads[2:])]
    for line in _headed(heads, markdown):
        click.echo(_line(line, widths, markdown))
    for one in feed.measure():
        numbers = [f"{time:.2f}" for time in (one.p50_ms, one.p95_ms, one.max_ms, one.cpu_ms)]
        click.echo(_line([f"{one.follows:,}", one.what, str(one.readers), *numbers], widths, markdown))


def _print(rows: list[tuple[object, ...]], markdown: bool) -> None:
    heads = ("page", "signed", "requests/s", "p50 ms", "p99 ms", "bytes", "errors", "queries")
    floor = float(rows[0][2])  # type: ignore[arg-type]
    lines = [[*map(_shown, row), f"{float(row[2]) / floor:.1%}"] for row in rows]  # type: ignore[arg-type]
    _draw([[*heads, "of bare"], *lines], markdown)


def _draw(table: list[list[str]], markdown: bool) -> None:
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    for line in [*_headed(table[0], markdown), *table[1:]]:
        click.echo(_line(line, widths, markdown))


def _headed(heads: list[str], markdown: bool) -> list[list[str]]:
    return [heads, ["---"] * len(heads)] if markdown else [heads]


def _line(cells: list[str], widths: list[int], markdown: bool) -> str:
    if markdown:
        return f"| {' | '.join(cells)} |"
    else:
        return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
