"""Which answer it is, as of when it holds, and when somebody has to confirm it again."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, NotFound
from domain.angels import actions as angels
from domain.catalog import actions as catalog
from domain.groups import actions, queries
from domain.groups.glimpse import glimpse_of
from domain.groups.models import Answer
from domain.notices.models import Notice
from domain.people.viewer import ANONYMOUS
from jobs import worker


@pytest.fixture
def asked(cast) -> int:
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    angels.endorse(cast.alma, cast.product_id)
    return actions.ask(cast.eve, cast.product_id, body="How long does it keep?")


def answers(viewer, cast, question_id):
    return queries.question(viewer, cast.product_id, question_id).answers


def test_the_accepted_answer_comes_first_everywhere(cast, asked):
    merchants = actions.answer(cast.chen, asked, body="A week")
    angels_own = actions.answer(cast.alma, asked, body="Four days in summer")
    actions.accept(cast.eve, angels_own)

    assert [one.id for one in answers(ANONYMOUS, cast, asked)] == [angels_own, merchants]
    assert answers(ANONYMOUS, cast, asked)[0].accepted_as == "asker"
    shown = glimpse_of(ANONYMOUS, cast.product_id).questions[0]
    assert (shown.answer_author, shown.is_accepted) == ("Alma", True)


def test_one_answer_is_accepted_and_it_can_be_another(cast, asked):
    first, second = (actions.answer(cast.alma, asked, body=body) for body in ("One", "Two"))
    actions.accept(cast.eve, first)
    actions.accept(cast.chen, second)
    assert session.scalars(select(Answer.id).where(Answer.accepted_at.is_not(None))).all() == [second]
    assert session.get_one(Answer, first).confirmed_at is None
    actions.take_back(cast.eve, second)
    assert session.scalars(select(Answer.id).where(Answer.accepted_at.is_not(None))).all() == []


def test_only_the_asker_and_the_merchant_accept(cast, asked):
    answer_id = actions.answer(cast.alma, asked, body="Four days")
    for person in (cast.alma, cast.bo, cast.dora, ANONYMOUS):
        with pytest.raises(NotAllowed):
            actions.accept(person, answer_id)
    with pytest.raises(NotFound):
        actions.accept(cast.eve, answer_id + 1)


def test_a_deleted_answer_is_accepted_no_more(cast, asked):
    answer_id = actions.answer(cast.alma, asked, body="Four days")
    actions.accept(cast.eve, answer_id)
    actions.delete_answer(cast.alma, answer_id)
    assert session.scalar(select(Answer.accepted_at)) is None


def change(cast, **words):
    facts = {
        "title": "Durian, 3 kg",
        "category_id": 1,
        "description": "",
        "angel_price_when": "second",
    } | words
    catalog.change_product(cast.chen, cast.product_id, **facts)


def test_a_changed_product_asks_for_its_answers_to_be_confirmed(cast, asked):
    answer_id = actions.answer(cast.chen, asked, body="A week")
    change(cast)
    assert answers(cast.chen, cast, asked)[0].doubt == ""
    change(cast, description="Now frozen")
    worker.drain()

    shown = answers(cast.chen, cast, asked)[0]
    assert (shown.doubt, shown.can_confirm) == ("changed", True)
    assert not answers(cast.eve, cast, asked)[0].can_confirm
    assert session.scalar(select(Notice.facts).where(Notice.kind == "confirm"))["answers"] == 1
    with pytest.raises(NotAllowed):
        actions.confirm(cast.eve, answer_id)
    actions.confirm(cast.chen, answer_id)
    assert answers(cast.chen, cast, asked)[0].doubt == ""


def test_a_new_price_asks_too(cast, asked):
    actions.answer(cast.chen, asked, body="A week")
    catalog.change_variant(
        cast.chen, cast.product_id, cast.variant_id, name="3 kg", price_cents=12_000, stock_now=20
    )
    assert answers(cast.chen, cast, asked)[0].doubt == "changed"


def test_so_do_ninety_days(cast, asked, time):
    merchants, angels_own = (actions.answer(one, asked, body="A week") for one in (cast.chen, cast.alma))
    time.pass_(days=89)
    assert actions.doubt_old() == 0
    time.pass_(days=2)
    assert (actions.doubt_old(), actions.doubt_old()) == (1, 0)
    assert {one.id: one.doubt for one in answers(cast.eve, cast, asked)} == {merchants: "age", angels_own: ""}
    worker.drain()
    assert session.scalars(select(Notice.user_id).where(Notice.kind == "confirm")).all() == [cast.chen.id]


def test_the_author_of_an_accepted_answer_may_confirm_it(cast, asked, time):
    answer_id = actions.answer(cast.alma, asked, body="Four days")
    actions.accept(cast.eve, answer_id)
    time.pass_(days=91)
    actions.doubt_old()
    actions.confirm(cast.alma, answer_id)
    assert answers(cast.eve, cast, asked)[0].doubt == ""
