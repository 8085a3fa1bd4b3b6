"""Polls: asked once, voted in until they close, counted exactly, and nobody learns who voted for what."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.people.viewer import ANONYMOUS
from domain.says import actions, check, queries
from domain.says.models import Poll, PollOption, PollVote
from domain.says.polling import NewPoll, percent
from tests.queries import counted


def ask(person, *options, multiple=False, hours=24, audience="public"):
    made = NewPoll(options or ("Durian", "Mango", "Neither"), multiple, hours)
    post_id = actions.publish(person, body="Which one?", audience=audience, poll=made)
    session.rollback()
    return post_id, [option.id for option in queries.poll(person, post_id).options]


def votes(viewer, post_id):
    return [option.votes for option in queries.poll(viewer, post_id).options]


def test_a_vote_is_counted_and_changed_until_the_poll_closes(cast):
    post_id, (durian, mango, _) = ask(cast.alma)
    actions.vote(cast.bo, post_id, [durian])
    actions.vote(cast.eve, post_id, [durian])
    assert votes(cast.bo, post_id) == [2, 0, 0]
    actions.vote(cast.bo, post_id, [mango])
    seen = queries.poll(cast.bo, post_id)
    assert ([option.votes for option in seen.options], seen.voter_count) == ([1, 1, 0], 2)
    assert [option.is_mine for option in seen.options] == [False, True, False]
    with clock.shifted(timedelta(hours=25)), pytest.raises(Refused):
        actions.vote(cast.bo, post_id, [durian])
    assert check.polls_count_their_votes() == []


def test_the_numbers_are_for_those_who_have_voted_the_author_and_all_at_the_end(cast):
    post_id, (durian, *_) = ask(cast.alma)
    actions.vote(cast.bo, post_id, [durian])
    assert votes(cast.alma, post_id) == votes(cast.bo, post_id) == [1, 0, 0]
    for reader in (ANONYMOUS, cast.eve, cast.dora):
        seen = queries.poll(reader, post_id)
        assert (seen.shows_results, [option.votes for option in seen.options]) == (False, [0, 0, 0])
    with clock.shifted(timedelta(hours=25)):
        assert votes(ANONYMOUS, post_id) == [1, 0, 0]


def test_several_answers_only_where_they_are_asked_for(cast):
    single, (one, other, _) = ask(cast.alma)
    with pytest.raises(Refused):
        actions.vote(cast.bo, single, [one, other])
    several, options = ask(cast.alma, multiple=True)
    actions.vote(cast.bo, several, options[:2])
    actions.vote(cast.bo, several, options[1:])
    assert votes(cast.bo, several) == [0, 1, 1]
    assert queries.poll(cast.bo, several).voter_count == 1
    for wrong in ([], [0], [one], [options[0], one]):
        with pytest.raises(Refused):
            actions.vote(cast.bo, several, wrong)
    assert check.polls_count_their_votes() == []


@pytest.mark.parametrize(
    ("options", "hours"),
    [
        (("one",), 24),
        (("one", "ONE"), 24),
        (tuple("abcdefg"), 24),
        (("one", "x" * 81), 24),
        (("one", "two"), 0),
        (("one", "two"), 721),
        (("one", "\u200b"), 24),
    ],
)
def test_what_is_no_poll_is_refused_at_its_field(cast, options, hours):
    with pytest.raises(Refused) as refusal:
        actions.publish(cast.alma, body="Which?", poll=NewPoll(options, hours=hours))
    assert refusal.value.field == "poll"


def test_only_who_may_read_and_write_votes(cast, suspended):
    post_id, (durian, *_) = ask(cast.alma, audience="friends")
    actions.vote(cast.bo, post_id, [durian])
    with pytest.raises(NotFound):
        actions.vote(cast.eve, post_id, [durian])
    with pytest.raises(NotAllowed):
        actions.vote(suspended(cast.bo), post_id, [durian])
    with pytest.raises(NotAllowed):
        actions.vote(ANONYMOUS, post_id, [durian])
    with pytest.raises(NotFound):
        actions.vote(cast.bo, actions.publish(cast.alma, body="no poll"), [durian])
    actions.fold_post(cast.dora, post_id, reason="Spam")
    with pytest.raises(NotAllowed):
        actions.vote(cast.bo, post_id, [durian])


def test_polls_cost_a_list_one_query_however_many(cast):
    ask(cast.alma)
    session.rollback()
    with counted() as few:
        queries.discover(cast.eve)
    for _ in range(6):
        ask(cast.bo)
    session.rollback()
    with counted() as many:
        shown = queries.discover(cast.eve)
    assert len(many) == len(few)
    assert all(card.poll is not None for card in shown)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    multiple=st.booleans(),
    ballots=st.lists(st.tuples(st.integers(0, 4), st.sets(st.integers(0, 2), min_size=1)), max_size=12),
)
def test_the_counters_are_the_last_ballots(cast, multiple, ballots):
    start_anew()
    post_id, options = ask(cast.alma, multiple=multiple)
    people = (cast.alma, cast.bo, cast.chen, cast.dora, cast.eve)
    last = {}
    for voter, places in ballots:
        chosen = places if multiple else {min(places)}
        actions.vote(people[voter], post_id, [options[place] for place in chosen])
        last[voter] = chosen
    expected = [sum(place in chosen for chosen in last.values()) for place in range(3)]
    assert votes(cast.alma, post_id) == expected
    assert check.polls_count_their_votes() == []


@action
def start_anew():
    for kind in (PollVote, PollOption, Poll):
        session.execute(delete(kind).execution_options(synchronize_session=False))
    session.connection().exec_driver_sql("UPDATE posts SET has_poll = FALSE")
    session.expunge_all()


@pytest.mark.parametrize(
    ("given_votes", "voters", "expected"),
    [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 2, 50), (1, 200, 1), (5, 5, 100)],
)
def test_percent(given_votes, voters, expected):
    assert percent(given_votes, voters) == expected
