"""A mark that changes whenever something is committed that a stranger could see. Shared by all processes on the
machine through a few mapped bytes."""

import mmap
import os
from pathlib import Path

SIZE = 16

_mark: mmap.mmap | bytearray = bytearray(SIZE)


def open_at(path: Path) -> None:
    """Uses the file at `path`, made when it is missing."""
    global _mark
    if not path.exists() or path.stat().st_size != SIZE:
        _make(path)
    with path.open("r+b") as file:
        _mark = mmap.mmap(file.fileno(), SIZE)


def _make(path: Path) -> None:
    """Whole from its first moment: of processes that start together, one makes it, and none maps an empty file."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_bytes(os.urandom(SIZE))
    try:
        os.link(fresh, path)
    except FileExistsError:
        if path.stat().st_size != SIZE:
            fresh.replace(path)
    fresh.unlink(missing_ok=True)


def current() -> bytes:
    return bytes(_mark[:SIZE])


def bump() -> None:
    _mark[:SIZE] = os.urandom(SIZE)
