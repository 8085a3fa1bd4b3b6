"""/merchant and /merchant/application: from the first look to the verified shop."""

import pytest

from domain.merchants import actions, queries
from domain.viewers import viewer_of
from tests.web import post, sign_in

FACTS = {
    "kind": "company",
    "name": "Eve's Honey Ltd",
    "about": "Bees on the hill",
    "registration": "91110000",
    "contact": "eve@example.org",
    "agrees": "1",
}


def apply(client, **given):
    return post(client, "/merchant/application", **{**FACTS, **given})


def shop_of(person):
    return queries.own_shop(viewer_of(person.id))


def test_who_has_no_shop_is_told_what_it_is(client, cast):
    sign_in(client, cast.eve)
    html = client.get("/merchant").text
    assert 'href="/merchant/application"' in html
    assert client.get("/merchant/application").status_code == 200


def test_an_application_is_sent_and_its_state_shown(client, cast):
    sign_in(client, cast.eve)
    answer = apply(client)
    assert (answer.status_code, answer.location) == (303, "/merchant")
    html = client.get("/merchant").text
    assert "Waiting for the operator" in html and "Eve&#39;s Honey Ltd" in html
    assert client.get("/merchant/application").status_code == 303


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "  "}, "Please fill this in."),
        ({"name": "x" * 61}, "too long"),
        ({"name": "Chen's orchard"}, "exists already"),
        ({"registration": ""}, "registration number"),
        ({"contact": ""}, "Please fill this in."),
        ({"agrees": ""}, "agree to them"),
        ({"kind": "cartel"}, "Choose company or person."),
        ({"about": "a\0b"}, "cannot be stored"),
    ],
)
def test_what_does_not_fit_comes_back_with_its_words_and_values(client, cast, given, words):
    sign_in(client, cast.eve)
    answer = apply(client, **given)
    assert answer.status_code == 422
    assert words in answer.text
    assert "91110000" in answer.text or "registration" in given
    assert shop_of(cast.eve) is None


def test_a_second_application_is_refused(client, cast):
    sign_in(client, cast.eve)
    apply(client)
    assert "open already" in apply(client, name="Another").text


def test_a_refusal_is_read_and_mended(client, cast):
    sign_in(client, cast.eve)
    apply(client)
    actions.decide(
        cast.olga, shop_of(cast.eve).merchant.id, verdict="refused", reason="Which hill do you mean?"
    )
    assert "Which hill do you mean?" in client.get("/merchant").text
    form = client.get("/merchant/application").text
    assert "Which hill do you mean?" in form and "Bees on the hill" in form
    assert apply(client, about="The hill of Shan").status_code == 303
    assert shop_of(cast.eve).merchant.state == "applied"


def test_a_suspended_shop_reads_why(client, cast):
    actions.decide(cast.olga, cast.merchant_id, verdict="suspended", reason="Goods never arrived")
    sign_in(client, cast.chen)
    assert "Goods never arrived" in client.get("/merchant").text


def test_a_verified_shop_sees_what_waits(client, cast):
    sign_in(client, cast.chen)
    html = client.get("/merchant").text
    for address in ("/merchant/orders?task=ship", "/merchant/questions", "/merchant/products?state=on_sale"):
        assert f'href="{address}"' in html


def test_questions_wait_until_the_shop_has_answered(client, cast):
    from domain.groups import actions as groups

    groups.welcome_staff(cast.product_id, cast.merchant_id)
    question = groups.ask(cast.eve, cast.product_id, body="Is it ripe?")
    sign_in(client, cast.chen)
    assert "Is it ripe?" in client.get("/merchant/questions").text
    groups.answer(cast.chen, question, body="Yes")
    assert "Is it ripe?" not in client.get("/merchant/questions").text


@pytest.mark.parametrize(
    "address", ["/merchant/settings", "/merchant/products", "/merchant/products/new", "/merchant/questions"]
)
def test_the_desk_is_for_people_with_a_shop(client, cast, address):
    sign_in(client, cast.eve)
    assert client.get(address).status_code == 403
