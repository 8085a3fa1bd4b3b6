"""Jobs that talk to other machines: each in a thread of its own, so that a slow one holds up nobody else."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from flask import Flask, current_app

log = logging.getLogger("angelsays.schedule")


class Beside:
    """`run` gives how much it did. It runs once at a time."""

    def __init__(self, name: str, run: Callable[[Flask], int]) -> None:
        self.name = name
        self.run = run
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._running: Future[int] | None = None

    def begin(self) -> int:
        """Begins unless the last one is still at it. Returns how much was done, which is known in tests only."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        if app.testing:
            return self.run(app)
        if self._running is None or self._running.done():
            self._running = self._thread.submit(self.in_context, app)
        return 0

    def in_context(self, app: Flask) -> int:
        """What the thread does; nobody reads what it raises, so that it is said here."""
        with app.app_context():
            try:
                done = self.run(app)
            except Exception:
                log.exception("%s failed", self.name)
                return 0
            if done:
                log.info("%s: %d", self.name, done)
            return done
