"""Watches what actions record."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from core import outbox
from core.events import Event


@contextmanager
def recorded() -> Iterator[list[Event]]:
    """The events that were recorded inside, in order; their consequences happen all the same."""
    events: list[Event] = []
    together = outbox.together

    def note(fact: Event):  # type: ignore[no-untyped-def]
        events.append(fact)
        return together(fact)

    with patch("core.outbox.together", note):
        yield events
