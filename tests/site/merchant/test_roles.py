"""Every page and step of a shop's desk, tried by each of its people: one table of role and route."""

import pytest

from domain.groups import actions as groups
from tests.buying import HOME, bought, paid, received
from tests.cast import Cast
from tests.domain.merchants.test_roles import works_as
from tests.web import post, sign_in

EVERYBODY, SPEAKING, OWNER, SENDING = "osp", "os", "o", "op"

PAGES = {
    "/merchant": EVERYBODY,
    "/merchant/orders": EVERYBODY,
    "/merchant/orders/{number}": EVERYBODY,
    "/merchant/orders/{number}/print": EVERYBODY,
    "/merchant/questions": SPEAKING,
    "/merchant/cases": SPEAKING,
    "/merchant/problems": SPEAKING,
    "/merchant/fold-requests": SPEAKING,
    "/merchant/staff": EVERYBODY,
    "/merchant/products": OWNER,
    "/merchant/commission-limits": OWNER,
    "/merchant/products/new": OWNER,
    "/merchant/products/{product}": OWNER,
    "/merchant/shipping": OWNER,
    "/merchant/coupons": OWNER,
    "/merchant/coupons/new": OWNER,
    "/merchant/statement": OWNER,
    "/merchant/payouts": OWNER,
    "/merchant/settings": OWNER,
}
STEPS = {
    "/merchant/orders/{number}/shipments": SENDING,
    "/merchant/orders/{unsent}/cancellation": SPEAKING,
    "/merchant/orders/{transfer}/payment": OWNER,
    "/merchant/settings": OWNER,
    "/merchant/products/{product}/rate": OWNER,
    "/merchant/products/{product}/publication/delete": OWNER,
    "/merchant/coupons": OWNER,
    "/merchant/shipping": OWNER,
    "/merchant/statement/destination": OWNER,
}
FORM = {"carrier": "SF", "tracking_number": "1", "reason": "Sold out", "rate": "10"}
ROLES = {"o": "owner", "s": "support", "p": "shipping"}


@pytest.mark.parametrize("letter", ROLES)
def test_each_role_opens_its_own_pages_and_takes_its_own_steps(client, cast: Cast, letter: str) -> None:
    works_as(cast, cast.eve, ROLES[letter])
    places = {
        "number": paid(cast.bo, (cast.variant_id, 1)),
        "unsent": paid(cast.bo, (cast.variant_id, 1)),
        "transfer": bought(cast.bo, (cast.variant_id, 1), method="transfer"),
        "product": cast.product_id,
    }
    sign_in(client, cast.eve)

    opened = {path: client.get(path.format(**places)).status_code == 200 for path in PAGES}
    # Who may take the step takes it, or hears what is missing.
    taken = {
        path: post(client, path.format(**places), **FORM).status_code not in (403, 404) for path in STEPS
    }

    assert opened == {path: letter in who for path, who in PAGES.items()}
    if letter == "o":
        # Asked for the password again, which is no refusal of the step.
        taken["/merchant/statement/destination"] = True
    assert taken == {path: letter in who for path, who in STEPS.items()}


def test_who_ships_reads_where_to_and_not_what_it_costs(client, cast: Cast) -> None:
    works_as(cast, cast.eve, "shipping")
    number = paid(cast.bo, (cast.variant_id, 1))
    sign_in(client, cast.eve)

    for path in ("/merchant/orders", f"/merchant/orders/{number}", f"/merchant/orders/{number}/print"):
        body = client.get(path).get_data(as_text=True)
        assert "100.00" not in body and "108.00" not in body
    assert HOME.street in body


def test_who_answers_reads_what_it_costs_and_not_where_to(client, cast: Cast) -> None:
    works_as(cast, cast.eve, "support")
    number = paid(cast.bo, (cast.variant_id, 1))
    sign_in(client, cast.eve)

    body = client.get(f"/merchant/orders/{number}").get_data(as_text=True)

    assert "108.00" in body
    assert HOME.street not in body and HOME.phone not in body


def test_the_badge_is_worn_by_who_speaks_for_the_shop(client, cast: Cast) -> None:
    packer = works_as(cast, cast.eve, "shipping")
    groups.recompute_staff(cast.merchant_id, packer.id)
    question = groups.ask(cast.bo, cast.product_id, body="Ripe?")

    groups.answer(packer, question, body="I think so")

    sign_in(client, cast.bo)
    page = client.get(f"/products/{cast.product_id}/group").get_data(as_text=True)
    assert "I think so" in page
    assert "is-merchant" not in page.split("I think so")[0][-600:]


def test_the_proof_of_a_payment_is_for_the_owner_alone(client, cast: Cast) -> None:
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    works_as(cast, cast.eve, "support")
    sign_in(client, cast.eve)

    assert client.get(f"/orders/{number}/proofs/1").status_code == 404
