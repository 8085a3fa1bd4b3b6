"""The streams of this process: who listens to what, how many there may be, and whether there is something to tell.

A stream holds a thread, which sleeps until a note of one of its topics comes. Notes come over the bus; since those
can get lost, this also asks the database twice a second how far the talk is that somebody here listens to: one query,
however many listen.
"""

import logging
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from threading import BoundedSemaphore, Condition, Lock, Thread
from typing import Any

from flask import Flask

from adapters.live import Bus, Note, bus_of
from core.unit import Unit, after_commit
from domain import reactions
from domain.groups import live

log = logging.getLogger("angelsays.live")

LOOK_EVERY_SECONDS = 0.5
# Who is here: told no more often than this, and told again so often that a process which died is forgotten.
TELL_HERE_EVERY_SECONDS = 1.0
SAY_HERE_EVERY_SECONDS = 10.0
HERE_FOR_SECONDS = 25.0
# So many streams draw what they send at once: the pages of the same process need the processor too.
DRAW_AT_ONCE = 3

# Of topics that are listened to: how far the talk of each is, to be compared with the time before.
Look = Callable[[Collection[str]], Mapping[str, Any]]
# Of a topic and the people who are there: what is told about them.
Describe = Callable[[str, Collection[int]], Mapping[str, Any]]


class Full(Exception):
    """There is no room for one more stream now."""


class Listener:
    """One open stream."""

    def __init__(self, person_id: int, topics: Iterable[str]) -> None:
        self.person_id = person_id
        self.topics = frozenset(topics)
        self._notes: dict[tuple[object, ...], Note] = {}
        self._came = Condition()

    def put(self, note: Note) -> None:
        """Of the same kind about the same person only the last is kept, so nobody who is slow fills the memory."""
        with self._came:
            self._notes[note.topic, note.kind, note.about.get("id")] = note
            self._came.notify()

    def wait(self, seconds: float) -> list[Note]:
        """What has come, at once or within `seconds`."""
        with self._came:
            if not self._notes:
                self._came.wait(seconds)
            found = list(self._notes.values())
            self._notes.clear()
        return found


class Hub:
    """All listeners of this process, and who else is here."""

    def __init__(self, bus: Bus, look: Look, describe: Describe, most: int, most_each: int) -> None:
        # Of the threads of a worker (THREADS in tools/dev.py) the rest is left to pages.
        self.most, self.most_each = most, most_each
        self.refused = 0
        # Held while the database is asked.
        self.looking = Lock()
        self.drawing = BoundedSemaphore(DRAW_AT_ONCE)
        self._bus = bus
        self._look = look
        self._describe = describe
        self._origin = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = Lock()
        self._listeners: set[Listener] = set()
        self._by_topic: dict[str, set[Listener]] = {}
        self._of_person: Counter[int] = Counter()
        self._thread: Thread | None = None
        # Who of this process's listeners is shown where, and who is where in other processes, until when.
        self._here: dict[str, Counter[int]] = {}
        self._elsewhere: dict[tuple[str, str], tuple[frozenset[int], float]] = {}
        self._stirred: set[str] = set()
        self._unsaid: set[str] = set()

    @property
    def count(self) -> int:
        return len(self._listeners)

    def open(self, person_id: int, topics: Iterable[str]) -> Listener:
        """Raises Full."""
        listener = Listener(person_id, topics)
        with self._lock:
            if len(self._listeners) >= self.most or self._of_person[person_id] >= self.most_each:
                self.refused += 1
                raise Full
            self._listeners.add(listener)
            self._of_person[person_id] += 1
            for topic in listener.topics:
                self._by_topic.setdefault(topic, set()).add(listener)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="live-hub", daemon=True)
                self._thread.start()
        return listener

    def close(self, listener: Listener) -> None:
        with self._lock:
            if listener not in self._listeners:
                return
            self._listeners.remove(listener)
            self._of_person[listener.person_id] -= 1
            if not self._of_person[listener.person_id]:
                del self._of_person[listener.person_id]
            for topic in listener.topics:
                self._by_topic[topic].discard(listener)
                if not self._by_topic[topic]:
                    del self._by_topic[topic]

    def publish(self, note: Note) -> None:
        self._bus.publish(note)

    def come(self, topic: str, person_id: int) -> None:
        """She is here and may be seen."""
        with self._lock:
            self._here.setdefault(topic, Counter())[person_id] += 1
            self._note_move(topic)

    def go(self, topic: str, person_id: int) -> None:
        with self._lock:
            there = self._here.get(topic, Counter())
            there[person_id] -= 1
            if there[person_id] <= 0:
                del there[person_id]
            if not there:
                self._here.pop(topic, None)
            self._note_move(topic)

    def stir(self, topic: str) -> None:
        """Those who listen are to be told who is here: somebody new does not know yet."""
        with self._lock:
            self._stirred.add(topic)

    def here(self, topic: str) -> frozenset[int]:
        """Who is here, in this process and the others."""
        now = time.monotonic()
        with self._lock:
            found = set(self._here.get(topic, ()))
            for (where, _), (ids, until) in self._elsewhere.items():
                if where == topic and until > now:
                    found |= ids
        return frozenset(found)

    def deliver(self, note: Note) -> None:
        if note.kind == live.HERE:
            self._hear_of(note)
            return
        with self._lock:
            concerned = list(self._by_topic.get(note.topic, ()))
        for listener in concerned:
            listener.put(note)

    def close_bus(self) -> None:
        self._bus.close()

    def _note_move(self, topic: str) -> None:
        self._stirred.add(topic)
        self._unsaid.add(topic)

    def _hear_of(self, note: Note) -> None:
        origin, ids = str(note.about.get("origin", "")), note.about.get("ids", [])
        if origin == self._origin:
            return
        with self._lock:
            before = self._elsewhere.get((note.topic, origin), (frozenset(), 0.0))[0]
            now_there = frozenset(one for one in ids if isinstance(one, int))
            self._elsewhere[note.topic, origin] = (now_there, time.monotonic() + HERE_FOR_SECONDS)
            if before != now_there:
                self._stirred.add(note.topic)

    def _run(self) -> None:
        """Ends never; costs nothing while nobody listens."""
        self._bus.listen(self.deliver)
        seen: dict[str, Any] = {}
        told = said = 0.0
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            now = time.monotonic()
            try:
                with self.looking:
                    seen = self._tell_news(seen)
                    if now - told >= TELL_HERE_EVERY_SECONDS:
                        told = now
                        self._tell_who_is_here()
                if now - said >= SAY_HERE_EVERY_SECONDS:
                    said = now
                    with self._lock:
                        self._unsaid.update(self._here)
            except Exception:
                # The database is away or busy: the streams stay, and the next look tells what was missed.
                log.warning("live: could not look for news", exc_info=True)

    def _tell_news(self, seen: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            topics = set(self._by_topic)
        found = dict(self._look(topics)) if topics else {}
        for topic, mark in found.items():
            # One that is new here is told as well: something may have come while its first stream was opened.
            if seen.get(topic) != mark:
                self.deliver(Note(topic, live.TALK))
        return found

    def _tell_who_is_here(self) -> None:
        now = time.monotonic()
        with self._lock:
            unsaid, self._unsaid = self._unsaid, set()
            gone = [key for key, (_, until) in self._elsewhere.items() if until <= now]
            self._stirred.update(topic for topic, _ in gone)
            for key in gone:
                del self._elsewhere[key]
            stirred, self._stirred = self._stirred, set()
            mine = {topic: sorted(self._here.get(topic, ())) for topic in unsaid}
        for topic, ids in mine.items():
            self._bus.publish(Note(topic, live.HERE, {"origin": self._origin, "ids": ids[:2_000]}))
        for topic in stirred:
            with self._lock:
                concerned = list(self._by_topic.get(topic, ()))
            if concerned:
                note = Note(topic, live.HERE, self._describe(topic, self.here(topic)))
                for listener in concerned:
                    listener.put(note)


def install(app: Flask, look: Look, describe: Describe) -> None:
    """`look` and `describe` are called within an app context."""
    settings = app.extensions["settings"]
    bus = bus_of(settings.redis_url, settings.data_dir / "live", settings.secret_key)

    def look_inside(topics: Collection[str]) -> Mapping[str, Any]:
        with app.app_context():
            return look(topics)

    def describe_inside(topic: str, ids: Collection[int]) -> Mapping[str, Any]:
        with app.app_context():
            return describe(topic, ids)

    hub = app.extensions["live"] = Hub(
        bus, look_inside, describe_inside, settings.live_streams, settings.live_streams_each
    )

    def tell(done: Unit) -> None:
        for fact in done.events:
            for topic, kind in reactions.AT_ONCE.get(type(fact), _nobody)(fact):
                hub.publish(Note(topic, kind))

    after_commit(tell)


def _nobody(_fact: object) -> tuple[tuple[str, str], ...]:
    return ()
