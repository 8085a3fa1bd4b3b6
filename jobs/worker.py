"""The worker: drains the outbox and runs the schedule. Exactly one process does so, under a lock; the others wait
to take over. huey wakes the drain after a commit and once a minute."""

import fcntl
import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from flask import Flask
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.exc import DBAPIError

from core import clock, outbox, unit
from core.db import db, lock, session
from core.outbox import Job, OutboxRow
from core.unit import action
from domain.search import index as search_index
from jobs import schedule

log = logging.getLogger("angelsays.worker")

BATCH = 500
RETRY_AFTER = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=30))
STANDBY_SECONDS = 3
ADVISORY_LOCK = 7_265_110
INDEX_JOB = "search.index"

_ROW = lock(select(OutboxRow).where(OutboxRow.id == bindparam("row")))


def install(app: Flask) -> None:
    """Makes the queue, and wakes the drain after each commit that left work."""
    settings = app.extensions["settings"]
    queue = (
        RedisHuey("angelsays", url=settings.redis_url)
        if settings.redis_url
        else SqliteHuey("angelsays", filename=str(settings.data_dir / "queue.db"))
    )
    app.extensions["queue"] = queue

    @queue.task(name="drain")
    def wake() -> None:
        with app.app_context():
            drain()

    @queue.periodic_task(crontab(minute="*"), name="schedule")
    def every_minute() -> None:
        with app.app_context():
            schedule.run_due()
            drain()

    if not app.testing:
        unit.after_commit(lambda done: _ask_for(wake) if done.has_jobs else None)


def _ask_for(wake: Callable[[], object]) -> None:
    try:
        wake()
    except Exception:
        # What was done is done and its outbox rows are written: the schedule drains them within a minute.
        log.exception("the worker could not be woken")


def drain(progress: Callable[[int], object] = lambda ended: None) -> int:
    """Does everything that is due, oldest first. Returns how many rows it ended; `progress` is told of each batch."""
    known = outbox.jobs()
    ended = 0
    while True:
        rows = _due()
        if not rows:
            return ended
        before = ended
        for job, ids in _by_job(rows, known).items():
            ended += _do(job, ids)
        if ended == before:
            return ended
        progress(ended - before)


def _due() -> list[tuple[int, str]]:
    session.rollback()
    statement = (
        select(OutboxRow.id, OutboxRow.job)
        .where(OutboxRow.available_at <= clock.now())
        .order_by(OutboxRow.id)
        .limit(BATCH)
    )
    return [(row.id, row.job) for row in session.execute(statement)]


def _by_job(rows: list[tuple[int, str]], known: dict[str, Job]) -> dict[Job, list[int]]:
    found: dict[Job, list[int]] = {}
    for row_id, name in rows:
        if name in known:
            found.setdefault(known[name], []).append(row_id)
        else:
            _put_off([row_id], f"no job named {name}")
    return found


def _do(job: Job, ids: list[int]) -> int:
    if job.batch:
        return _attempt(ids, lambda: _batch(job, ids))
    return sum(_attempt([row_id], lambda row_id=row_id: _single(job, row_id)) for row_id in ids)  # type: ignore[misc]


def _attempt(ids: list[int], work: Any) -> int:
    try:
        work()
        return len(ids)
    except Exception as error:
        # The edge of the outbox: one job's failure must not stop the others.
        log.exception("outbox rows %s failed", ids[:5])
        session.rollback()
        _put_off(ids, f"{type(error).__name__}: {error}"[:500])
        return 0


@action(quiet=True)
def _single(job: Job, row_id: int) -> None:
    row = session.scalar(_ROW, {"row": row_id})
    if row is None:
        return
    job.run(outbox.fact_of(row))
    session.delete(row)


def _batch(job: Job, ids: list[int]) -> None:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids)).order_by(OutboxRow.id)).all()
    facts = [outbox.fact_of(row) for row in rows]
    session.rollback()
    session.expunge_all()
    job.run(facts)
    _end(ids)


# Not quiet: a batch job may have changed what strangers find, such as the index, after the facts were committed.
@action
def _end(ids: list[int]) -> None:
    session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))


@action(quiet=True)
def _put_off(ids: list[int], why: str) -> None:
    for row in session.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids))):
        row.available_at = clock.now() + RETRY_AFTER[min(row.attempts, len(RETRY_AFTER) - 1)]
        row.attempts += 1
        row.last_error = why


def heal_index() -> None:
    """An index that is missing or damaged is made anew."""
    if reason := search_index.engine().needs_rebuild:
        log.info("the search index is %s: making it anew", reason)
        rebuild_index()


def rebuild_index(progress: Callable[[int], None] | None = None) -> None:
    """Makes the index anew from the database, and ends the rows that asked for a part of that."""
    last = session.scalar(select(func.max(OutboxRow.id))) or 0
    search_index.rebuild(progress)
    _end_job(INDEX_JOB, last)


@action(quiet=True)
def _end_job(job: str, last: int) -> None:
    session.execute(delete(OutboxRow).where(OutboxRow.job == job, OutboxRow.id <= last))


def waiting() -> int:
    return session.scalar(select(func.count()).select_from(OutboxRow)) or 0


class Worker:
    """Runs the consumer in threads of this process once it holds the lock."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = threading.Event()
        self.consumer: Any = None
        self.lock_file: IO[str] | None = None
        self.lock_connection: Any = None
        self.thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(timeout=10)

    def _run(self) -> None:
        while not self.stopping.is_set():
            if self._takes_lock():
                try:
                    self._work()
                except DBAPIError as error:
                    log.warning("the worker begins anew: %s", error.orig)
                finally:
                    self._give_lock_back()
            self.stopping.wait(STANDBY_SECONDS)

    def _work(self) -> None:
        """Until the end, or until the lock is lost: a database that stops lets go of it, and others may have it."""
        queue: Huey = self.app.extensions["queue"]
        with self.app.app_context():
            _attempt([], heal_index)
            _attempt([], drain)
        self.consumer = queue.create_consumer(
            workers=1, periodic=True, initial_delay=0.02, max_delay=0.1, backoff=1.5
        )
        # Signals belong to the server's own process.
        self.consumer._set_signal_handlers = lambda: None
        self.consumer.start()
        while not self.stopping.wait(STANDBY_SECONDS) and self._still_holds_lock():
            pass
        self.consumer.stop(graceful=True)

    def _takes_lock(self) -> bool:
        try:
            return self._take_lock()
        except DBAPIError as error:
            log.warning("no lock for the worker: %s", error.orig)
            return False

    def _still_holds_lock(self) -> bool:
        if self.lock_connection is None:
            return True
        try:
            return bool(self.lock_connection.scalar(text("SELECT true")))
        except DBAPIError as error:
            log.warning("the worker's lock is lost: %s", error.orig)
            return False

    def _take_lock(self) -> bool:
        settings = self.app.extensions["settings"]
        if settings.is_sqlite:
            return self._take_file_lock(settings.data_dir / "worker.lock")
        return self._take_advisory_lock()

    def _take_file_lock(self, path: Path) -> bool:
        file = path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self.lock_file = file
        return True

    def _take_advisory_lock(self) -> bool:
        with self.app.app_context():
            connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
            self.lock_connection = connection
            return True
        connection.close()
        return False

    def _give_lock_back(self) -> None:
        if self.lock_file:
            self.lock_file.close()
        if self.lock_connection:
            self.lock_connection.close()
        self.lock_file = self.lock_connection = None


def run_until_stopped(app: Flask) -> None:
    """The `worker` command: in the foreground until a signal comes."""
    running = Worker(app)
    running.start()
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        running.stop()
