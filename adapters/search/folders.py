"""Where an index lies on disk: one folder that is in use, named by a pointer file, and a lock for the one writer."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.util.filelock import FileLock, try_for

from adapters.search.interface import IndexBusy
from core.ids import code


@dataclass(frozen=True)
class Pointer:
    """`complete` is False when the index was begun by single documents rather than built from the database."""

    folder: Path
    format: int
    complete: bool


class Folders:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer_file = root / "CURRENT"

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever the pointer does, in whichever process that was."""
        try:
            status = os.stat(self._pointer_file)
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def pointer(self) -> Pointer | None:
        try:
            read: Any = json.loads(self._pointer_file.read_text(encoding="utf-8"))
            return Pointer(self.root / Path(read["folder"]).name, int(read["format"]), bool(read["complete"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def new_folder(self) -> Path:
        folder = self.root / f"index-{code(8)}"
        folder.mkdir(parents=True)
        return folder

    def point_to(self, pointer: Pointer) -> None:
        """Readers see the old folder or the new one, never something between."""
        text = json.dumps(
            {"folder": pointer.folder.name, "format": pointer.format, "complete": pointer.complete}
        )
        fresh = self.root / f"CURRENT.{code(8)}"
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self._pointer_file)

    def sweep(self) -> None:
        """Take away every folder but the one in use. Those who still read an old one keep its open files."""
        current = self.pointer()
        for entry in self.root.iterdir():
            if (
                entry.is_dir()
                and entry.name.startswith("index-")
                and (current is None or entry != current.folder)
            ):
                shutil.rmtree(entry, ignore_errors=True)

    @contextlib.contextmanager
    def lock(self, timeout: float) -> Iterator[None]:
        """The system frees it when its holder dies."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.root / "WRITER"))
        if not try_for(lock.acquire, timeout=timeout, delay=0.02):
            raise IndexBusy(f"another writer has held the search index for {timeout:g} s")
        try:
            yield
        finally:
            lock.release()
