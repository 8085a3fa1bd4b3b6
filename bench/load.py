"""A light HTTP client for load: fixed requests over kept connections, from processes of its own. Loopback only."""

import multiprocessing
import socket
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """Times in milliseconds, `bytes` of one answer as sent, `errors` answers that were not the expected status."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    bytes: int
    errors: int


def run(
    port: int, request: bytes, *, seconds: float, connections: int, processes: int = 2, status: int = 200
) -> Result:
    """Sends `request` again and again over `connections` connections to 127.0.0.1 for `seconds`."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    each = max(1, connections // processes)
    running = [
        context.Process(target=_process, args=(port, request, seconds, each, status, queue))
        for _ in range(processes)
    ]
    for process in running:
        process.start()
    parts = [queue.get(timeout=seconds + 60) for _ in running]
    for process in running:
        process.join()
    times = sorted(one for part in parts for one in part[0])
    if not times:
        return Result(0, 0, 0, 0, sum(part[1] for part in parts))
    return Result(
        requests_per_second=len(times) / seconds,
        p50_ms=times[len(times) // 2] * 1000,
        p99_ms=times[min(len(times) - 1, len(times) * 99 // 100)] * 1000,
        bytes=parts[0][2],
        errors=sum(part[1] for part in parts),
    )


def _process(port: int, request: bytes, seconds: float, connections: int, status: int, queue) -> None:  # type: ignore[no-untyped-def]
    results: list[tuple[list[float], int, int]] = []
    threads = [
        threading.Thread(target=lambda: results.append(_connection(port, request, seconds, status)))
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [one for result in results for one in result[0]]
    queue.put(
        (times, sum(result[1] for result in results), max((result[2] for result in results), default=0))
    )


def _connection(port: int, request: bytes, seconds: float, status: int) -> tuple[list[float], int, int]:
    times: list[float] = []
    errors = 0
    size = 0
    expected = f"HTTP/1.1 {status}".encode()
    end = time.perf_counter() + seconds
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    try:
        while (begun := time.perf_counter()) < end:
            connection.sendall(request)
            head, size = _answer(connection)
            times.append(time.perf_counter() - begun)
            if not head.startswith(expected):
                errors += 1
    finally:
        connection.close()
    return times, errors, size


def _answer(connection: socket.socket) -> tuple[bytes, int]:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed the connection")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = _length(head)
    read = len(body)
    while read < length:
        piece = connection.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed the connection")
        read += len(piece)
    return head, read


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without Content-Length")
