"""Who sees a product, asked in both ways; and who may buy it."""

import random

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.unit import action
from domain.catalog import policy
from domain.catalog.models import Category, Product
from domain.merchants.models import Merchant, MerchantStaff
from domain.people.viewer import ANONYMOUS, Viewer
from domain.viewers import viewer_of
from tests.cast import Cast

MERCHANT_STATES = ("applied", "verified", "refused", "suspended")
PRODUCT_STATES = ("draft", "on_sale", "withdrawn")


@action
def make_world(cast: Cast, seed: int) -> None:
    """Merchants and products in random states, with random staff."""
    chance, at = random.Random(seed), clock.now()
    people = [cast.alma.id, cast.bo.id, cast.eve.id]
    for number in range(8):
        owner = chance.choice(people)
        merchant = Merchant(
            owner_id=owner,
            kind="person",
            name=f"Shop {seed} {number}",
            fee_bps=0,
            created_at=at,
            state="refused",
        )
        session.add(merchant)
        session.flush()
        merchant.state = chance.choice([state for state in MERCHANT_STATES if state != "applied"])
        for user_id in chance.sample(people, chance.randint(0, 2)):
            session.add(
                MerchantStaff(merchant_id=merchant.id, user_id=user_id, role="support", created_at=at)
            )
        for _ in range(chance.randint(0, 4)):
            session.add(
                Product(
                    merchant_id=merchant.id,
                    category_id=session.scalars(select(Category.id)).first(),
                    title="Something",
                    state=chance.choice(PRODUCT_STATES),
                    created_at=at,
                )
            )
    session.flush()


@pytest.mark.parametrize("seed", range(6))
def test_what_can_be_seen_is_what_is_visible(cast, seed):
    make_world(cast, seed)
    viewers: list[Viewer] = [ANONYMOUS]
    viewers += [viewer_of(one.id) for one in (cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga)]
    products = session.scalars(select(Product)).all()
    for viewer in viewers:
        visible = set(session.scalars(policy.visible_products(select(Product.id), viewer)))
        assert visible == {one.id for one in products if policy.can_see(viewer, one)}, viewer.handle


@action
def put(cast: Cast, *, product: str = "on_sale", merchant: str = "verified") -> None:
    session.get_one(Product, cast.product_id).state = product
    session.get_one(Merchant, cast.merchant_id).state = merchant


def seen_by(cast: Cast) -> set[str]:
    product = session.get_one(Product, cast.product_id)
    people = {name: getattr(cast, name) for name in ("alma", "bo", "chen", "dora", "eve", "olga")}
    people["nobody"] = ANONYMOUS
    return {name for name, viewer in people.items() if policy.can_see(viewer, product)}


EVERYONE = {"alma", "bo", "chen", "dora", "eve", "olga", "nobody"}


@pytest.mark.parametrize(
    ("product", "merchant", "seers", "can_buy"),
    [
        ("on_sale", "verified", EVERYONE, True),
        ("withdrawn", "verified", EVERYONE, False),
        ("draft", "verified", {"chen", "olga"}, False),
        ("on_sale", "suspended", {"chen", "olga"}, False),
        ("on_sale", "applied", {"chen", "olga"}, False),
        ("withdrawn", "refused", {"chen", "olga"}, False),
    ],
)
def test_states(cast, product, merchant, seers, can_buy):
    put(cast, product=product, merchant=merchant)
    assert seen_by(cast) == seers
    decision = policy.can_buy(session.get_one(Product, cast.product_id))
    assert bool(decision) is can_buy
    assert can_buy or decision.reason
