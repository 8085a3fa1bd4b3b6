"""Events are frozen past-tense facts of plain values. They travel as JSON through the outbox."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self, get_type_hints


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. Subclasses hold ints, strings, booleans, instants and tuples of them."""

    @classmethod
    def event_name(cls) -> str:
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"

    def to_json(self) -> dict[str, Any]:
        return {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        kinds = get_type_hints(cls)
        return cls(**{key: _restored(value, kinds[key]) for key, value in values.items()})


def _restored(value: Any, kind: Any) -> Any:
    """JSON knows neither tuples nor instants."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and kind in (datetime, datetime | None):
        return datetime.fromisoformat(value)
    return value
