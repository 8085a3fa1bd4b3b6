"""What several tests of angel says look at."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock, outbox
from core.events import Event
from domain.people.viewer import Viewer


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], list[Event]]]:
    """The events that have been recorded since the test began, by the name of their class."""
    seen: list[Event] = []
    put = outbox.put

    def note(fact: Event) -> bool:
        seen.append(fact)
        return put(fact)

    monkeypatch.setattr(outbox, "put", note)
    yield lambda name: [fact for fact in seen if type(fact).__name__ == name]


@pytest.fixture
def suspended() -> Callable[[Viewer], Viewer]:
    return lambda person: replace(person, suspended_until_at=clock.now() + timedelta(days=1))
