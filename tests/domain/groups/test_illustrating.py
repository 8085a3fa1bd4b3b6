"""Pictures of questions and answers; and for whom the shop's people answer."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, Refused
from domain.angels import actions as angels
from domain.groups import actions, queries
from domain.groups.actions import Illustrated
from domain.groups.models import Question
from domain.moderation.queries import content
from domain.people.viewer import ANONYMOUS
from tests.domain.says import world
from tests.queries import counted


@pytest.fixture
def group(cast):
    angels.endorse(cast.alma, cast.product_id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    return cast


def illustrated(*alts):
    return Illustrated(pictures=[world.picture() for _ in alts], alts=alts)


def ask(cast, *alts):
    return actions.ask(cast.eve, cast.product_id, body="Is this ripe?", shown=illustrated(*alts))


def card(viewer, cast, question):
    session.rollback()
    return queries.question(viewer, cast.product_id, question)


def alts(photos):
    return [photo.alt for photo in photos]


def test_a_question_and_its_answers_show_pictures(group):
    question = ask(group, "A shell", "")
    actions.answer(group.alma, question, body="Like mine", shown=illustrated("Mine"))
    shown = card(ANONYMOUS, group, question)
    assert alts(shown.photos) == ["A shell", ""]
    assert alts(shown.answers[0].photos) == ["Mine"]


def test_three_are_enough(group):
    with pytest.raises(Refused, match="At most"):
        ask(group, "", "", "", "")
    with pytest.raises(Refused, match="At most"):
        actions.answer(group.alma, ask(group), body="Many", shown=illustrated("", "", "", ""))


def test_folding_takes_the_pictures_out_of_sight_of_all_but_author_and_moderators(group):
    question = ask(group, "A shell")
    answer = actions.answer(group.alma, question, body="Like mine", shown=illustrated("Mine"))
    actions.fold_answer(group.dora, answer, reason="spam")
    seen = {
        viewer.handle: alts(card(viewer, group, question).answers[0].photos)
        for viewer in (group.alma, group.dora, group.eve, group.chen)
    }
    assert seen == {"alma": ["Mine"], "dora": ["Mine"], "eve": [], "chen": []}
    asked = actions.ask_to_fold(group.chen, "question", question, reason="Not our fruit")
    assert asked
    assert alts(card(group.alma, group, question).photos) == []
    assert alts(card(group.eve, group, question).photos) == ["A shell"]


def test_what_is_deleted_takes_its_pictures_along_and_the_rest_stays(group, time):
    gone, kept = ask(group, "Gone"), ask(group, "Kept")
    under_it = actions.answer(group.alma, gone, body="Under it", shown=illustrated(""))
    alone = actions.answer(group.alma, kept, body="Alone", shown=illustrated(""))
    actions.keep_question_photos(group.eve, [world.picture()])
    actions.delete_question(group.eve, gone)
    actions.delete_answer(group.alma, alone)
    assert under_it and len(actions.sweep_question_photos()) == 3
    time.pass_(days=3)
    assert len(actions.sweep_question_photos()) == 1
    assert alts(card(group.eve, group, kept).photos) == ["Kept"]


def test_a_picture_waits_for_its_owner_and_is_used_once(group):
    [token] = actions.keep_question_photos(group.eve, [world.picture()], ["A shell"])
    assert queries.kept_question_photos(group.bo, [token]) == []
    with pytest.raises(Refused, match="no longer there"):
        actions.ask(group.bo, group.product_id, body="Mine?", shown=Illustrated(tokens=[token]))
    taken = Illustrated(tokens=[token], alts=["Now described"])
    question = actions.ask(group.eve, group.product_id, body="Mine", shown=taken)
    assert alts(card(group.eve, group, question).photos) == ["Now described"]
    with pytest.raises(Refused, match="no longer there"):
        actions.answer(group.eve, question, body="Again", shown=taken)


def test_a_page_of_pictures_asks_for_them_once(group):
    def asked_for():
        session.rollback()
        with counted() as statements:
            queries.questions_of(group.bo, group.product_id)
        return len(statements)

    ask(group)
    without = asked_for()
    for _ in range(5):
        actions.answer(group.alma, ask(group, "", ""), body="Look", shown=illustrated(""))
    assert asked_for() == without + 1


def test_moderators_see_the_pictures_of_what_was_reported(group):
    question = ask(group, "A shell")
    answer = actions.answer(group.alma, question, body="Like mine", shown=illustrated("Mine"))
    session.rollback()
    assert alts(content("question", question).photos) == ["A shell"]
    assert alts(content("answer", answer).photos) == ["Mine"]


def test_the_shops_people_answer_for_it_unless_they_choose_otherwise(group):
    question = ask(group)
    actions.answer(group.chen, question, body="As myself I like it soft", voice="self")
    session.rollback()
    assert session.scalars(select(Question.merchant_answered_at)).one() is None
    actions.answer(group.chen, question, body="It is packed in straw")
    shop, herself = card(group.eve, group, question).answers
    assert (shop.from_merchant, shop.worn_role, shop.still_there) == (True, "owner", True)
    assert (herself.from_merchant, herself.worn_role, herself.still_there) == (False, "", True)
    assert (shop.confirmed_at is None, herself.confirmed_at is None) == (False, True)


def test_nobody_else_speaks_for_the_shop(group):
    question = ask(group)
    for voice in ("shop", "platform", "nobody"):
        with pytest.raises(Refused) as refusal:
            actions.answer(group.alma, question, body="Trust me", voice=voice)
        assert refusal.value.field == "voice"
    with pytest.raises(NotAllowed):
        actions.answer(group.bo, question, body="Trust me", voice="shop")
    assert card(group.chen, group, question).voices == ("shop", "self")
    assert card(group.dora, group, question).voices == ("self",)
