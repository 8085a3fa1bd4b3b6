"""Deciding a case: fold, suspend, dismiss; and taking a decision back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.catalog import actions as catalog
from domain.catalog.models import Product
from domain.groups.models import Answer, Message, Question
from domain.moderation import actions
from domain.people.models import Suspension
from domain.says import actions as says
from domain.says.models import Comment, Post, Rating
from domain.viewers import viewer_of
from tests.buying import change, received
from tests.cast import Cast
from tests.domain.moderation.world import WORDS, actions_taken, case_of, folded_post, make_world
from tests.events import recorded

TABLES = {"post": Post, "comment": Comment, "question": Question, "answer": Answer, "message": Message}


def reported(cast: Cast, kind: str, target_id: int) -> int:
    return actions.report(cast.olga if kind == "message" else cast.bo, kind, target_id, reason="abuse")


@pytest.mark.parametrize("kind", TABLES)
def test_a_fold_shows_the_moderators_words_instead_and_a_restore_opens_it_again(cast: Cast, kind: str):
    world = make_world(cast)
    case_id = reported(cast, kind, world.id_of(kind))

    actions.fold(cast.dora, case_id, reason_code="abuse", words=f" {WORDS} ")
    session.rollback()
    folded = session.get_one(TABLES[kind], world.id_of(kind))
    assert (folded.state, folded.fold_reason) == ("folded", WORDS)

    actions.restore(cast.olga, case_id, words="Read once more: it is fine")
    session.rollback()
    opened = session.get_one(TABLES[kind], world.id_of(kind))
    assert (opened.state, opened.fold_reason) == ("visible", "")


def test_a_decision_closes_the_case_and_tells_those_who_reported(cast: Cast):
    world = make_world(cast)
    case_id = actions.report(cast.bo, "post", world.post, reason="spam")
    actions.report(cast.eve, "post", world.post, reason="abuse")

    with recorded() as events:
        actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS)

    (decided,) = [fact for fact in events if type(fact).__name__ == "CaseDecided"]
    assert (decided.verb, decided.subject_id, decided.by_id, decided.reason) == (
        "fold", cast.alma.id, cast.dora.id, WORDS,
    )  # fmt: skip
    assert set(decided.reporter_ids) == {cast.bo.id, cast.eve.id}
    assert case_of(case_id).decided_at is not None


def test_the_log_says_who_did_what_before_and_after(cast: Cast):
    world = make_world(cast)
    folded_post(cast, world.post)

    (line,) = actions_taken()

    assert (line.verb, line.actor_id, line.subject_id, line.reason_code, line.reason) == (
        "fold", cast.dora.id, cast.alma.id, "spam", WORDS,
    )  # fmt: skip
    assert (line.before["state"], line.after["state"], line.after["fold_reason"]) == (
        "visible",
        "folded",
        WORDS,
    )
    assert line.before["text"] == line.after["text"] != ""


def test_a_fold_may_suspend_its_author_with_it(cast: Cast):
    world = make_world(cast)
    case_id = reported(cast, "post", world.post)

    actions.fold(cast.dora, case_id, reason_code="abuse", words=WORDS, days=3)

    assert [line.verb for line in actions_taken()] == ["fold", "suspend"]
    assert viewer_of(cast.alma.id).is_suspended
    assert session.scalars(select(Suspension.reason)).all() == [WORDS]


def test_a_suspension_alone_leaves_what_was_said(cast: Cast):
    world = make_world(cast)
    case_id = reported(cast, "post", world.post)

    actions.suspend(cast.dora, case_id, reason_code="abuse", words=WORDS, days=1)

    session.rollback()
    assert session.get_one(Post, world.post).state == "visible"
    (line,) = actions_taken()
    assert line.before == {"suspended_until": None}
    assert line.after["suspended_until"] is not None


def test_a_lift_ends_the_suspension(cast: Cast):
    case_id = reported(cast, "person", cast.alma.id)
    actions.suspend(cast.dora, case_id, reason_code="abuse", words=WORDS, days=30)

    actions.lift(cast.dora, case_id, words="We talked")

    assert not viewer_of(cast.alma.id).is_suspended
    with pytest.raises(Refused, match="over"):
        actions.lift(cast.dora, case_id, words="Again")


def test_a_dismissal_changes_nothing_but_is_written_down(cast: Cast):
    world = make_world(cast)
    case_id = reported(cast, "post", world.post)

    actions.dismiss(cast.dora, case_id)

    (line,) = actions_taken()
    assert (line.verb, line.reason_code, line.before) == ("dismiss", "no_breach", line.after)
    session.rollback()
    assert session.get_one(Post, world.post).state == "visible"


def test_a_folded_post_keeps_its_stars(cast: Cast):
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    post_id = says.publish(cast.bo, body="Bitter", product_id=cast.product_id, stars=1)

    folded_post(cast, post_id, reporter=cast.eve)

    session.rollback()
    assert session.scalars(select(Rating.stars)).all() == [1]
    assert session.get_one(Product, cast.product_id).rating_sum == 1
    assert session.get_one(Post, post_id).stars == 1


def test_nobody_decides_about_herself(cast: Cast):
    case_id = reported(cast, "person", cast.dora.id)

    for decide in (
        lambda: actions.dismiss(cast.dora, case_id),
        lambda: actions.suspend(cast.dora, case_id, reason_code="abuse", words=WORDS, days=1),
    ):
        with pytest.raises(NotAllowed, match="herself"):
            decide()
    actions.dismiss(cast.olga, case_id)


def test_nobody_decides_about_a_product_of_her_own_shop(cast: Cast):
    case_id = reported(cast, "product", cast.product_id)
    working_there = replace(cast.dora, merchant_ids=frozenset({cast.merchant_id}))

    with pytest.raises(NotAllowed, match="herself"):
        actions.dismiss(working_there, case_id)


def test_only_an_operator_suspends_those_who_run_the_site(cast: Cast):
    case_id = reported(cast, "person", cast.olga.id)

    with pytest.raises(NotAllowed, match="operator"):
        actions.suspend(cast.dora, case_id, reason_code="abuse", words=WORDS, days=1)


@pytest.mark.parametrize("handle", ["alma", "bo", "chen", "eve"])
def test_only_moderators_decide(cast: Cast, handle: str):
    case_id = reported(cast, "person", cast.eve.id if handle != "eve" else cast.alma.id)

    with pytest.raises(NotAllowed):
        actions.dismiss(getattr(cast, handle), case_id)


def test_a_suspended_moderator_does_not_decide(cast: Cast, suspended):
    case_id = reported(cast, "person", cast.alma.id)

    with pytest.raises(NotAllowed):
        actions.dismiss(suspended(cast.dora), case_id)


def test_a_case_is_decided_once(cast: Cast):
    world = make_world(cast)
    case_id = folded_post(cast, world.post)

    for decide in (
        lambda: actions.dismiss(cast.olga, case_id),
        lambda: actions.fold(cast.olga, case_id, reason_code="spam", words=WORDS),
    ):
        with pytest.raises(Refused, match="meanwhile"):
            decide()
    assert len(actions_taken()) == 1


def test_what_is_open_cannot_be_undone(cast: Cast):
    world = make_world(cast)
    case_id = reported(cast, "post", world.post)

    with pytest.raises(Refused, match="first"):
        actions.restore(cast.dora, case_id, words=WORDS)
    with pytest.raises(NotFound):
        actions.dismiss(cast.dora, 999)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "x" * 501}, "words"),
        ({"reason_code": "no_breach"}, "reason_code"),
        ({"days": 2}, "days"),
    ],
)
def test_a_decision_has_a_reason_and_words(cast: Cast, given: dict[str, object], field: str):
    world = make_world(cast)
    case_id = reported(cast, "post", world.post)
    sound = {"reason_code": "spam", "words": WORDS, "days": 1}

    for decide in (actions.fold, actions.suspend):
        with pytest.raises(Refused) as refused:
            decide(cast.dora, case_id, **{**sound, **given})
        assert refused.value.field == field
    session.rollback()
    assert actions_taken() == []
    assert session.get_one(Post, world.post).state == "visible"


def test_a_suspension_needs_its_days_and_a_person_cannot_be_folded(cast: Cast):
    case_id = reported(cast, "person", cast.alma.id)

    with pytest.raises(Refused) as refused:
        actions.suspend(cast.dora, case_id, reason_code="spam", words=WORDS, days=0)
    with pytest.raises(Refused, match="only suspended"):
        actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS)
    assert refused.value.field == "days"


def test_what_was_deleted_meanwhile_is_not_folded_but_its_author_may_be_suspended(cast: Cast):
    world = make_world(cast)
    case_id = reported(cast, "post", world.post)
    says.delete(cast.alma, world.post)

    with pytest.raises(Refused, match="deleted"):
        actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS)
    actions.suspend(cast.dora, case_id, reason_code="spam", words=WORDS, days=1)

    assert viewer_of(cast.alma.id).is_suspended


def test_what_its_author_deleted_after_the_fold_stays_deleted(cast: Cast):
    world = make_world(cast)
    case_id = folded_post(cast, world.post)
    says.delete(cast.alma, world.post)

    with pytest.raises(Refused, match="not folded"):
        actions.restore(cast.dora, case_id, words=WORDS)


def test_a_folded_product_is_off_sale_until_moderators_say_otherwise(cast: Cast):
    case_id = reported(cast, "product", cast.product_id)
    actions.fold(cast.dora, case_id, reason_code="counterfeit", words=WORDS)

    with pytest.raises(Refused, match=WORDS):
        catalog.publish(cast.chen, cast.product_id)
    session.rollback()
    assert session.get_one(Product, cast.product_id).state == "withdrawn"

    actions.restore(cast.dora, case_id, words="The papers are in order")
    session.rollback()
    assert session.get_one(Product, cast.product_id).state == "on_sale"


def test_a_withdrawn_product_can_be_kept_from_coming_back_and_is_not_sold_by_a_restore(cast: Cast):
    case_id = reported(cast, "product", cast.product_id)
    catalog.withdraw(cast.chen, cast.product_id)
    actions.fold(cast.dora, case_id, reason_code="counterfeit", words=WORDS)

    actions.restore(cast.dora, case_id, words="The papers are in order")

    session.rollback()
    assert session.get_one(Product, cast.product_id).state == "withdrawn"
    catalog.publish(cast.chen, cast.product_id)


def test_a_suspended_author_may_still_take_back_what_was_folded(cast: Cast):
    world = make_world(cast)
    case_id = reported(cast, "post", world.post)
    actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS, days=7)

    says.delete(viewer_of(cast.alma.id), world.post)

    session.rollback()
    assert session.get_one(Post, world.post).state == "deleted"


def test_a_closed_account_is_not_suspended(cast: Cast):
    from core import clock
    from domain.people.models import User

    world = make_world(cast)
    case_id = reported(cast, "post", world.post)
    change(User, cast.alma.id, closed_at=clock.now())

    with pytest.raises(Refused, match="closed"):
        actions.suspend(cast.dora, case_id, reason_code="spam", words=WORDS, days=1)
