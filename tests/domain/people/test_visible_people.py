"""can_see and visible_people say the same, whatever people have done to each other."""

from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import delete, select, update

from core import clock
from core.db import session
from core.unit import action
from domain.people.models import Block, User
from domain.people.policy import can_see, visible_people
from domain.people.viewer import ANONYMOUS, Viewer
from tests.cast import Cast

NUMBERS = strategies.integers(0, 5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    blocks=strategies.sets(strategies.tuples(NUMBERS, NUMBERS), max_size=12),
    closed=strategies.sets(NUMBERS, max_size=3),
)
def test_can_see_and_visible_people_agree(cast: Cast, blocks: set[tuple[int, int]], closed: set[int]) -> None:
    people = [cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga]
    pairs = {(people[one].id, people[other].id) for one, other in blocks if one != other}
    gone = {people[number].id for number in closed}
    _arrange(pairs, gone)

    for viewer in (*people, ANONYMOUS):
        listed = set(session.scalars(visible_people(select(User.id), viewer)))
        assert listed == {person.id for person in people if can_see(viewer, person.id)}
        assert listed == {
            person.id for person in people if person.id not in gone and not _apart(viewer, person, pairs)
        }


def _apart(viewer: Viewer, person: Viewer, pairs: set[tuple[int, int]]) -> bool:
    return not pairs.isdisjoint({(viewer.id, person.id), (person.id, viewer.id)})


@action
def _arrange(pairs: set[tuple[int, int]], gone: set[int]) -> None:
    at = clock.now()
    session.execute(delete(Block))
    session.execute(update(User).values(closed_at=None))
    session.execute(update(User).where(User.id.in_(gone)).values(closed_at=at))
    session.add_all(Block(blocker_id=one, blocked_id=other, created_at=at) for one, other in pairs)
