"""Twenty people vote at the same instant, some of them twice: the numbers are exact."""

from functools import partial

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import session
from core.unit import action
from domain.people.models import User
from domain.people.viewer import Viewer
from domain.says import actions, check
from domain.says.models import Poll, PollOption, PollVote
from domain.says.polling import NewPoll
from tests.torture.race import race

pytestmark = pytest.mark.torture

VOTERS = 20


@action
def crowd() -> list[Viewer]:
    people = [
        User(handle=f"voter{n}", display_name=f"Voter {n}", password_hash="-", created_at=clock.now())
        for n in range(VOTERS)
    ]
    session.add_all(people)
    session.flush()
    return [Viewer(person.id, person.handle) for person in people]


def test_twenty_voters_at_once_are_counted_exactly(arena, fighters):
    voters = crowd()
    post_id = actions.publish(fighters.alma, body="Which one?", poll=NewPoll(("Durian", "Mango")))
    durian, mango = session.scalars(select(PollOption.id).order_by(PollOption.position)).all()
    works = [
        partial(actions.vote, voter, post_id, [durian if n % 2 else mango]) for n, voter in enumerate(voters)
    ]
    works += [partial(actions.vote, voter, post_id, [durian]) for voter in voters[:4]]
    outcome = race(arena, works)
    assert (outcome.errors, outcome.refused) == ([], [])
    assert session.scalar(select(Poll.voter_count)) == VOTERS
    assert session.scalar(select(func.count()).select_from(PollVote)) == VOTERS
    assert check.polls_count_their_votes() == []
