"""What every bus does."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Deliver = Callable[["Note"], None]

MOST_BYTES = 32_768


@dataclass(frozen=True, slots=True)
class Note:
    """`topic`: whom it concerns, such as "group:7". `about`: plain values."""

    topic: str
    kind: str
    about: Mapping[str, Any] = field(default_factory=dict)


class Bus(Protocol):
    def publish(self, note: Note) -> None:
        """To every process that listens, this one as well. Never waits and never fails."""

    def listen(self, deliver: Deliver) -> None:
        """From now on `deliver` gets every note, in threads of the bus."""

    def close(self) -> None:
        """Stops listening."""


def packed(note: Note, origin: str) -> bytes:
    """Empty for a note that is too long to be carried."""
    said = json.dumps([origin, note.topic, note.kind, dict(note.about)], separators=(",", ":")).encode()
    return said if len(said) <= MOST_BYTES else b""


def unpacked(raw: bytes) -> tuple[str, Note] | None:
    """The origin and the note; None for what no process of the site has sent."""
    try:
        origin, topic, kind, about = json.loads(raw)
    except (ValueError, TypeError):
        return None
    if not (isinstance(topic, str) and isinstance(kind, str) and isinstance(about, dict)):
        return None
    return str(origin), Note(topic, kind, about)
