"""What open streams cost the pages: the same page with and without them, in one run, and how fast a message reaches
all of them."""

import resource
import selectors
import socket
import threading
import time
from dataclasses import dataclass

from sqlalchemy import select

from bench import load
from core.db import session
from domain.groups import actions
from domain.groups.models import GroupMember
from domain.viewers import viewer_of

PATIENCE_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may read and write the chat of a product."""

    product_id: int
    user_id: int


def a_member() -> Member:
    found = session.execute(
        select(GroupMember.product_id, GroupMember.user_id)
        .where(GroupMember.lost_at.is_(None), GroupMember.entered_at.is_not(None))
        .order_by(GroupMember.product_id, GroupMember.user_id)
        .limit(1)
    ).one()
    return Member(found.product_id, found.user_id)


class Streams:
    """Connections that listen; a thread reads what comes."""

    def __init__(self, port: int, member: Member, cookie: str) -> None:
        self._port = port
        self._request = (
            f"GET /products/{member.product_id}/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Accept: text/event-stream\r\nCookie: {cookie}\r\n\r\n"
        ).encode()
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        self.opened: set[int] = set()
        self.refused: set[int] = set()
        self.told_at: dict[int, float] = {}
        self._ends = False
        self._reader = threading.Thread(target=self._read)

    def open(self, count: int) -> None:
        """Returns when each of them listens or was refused."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, count + 256)), hard))
        self._reader.start()
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            connection.sendall(self._request)
            self._sockets.append(connection)
            self._selector.register(connection, selectors.EVENT_READ)
        self._wait_for(lambda: len(self.opened) + len(self.refused) >= count)

    def wait_until_told(self) -> None:
        self._wait_for(lambda: len(self.told_at) >= len(self.opened))

    def close(self) -> None:
        self._ends = True
        self._reader.join()
        for connection in self._sockets:
            connection.close()

    def _wait_for(self, is_so) -> None:  # type: ignore[no-untyped-def]
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_so() and time.monotonic() < until:
            time.sleep(0.02)

    def _read(self) -> None:
        while not self._ends:
            for key, _ in self._selector.select(0.2):
                connection: socket.socket = key.fileobj  # type: ignore[assignment]
                try:
                    said = connection.recv(65_536)
                except OSError:
                    said = b""
                if not said:
                    self._selector.unregister(connection)
                elif said.startswith(b"HTTP/1.1 503"):
                    self.refused.add(key.fd)
                if b"event: at" in said:
                    self.opened.add(key.fd)
                if b"event: said" in said:
                    self.told_at[key.fd] = time.perf_counter()


def report(port: int, count: int, member: Member, cookie: str, request: bytes, seconds: float) -> list[str]:
    """Lines of text."""
    load.run(port, request, seconds=1, connections=16)
    before = load.run(port, request, seconds=seconds, connections=16)
    streams = Streams(port, member, cookie)
    began = time.perf_counter()
    streams.open(count)
    took = time.perf_counter() - began
    during = load.run(port, request, seconds=seconds, connections=16)
    sent_at = time.perf_counter()
    actions.send(viewer_of(member.user_id), member.product_id, body="Can everybody hear this?")
    streams.wait_until_told()
    times = sorted(at - sent_at for at in streams.told_at.values()) or [0.0]
    streams.close()
    after = load.run(port, request, seconds=seconds, connections=16)
    usual = max((before.requests_per_second + after.requests_per_second) / 2, 0.001)
    return [
        f"streams open: {len(streams.opened)} of {count}, refused: {len(streams.refused)}, in {took:.1f} s",
        f"pages a second without: {before.requests_per_second:.1f} before, {after.requests_per_second:.1f} after",
        f"pages a second with: {during.requests_per_second:.1f}, {during.requests_per_second / usual:.0%} of usual",
        f"p99 without: {before.p99_ms:.0f} ms, with: {during.p99_ms:.0f} ms; errors: {during.errors}",
        f"a message reached {len(times)}: p50 {times[len(times) // 2] * 1000:.0f} ms, last {times[-1] * 1000:.0f} ms",
    ]
