"""The live bus: what one process tells comes to the others, through Redis and through the folder of a machine."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from adapters.live import Bus, Note, bus_of
from adapters.live.interface import MOST_BYTES
from tests.browser.servers import ROOT
from tests.services import Missing, redis_server

PATIENCE_SECONDS = 60
KEY = "the key of this site"

# Another process of the site: tells what it hears, line by line, until its input ends.
NEIGHBOUR = """
import sys
from pathlib import Path
from adapters.live import Note, bus_of
url, folder, key = sys.argv[1:]
bus = bus_of(url, Path(folder), key)
bus.listen(lambda note: print(note.topic, note.kind, flush=True))
for line in sys.stdin:
    bus.publish(Note("group:1", line.strip()))
"""


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    try:
        with redis_server() as url:
            yield url
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["folder", pytest.param("redis", marks=pytest.mark.redis)])
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("redis_url") if request.param == "redis" else ""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made) / "live"


class Ear:
    """What one bus has heard."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.heard: list[Note] = []
        self._came = threading.Condition()
        bus.listen(self._hear)

    def _hear(self, note: Note) -> None:
        with self._came:
            self.heard.append(note)
            self._came.notify_all()

    def waits_for(self, kind: str) -> bool:
        with self._came:
            return self._came.wait_for(lambda: self.count(kind) > 0, PATIENCE_SECONDS)

    def count(self, kind: str) -> int:
        return [note.kind for note in self.heard].count(kind)


@pytest.fixture
def ear(url: str, folder: Path) -> Iterator[Callable[..., Ear]]:
    made: list[Bus] = []

    def listen(key: str = KEY) -> Ear:
        bus = bus_of(url, folder, key)
        made.append(bus)
        return Ear(bus)

    yield listen
    for bus in made:
        bus.close()


def test_a_note_comes_to_every_process_and_to_each_once(ear: Callable[..., Ear]) -> None:
    alma, bo = ear(), ear()
    meet(alma, bo)

    alma.bus.publish(Note("group:7", "talk", {"id": 3, "name": "阿尔玛"}))
    alma.bus.publish(Note("group:7", "last"))

    assert alma.waits_for("last") and bo.waits_for("last")
    assert alma.count("talk") == bo.count("talk") == 1
    assert next(note for note in bo.heard if note.kind == "talk").about == {"id": 3, "name": "阿尔玛"}


def test_a_process_of_its_own_hears_and_tells(ear: Callable[..., Ear], url: str, folder: Path) -> None:
    here = ear()
    other = subprocess.Popen(
        [sys.executable, "-c", NEIGHBOUR, url, str(folder), KEY],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdin is not None and other.stdout is not None
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not here.count("hello") and time.monotonic() < until:
            print("hello", file=other.stdin, flush=True)
            time.sleep(0.05)
        assert here.count("hello")
        here.bus.publish(Note("group:9", "answer"))
        assert any(line.split() == ["group:9", "answer"] for line in other.stdout)
        other.kill()
        other.wait()
        here.bus.publish(Note("group:9", "into the void"))
        assert here.waits_for("into the void")
    finally:
        other.kill()
        other.communicate()


def test_what_is_too_long_is_not_carried_and_breaks_nothing(ear: Callable[..., Ear]) -> None:
    alma, bo = ear(), ear()
    meet(alma, bo)
    alma.bus.publish(Note("group:7", "long", {"name": "x" * MOST_BYTES}))
    alma.bus.publish(Note("group:7", "short"))
    assert bo.waits_for("short") and not bo.count("long")


@pytest.mark.redis
def test_two_sites_at_one_redis_do_not_hear_each_other(redis_url: str, folder: Path) -> None:
    buses = [bus_of(redis_url, folder, key) for key in (KEY, KEY, "another site")]
    try:
        mine, also_mine, strange = (Ear(bus) for bus in buses)
        meet(mine, also_mine)
        mine.bus.publish(Note("group:7", "ours"))
        strange.bus.publish(Note("group:7", "theirs"))
        assert also_mine.waits_for("ours") and strange.waits_for("theirs")
        mine.bus.publish(Note("group:7", "last"))
        assert also_mine.waits_for("last") and not also_mine.count("theirs") and not strange.count("ours")
    finally:
        for bus in buses:
            bus.close()


@pytest.mark.redis
def test_what_is_no_note_is_passed_over(redis_url: str, folder: Path) -> None:
    bus = bus_of(redis_url, folder, KEY)
    ear = Ear(bus)
    other = Ear(bus_of(redis_url, folder, KEY))
    try:
        meet(other, ear)
        with redis.Redis.from_url(redis_url) as client:
            for channel in client.pubsub_channels("angelsays:live:*"):
                for said in (b"\xff\x00", b"[]", json.dumps([1, 2, 3, 4]).encode()):
                    client.publish(channel, said)
        other.bus.publish(Note("group:7", "still here"))
        assert ear.waits_for("still here")
    finally:
        bus.close()
        other.bus.close()


@pytest.mark.redis
def test_without_redis_a_process_still_tells_itself(folder: Path) -> None:
    with redis_server() as gone:
        pass
    bus = bus_of(gone, folder, KEY)
    ear = Ear(bus)
    try:
        bus.publish(Note("group:7", "talk"))
        assert ear.waits_for("talk")
    finally:
        bus.close()


def meet(one: Ear, other: Ear) -> None:
    """Until both listen: a note that comes before is lost, as it may be."""
    for teller, hearer in ((one, other), (other, one)):
        until = time.monotonic() + PATIENCE_SECONDS
        while not hearer.count(f"from {id(teller)}") and time.monotonic() < until:
            teller.bus.publish(Note("group:0", f"from {id(teller)}"))
            time.sleep(0.02)
        assert hearer.count(f"from {id(teller)}")
