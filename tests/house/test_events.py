"""What every event leads to is said in one table."""

from collections.abc import Iterator

import pytest

from core.events import Event
from domain import reactions


def kinds(base: type[Event] = Event) -> Iterator[type[Event]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("domain."):
            yield kind
        yield from kinds(kind)


def names(listed: object) -> list[str]:
    # By name: a frozen dataclass with slots leaves its first self behind among the subclasses.
    return sorted({kind.event_name() for kind in listed})  # type: ignore[attr-defined]


def test_every_event_is_in_the_table_or_said_to_lead_to_nothing() -> None:
    listed = {*reactions.TOGETHER, *reactions.AFTERWARDS, *reactions.NOTHING_FOLLOWS}
    assert names(kinds()) == names(listed)


def test_no_event_is_in_both_the_table_and_the_list_of_those_that_lead_to_nothing() -> None:
    assert not set(reactions.NOTHING_FOLLOWS) & {*reactions.TOGETHER, *reactions.AFTERWARDS}


def test_jobs_have_names_of_their_own() -> None:
    """The name is stored in the outbox: two jobs under one name would do each other's work."""
    found = [(job.name, job.run) for listed in reactions.AFTERWARDS.values() for job in listed]
    assert len({name for name, _ in found}) == len(set(found))


@pytest.mark.parametrize(
    "kind", sorted(set(kinds()), key=lambda kind: kind.event_name()), ids=lambda kind: kind.event_name()
)
def test_an_event_holds_plain_values_and_cannot_be_changed(kind: type[Event]) -> None:
    plain = ("int", "str", "bool", "datetime", "tuple")
    for name, field in kind.__dataclass_fields__.items():
        written = (
            field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
        )
        assert written.split("[")[0].split(" |")[0] in plain, (name, written)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
