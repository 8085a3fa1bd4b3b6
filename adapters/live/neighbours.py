"""The bus of one machine: each process that listens has a socket in a folder, and a note is a datagram to each.

Where the system has no such sockets, a process tells itself only; the others see what is stored when they next look.
"""

import hashlib
import logging
import os
import secrets
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

from adapters.live.interface import MOST_BYTES, Deliver, Note, packed, unpacked

log = logging.getLogger("angelsays.live")

# The longest path that a socket's address takes on every system, with room for the name.
LONGEST_FOLDER = 70


class NeighbourBus:
    def __init__(self, folder: Path) -> None:
        self._folder = folder if len(str(folder)) <= LONGEST_FOLDER else _short(folder)
        self._origin = f"{os.getpid()}-{secrets.token_hex(3)}"
        self._deliver: Deliver | None = None
        self._mailbox: socket.socket | None = None
        self._lock = Lock()

    def publish(self, note: Note) -> None:
        if self._deliver is not None:
            self._deliver(note)
        said = packed(note, self._origin)
        if not said or not hasattr(socket, "AF_UNIX"):
            return
        others = [path for path in self._mailboxes() if path.stem != self._origin]
        if others:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                for path in others:
                    _send(sender, path, said)

    def listen(self, deliver: Deliver) -> None:
        with self._lock:
            self._deliver = deliver
            if self._mailbox is None and hasattr(socket, "AF_UNIX"):
                try:
                    self._open()
                except OSError as error:
                    log.warning("no mailbox for live notes in %s: %s", self._folder, error)

    def close(self) -> None:
        with self._lock:
            self._deliver = None
            if self._mailbox is not None:
                self._path.unlink(missing_ok=True)
                # A thread that waits for a datagram is not woken by closing alone.
                with suppress(OSError):
                    self._mailbox.shutdown(socket.SHUT_RDWR)
                self._mailbox.close()
                self._mailbox = None

    @property
    def _path(self) -> Path:
        return self._folder / f"{self._origin}.sock"

    def _mailboxes(self) -> list[Path]:
        return list(self._folder.glob("*.sock"))

    def _open(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mailbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        mailbox.bind(str(self._path))
        self._mailbox = mailbox
        Thread(target=self._receive, args=(mailbox,), name="live-mailbox", daemon=True).start()

    def _receive(self, mailbox: socket.socket) -> None:
        while True:
            try:
                raw = mailbox.recv(MOST_BYTES)
            except OSError:
                return
            found, deliver = unpacked(raw) if raw else None, self._deliver
            if deliver is None:
                return
            if found is not None:
                deliver(found[1])


def _send(sender: socket.socket, path: Path, said: bytes) -> None:
    try:
        sender.sendto(said, str(path))
    except (ConnectionRefusedError, FileNotFoundError):
        # Its process has ended without putting its mailbox away.
        path.unlink(missing_ok=True)
    except OSError:
        # Full, or being closed: its process looks at the database by itself.
        pass


def _short(folder: Path) -> Path:
    mark = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"angelsays-{os.getuid() if hasattr(os, 'getuid') else 0}-{mark}"
