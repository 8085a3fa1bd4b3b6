"""Events are frozen past-tense facts of plain values. They travel as JSON through the outbox."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. Subclasses hold ints, strings, booleans, instants and tuples of them."""

    @classmethod
    def name(cls) -> str:
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"

    def to_json(self) -> dict[str, Any]:
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}


def all_kinds() -> dict[str, type[Event]]:
    """Every event class that has been imported, by name."""
    return {kind.name(): kind for kind in Event.__subclasses__() if not kind.__module__.startswith("tests")}


def from_json(name: str, values: dict[str, Any]) -> Event:
    kind = next(k for k in Event.__subclasses__() if k.name() == name)
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return kind(**plain)
