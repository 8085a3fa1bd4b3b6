"""/products/ID/group and what hangs on it, tried by all of the cast."""

import pytest

from domain.angels import actions as angels
from domain.groups import actions
from tests.queries import counted
from tests.web import post, sign_in


@pytest.fixture
def group(cast):
    angels.endorse(cast.alma, cast.product_id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    question = actions.ask(cast.eve, cast.product_id, body="Does it travel well?")
    actions.answer(cast.chen, question, body="It is packed in straw.")
    actions.send(cast.alma, cast.product_id, body="Between us members")
    return f"/products/{cast.product_id}/group"


def test_everyone_reads_questions_and_answers(client, group):
    page = client.get(group).get_data(as_text=True)
    assert "Does it travel well?" in page and "It is packed in straw." in page
    assert "Between us members" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("alma", 200), ("chen", 200), ("dora", 200), ("olga", 200), ("bo", 403), ("eve", 403), ("", 403)],
)
def test_the_chat_is_for_members_and_moderators(client, cast, group, who, status):
    if who:
        sign_in(client, getattr(cast, who))
    answer = client.get(group + "?room=chat")
    assert answer.status_code == status
    assert ("Between us members" in answer.get_data(as_text=True)) is (status == 200)


@pytest.mark.parametrize(("who", "status"), [("alma", 200), ("chen", 200), ("bo", 403), ("eve", 403)])
def test_what_is_new_in_the_chat_is_for_members_too(client, cast, group, who, status):
    sign_in(client, getattr(cast, who))
    answer = client.get(f"/products/{cast.product_id}/messages?after=0", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert ("Between us members" in answer.get_data(as_text=True)) is (status == 200)


def test_nothing_new_is_204(client, cast, group):
    sign_in(client, cast.chen)
    answer = client.get(f"/products/{cast.product_id}/messages?after=1", headers={"HX-Request": "true"})
    assert answer.status_code == 204


def test_asking_without_javascript_leads_to_the_question(client, cast, group):
    sign_in(client, cast.bo)
    answer = post(client, f"/products/{cast.product_id}/questions", body="How ripe is it?")
    assert answer.status_code == 303
    assert "How ripe is it?" in client.get(answer.location).get_data(as_text=True)


def test_an_empty_question_is_told_at_the_field_with_422(client, cast, group):
    sign_in(client, cast.bo)
    answer = post(client, f"/products/{cast.product_id}/questions", body=" ")
    assert answer.status_code == 422
    assert "aria-invalid" in answer.get_data(as_text=True)


def test_the_browser_does_not_cut_off_a_long_question(client, cast, group):
    page = sign_in(client, cast.eve).get(f"/products/{cast.product_id}/group").text
    field = page[page.index("<textarea") :].split(">")[0]
    assert 'data-max="1000"' in field and "maxlength" not in field


def test_a_message_comes_back_as_a_part_to_htmx_and_as_303_without(client, cast, group):
    sign_in(client, cast.alma)
    part = post(client, f"/products/{cast.product_id}/messages", htmx=True, body="Hello all", client_id="c-1")
    assert part.status_code == 200
    assert 'data-client-id="c-1"' in part.get_data(as_text=True)
    assert post(client, f"/products/{cast.product_id}/messages", body="And again").status_code == 303


def test_what_people_write_is_text_and_not_markup(client, cast, group):
    sign_in(client, cast.alma)
    post(client, f"/products/{cast.product_id}/messages", body="<img src=x onerror=alert(1)>")
    page = client.get(group + "?room=chat").get_data(as_text=True)
    assert "<img src=x" not in page


def test_the_number_of_queries_does_not_grow_with_the_questions(client, cast, group):
    sign_in(client, cast.alma)

    def queries() -> int:
        with counted() as found:
            assert client.get(group).status_code == 200
        return len(found)

    few = queries()
    for number in range(15):
        question = actions.ask(cast.eve, cast.product_id, body=f"Question {number}?")
        actions.answer(cast.chen, question, body="Yes.")
    assert queries() == few <= 10
