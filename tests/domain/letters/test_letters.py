"""Who writes to whom, with whose consent, and who reads it."""

import pytest

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused, Throttled
from core.invariants import outcomes
from core.unit import action
from domain.angels import actions as angels
from domain.letters import actions, queries, rules
from domain.letters.actions import Words
from domain.letters.models import LetterThread
from domain.merchants.models import Merchant
from domain.notices.models import Notice
from domain.people import actions as people
from jobs import worker
from tests.cast import Cast
from tests.domain.says.world import receive


def said(words: str = "Is it ripe?") -> Words:
    return Words(words)


def bodies(viewer, thread_id: int) -> list[str]:  # type: ignore[no-untyped-def]
    there = queries.thread(viewer, thread_id)
    return [one.body_html for one in queries.letters_of(viewer, there)]


def test_a_fan_writes_to_a_shop_and_its_people_answer_as_the_shop(cast: Cast) -> None:
    thread_id = actions.write_to_shop(cast.bo, cast.merchant_id, said())

    actions.say(cast.chen, thread_id, said("On Friday."))

    assert [queries.thread(cast.bo, thread_id).card.name] == ["Chen's Orchard"]
    letters = queries.letters_of(cast.bo, queries.thread(cast.bo, thread_id))
    assert [(one.is_ours, one.by) for one in letters] == [(True, ""), (False, "")]


def test_nobody_but_the_two_sides_reads_a_letter(cast: Cast) -> None:
    thread_id = actions.write_to_shop(cast.bo, cast.merchant_id, said())

    for stranger in (cast.alma, cast.eve, cast.dora, cast.olga):
        with pytest.raises(NotFound):
            queries.thread(stranger, thread_id)
        with pytest.raises(NotFound):
            actions.say(stranger, thread_id, said())
        assert not queries.threads_of(stranger).items


def test_the_first_letter_of_a_shop_is_a_request_of_one(cast: Cast) -> None:
    receive(cast, cast.bo)
    thread_id = actions.write_as_shop(cast.chen, cast.merchant_id, cast.bo.id, said("Thank you"))

    with pytest.raises(NotAllowed):
        actions.say(cast.chen, thread_id, said("And?"))
    assert queries.thread(cast.bo, thread_id).waits_for_me

    actions.accept(cast.bo, thread_id)
    actions.say(cast.chen, thread_id, said("Welcome"))
    assert len(bodies(cast.bo, thread_id)) == 2


def test_whoever_refused_is_never_asked_again_but_may_write_herself(cast: Cast) -> None:
    receive(cast, cast.bo)
    thread_id = actions.write_as_shop(cast.chen, cast.merchant_id, cast.bo.id, said())
    actions.close(cast.bo, thread_id)

    with pytest.raises(NotAllowed):
        actions.write_as_shop(cast.chen, cast.merchant_id, cast.bo.id, said("Please"))

    actions.say(cast.bo, thread_id, said("Now I have a question"))
    actions.say(cast.chen, thread_id, said("Gladly"))
    assert len(bodies(cast.chen, thread_id)) == 3


def test_a_shop_writes_to_nobody_who_is_no_fan(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.write_as_shop(cast.chen, cast.merchant_id, cast.eve.id, said())


def test_an_angel_is_written_to_and_writes_to_those_who_follow_her(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.write_to_person(cast.eve, cast.alma.id, said())
    angels.endorse(cast.alma, cast.product_id)

    from_fan = actions.write_to_person(cast.eve, cast.alma.id, said())
    asked = actions.write_to_person(cast.alma, cast.bo.id, said())

    assert queries.thread(cast.alma, from_fan).card.side == "desk"
    assert queries.thread(cast.bo, asked).waits_for_me
    assert actions.write_to_person(cast.bo, cast.alma.id, said()) == asked


def test_a_block_ends_letters_in_both_directions(cast: Cast) -> None:
    thread_id = actions.write_to_shop(cast.bo, cast.merchant_id, said())
    people.block(cast.bo, cast.chen.id)

    for one in (cast.bo, cast.chen):
        with pytest.raises(NotFound):
            actions.say(one, thread_id, said())
    with pytest.raises(NotFound):
        actions.write_to_shop(cast.bo, cast.merchant_id, said())


def test_a_letter_that_is_sent_twice_arrives_once(cast: Cast) -> None:
    words = Words("Is it ripe?", client_id="once")
    thread_id = actions.write_to_shop(cast.bo, cast.merchant_id, words)

    assert actions.say(cast.bo, thread_id, words) == 1
    assert len(bodies(cast.bo, thread_id)) == 1


def test_unread_goes_with_reading_and_so_does_the_notice(cast: Cast) -> None:
    thread_id = actions.write_to_shop(cast.bo, cast.merchant_id, said())
    worker.drain()
    assert (queries.unread_count(cast.chen, cast.merchant_id), queries.unread_count(cast.bo)) == (1, 0)
    notice = session.query(Notice).filter_by(user_id=cast.chen.id, kind="letter").one()
    assert "ripe" not in str(notice.facts)

    actions.mark_read(cast.chen, thread_id, 1)

    assert queries.unread_count(cast.chen, cast.merchant_id) == 0
    session.expire_all()
    assert session.get_one(Notice, notice.id).read_at is not None


def test_whoever_begins_too_many_is_told_to_wait(cast: Cast) -> None:
    @action
    def shops() -> list[int]:
        made = [
            Merchant(
                owner_id=cast.olga.id,
                kind="person",
                name=f"Shop {number}",
                state="verified",
                fee_bps=0,
                created_at=clock.now(),
            )
            for number in range(rules.BEGUN_A_DAY + 1)
        ]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]

    *some, last = shops()
    for merchant_id in some:
        actions.write_to_shop(cast.eve, merchant_id, said())
    with pytest.raises(Throttled) as refused:
        actions.write_to_shop(cast.eve, last, said())
    assert 0 < refused.value.retry_after <= 86_401


def test_an_empty_letter_and_a_product_out_of_sight_are_refused(cast: Cast) -> None:
    for words in (Words("  "), Words("Look", product_id=9_999)):
        with pytest.raises(Refused):
            actions.write_to_shop(cast.bo, cast.merchant_id, words)
    assert session.query(LetterThread).count() == 0


def test_the_checks_hold_after_all_that(cast: Cast) -> None:
    receive(cast, cast.bo)
    thread_id = actions.write_as_shop(cast.chen, cast.merchant_id, cast.bo.id, said())
    actions.say(cast.bo, thread_id, said())
    assert [one.breaches for one in outcomes() if one.name.startswith("letters")] == [(), (), ()]
