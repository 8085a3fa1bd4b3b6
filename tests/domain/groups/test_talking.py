"""Asking is everyone's, answering the members', chatting the members' among themselves."""

import pytest

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.angels import actions as angels
from domain.groups import actions, queries
from domain.people.viewer import ANONYMOUS, Viewer


@pytest.fixture
def group(cast):
    """The durian's group: Chen sells, Alma endorses."""
    angels.endorse(cast.alma, cast.product_id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    return cast


def questions(viewer: Viewer, cast) -> list[str]:
    session.rollback()
    return [one.body for one in queries.questions_of(viewer, cast.product_id)]


def chat(viewer: Viewer, cast) -> list[str]:
    session.rollback()
    return [one.body_html for one in queries.messages_of(viewer, cast.product_id)]


def test_a_stranger_may_ask_and_everyone_reads_it(group):
    actions.ask(group.eve, group.product_id, body="Does it travel well?")
    for viewer in (group.bo, group.chen, ANONYMOUS):
        assert questions(viewer, group) == ["Does it travel well?"]


def test_whoever_is_not_signed_in_cannot_ask(group):
    with pytest.raises(NotAllowed):
        actions.ask(ANONYMOUS, group.product_id, body="Hello?")


def test_the_merchants_answer_is_marked_and_comes_first(group):
    question = actions.ask(group.eve, group.product_id, body="Does it travel well?")
    actions.answer(group.alma, question, body="Mine did.")
    actions.answer(group.chen, question, body="It is packed in straw.")
    session.rollback()
    answers = queries.question(group.eve, group.product_id, question).answers
    assert [(one.author.handle, one.from_merchant) for one in answers] == [("chen", True), ("alma", False)]


def test_somebody_who_neither_sells_nor_endorses_nor_liked_it_does_not_answer(group):
    question = actions.ask(group.eve, group.product_id, body="Does it travel well?")
    with pytest.raises(NotAllowed):
        actions.answer(group.bo, question, body="No idea.")


def test_whoever_asked_may_add_to_it(group):
    question = actions.ask(group.eve, group.product_id, body="Does it travel well?")
    actions.answer(group.eve, question, body="By train, I mean.")
    session.rollback()
    assert queries.question(group.bo, group.product_id, question).answers[0].is_asker


def test_members_chat_and_messages_are_numbered_in_order(group):
    assert [actions.send(group.alma, group.product_id, body=f"No. {n}") for n in (1, 2, 3)] == [1, 2, 3]


def test_a_stranger_can_neither_write_nor_read_the_chat(group):
    actions.send(group.alma, group.product_id, body="Between us")
    with pytest.raises(NotAllowed):
        actions.send(group.eve, group.product_id, body="Hello")
    assert not queries.may_read_chat(group.eve, group.product_id).ok
    assert queries.may_read_chat(group.chen, group.product_id).ok


def test_the_same_message_sent_again_after_a_lost_connection_is_one(group):
    first = actions.send(group.alma, group.product_id, body="Once", client_id="abc-1")
    again = actions.send(group.alma, group.product_id, body="Once", client_id="abc-1")
    assert (first, again, len(chat(group.chen, group))) == (1, 1, 1)


def test_in_the_days_of_grace_she_reads_but_does_not_write(group, time):
    angels.end_endorsement(group.alma, group.product_id)
    session.rollback()
    assert queries.may_read_chat(group.alma, group.product_id).ok
    with pytest.raises(NotAllowed):
        actions.send(group.alma, group.product_id, body="Still here")
    time.pass_(days=7, minutes=1)
    session.expunge_all()
    assert not queries.may_read_chat(group.alma, group.product_id).ok


def test_a_folded_message_shows_the_reason_and_its_text_to_moderators_only(group):
    actions.send(group.alma, group.product_id, body="call me at 555")
    session.rollback()
    message = queries.messages_of(group.chen, group.product_id)[0]
    actions.fold_message(group.dora, message.id, reason="private data")
    assert chat(group.chen, group) == [""]
    assert "555" in chat(group.dora, group)[0]


def test_only_moderators_fold(group):
    question = actions.ask(group.eve, group.product_id, body="Spam?")
    with pytest.raises(NotAllowed):
        actions.fold_question(group.chen, question, reason="I do not like it")


def test_empty_and_endless_words_are_refused(group):
    for body in ("", "   \u200b ", "x" * 1_001):
        with pytest.raises(Refused):
            actions.ask(group.eve, group.product_id, body=body)


def test_a_question_about_what_does_not_exist_is_not_found(group):
    with pytest.raises(NotFound):
        actions.ask(group.eve, 987_654, body="Hello?")


def test_a_silent_member_is_counted_but_not_named(group):
    session.rollback()
    names = {person.handle for person, _ in queries.members_of(group.chen, group.product_id)}
    assert names == {"chen"}
    assert queries.head_of(group.chen, group.product_id).member_count == 2
