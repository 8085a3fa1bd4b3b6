"""What a list costs when what it lists holds everything that it can hold: ten queries, however many they are."""

from datetime import timedelta
from itertools import product

import pytest

from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels, commissions
from domain.angels.models import ShareLink
from domain.catalog import actions as catalog
from domain.catalog.models import Category
from domain.ledger import actions as ledger
from domain.ledger.models import Invoice
from domain.ledger.policy import COOLING
from domain.merchants import fees, shipping
from domain.merchants.models import ShippingTemplate
from domain.merchants.shipping import TemplatePlan
from domain.orders import actions as orders
from domain.orders.models import Purchase
from domain.people.models import Follow, User
from domain.says import actions
from domain.says.actions import bookmarks, collections
from domain.says.models import Post
from domain.says.polling import NewPoll
from domain.search import index
from domain.viewers import viewer_of
from tests.buying import bought, received, second_shop, shipped
from tests.cast import Cast, befriend
from tests.couponing import offer
from tests.domain.people.strangers import make_people
from tests.domain.says.world import picture, receive
from tests.queries import counted
from tests.web import sign_in

MOST = 10
LONG_AGO = timedelta(days=40)
# So many posts of others lie between the old posts and the new ones.
BETWEEN = 5_000_000


@action
def make_crowd(cast: Cast) -> None:
    """Six more friends of Bo, three of whom bought the product and want to be counted only; Alma is named. One of
    them is Eve's friend too."""
    session.get_one(User, cast.alma.id).purchases_shown = "named"
    friends = make_people(*(f"friend_{number}" for number in range(6)))
    for friend in friends:
        session.get_one(User, friend.id).purchases_shown = "counted"
        befriend(cast.bo.id, friend.id)
    befriend(cast.eve.id, friends[0].id)
    for friend in friends[:3]:
        session.add(Purchase(user_id=friend.id, product_id=cast.product_id, times=1, last_at=clock.now()))
    session.query(Follow).update({"created_at": clock.now() - LONG_AGO})


def begin(cast: Cast) -> int:
    """An angel whose review has a follow-up, and Bo's own collection; returns its id."""
    make_crowd(cast)
    with clock.shifted(-LONG_AGO):
        receive(cast, cast.alma)
        angels.endorse(cast.alma, cast.product_id)
        angels.make_share_link(cast.alma, product_id=cast.product_id)
        review = actions.publish(
            cast.alma, body="Fruity #fruit", product_id=cast.product_id, stars=5, pictures=[picture()]
        )
    actions.follow_up(cast.alma, review, days=7, body="still good")
    return collections.create_collection(cast.bo, title="Fruit", about="", audience="public", post_id=review)


def write_everything(cast: Cast, collection_id: int) -> None:
    """Posts with everything that a post can hold, and each of them saved and collected."""
    for_friends = actions.publish(cast.bo, body="among us #fruit", audience="friends", pictures=[picture()])
    said = actions.publish(
        cast.alma,
        body=f"@bo look: /says/{for_friends}, /products/{cast.product_id} and /@eve #fruit",
        product_id=cast.product_id,
        pictures=[picture(), picture()],
    )
    poll = NewPoll(("Durian", "Mango"), False, 24)
    asked = actions.publish(cast.alma, body="Which? #fruit", kind="advice", poll=poll)
    quoting = actions.publish(cast.bo, body="So she says #fruit", quoted_id=said)
    actions.pass_on(cast.bo, asked)
    actions.publish(cast.alma, body="Hear, hear #fruit", quoted_id=quoting)
    for post_id in (said, asked, quoting):
        root = actions.comment(cast.bo, post_id, body="yes, @alma")
        actions.comment(cast.alma, post_id, body="thanks", parent_id=root)
        actions.react(cast.bo, post_id)
        bookmarks.save(cast.bo, post_id)
        collections.add_item(cast.bo, collection_id, post_id=post_id)
    actions.comment(cast.alma, asked, body="this one", product_id=cast.product_id)
    session.rollback()


@action
def say_more(cast: Cast) -> None:
    """Older posts, so that every list goes on."""
    for number in range(16):
        actions.publish(cast.alma, body=f"and fruit {number} #fruit", product_id=cast.product_id)


@action
def follow_the_quiet(cast: Cast) -> None:
    """Dora and Olga follow 120 people who write nothing or did long ago, and Bo."""
    crowd = make_people(*(f"quiet_{number}" for number in range(120)))
    for reader in (cast.dora, cast.olga):
        for followed in (*crowd, cast.bo):
            session.add(Follow(follower_id=reader.id, followee_id=followed.id, created_at=clock.now()))
    old = actions.publish(crowd[0], body="the oldest")
    for _ in range(16):
        actions.publish(crowd[0], body="old, with rhubarb")
    actions.pass_on(crowd[1], old)
    session.add(
        Post(
            id=BETWEEN,
            author_id=cast.chen.id,
            body="much later",
            body_html="",
            audience="public",
            created_at=clock.now(),
        )
    )
    actions.mute_word(cast.olga, "rhubarb")


def trade(cast: Cast) -> None:
    """Two shops with coupons and templates, orders with cases and refunds, earnings, statements, full carts."""
    for credit in ("alma", "none"):
        done = received(cast.bo, cast.chen, (cast.variant_id, 1), credits={cast.variant_id: credit})
        orders.request_refund(cast.bo, done, reason="bruised")
        quarrel = received(cast.bo, cast.chen, (cast.variant_id, 1), credits={cast.variant_id: credit})
        case_id = orders.open_case(cast.bo, quarrel, kind="return", problem="damaged", reason="bruised")
        orders.refuse(cast.chen, case_id, reason="was whole")
        orders.escalate(cast.bo, case_id, reason="look")
        received(cast.bo, cast.chen, (cast.variant_id, 1), credits={cast.variant_id: credit})
        bought(cast.bo, (cast.variant_id, 1), method="transfer")
        shipped(cast.bo, cast.chen, (cast.other_variant_id, 1))
    with clock.shifted(timedelta(days=9)):
        orders.complete_due()
        commissions.vest_due()
    ledger.request_payout(cast.alma, cents=1_000, destination="Bank", currency="CNY")
    with clock.shifted(timedelta(days=40)):
        ledger.make_statements()
    dora, tea = second_shop(cast)
    for seller in (viewer_of(cast.chen.id), dora):
        (shop,) = seller.merchant_ids
        shipping.keep_template(seller, shop, TemplatePlan("Cold", "flat", fee_cents=500))
        shipping.keep_template(
            seller, shop, TemplatePlan("By weight", "weight", first_grams=1_000, step_grams=500)
        )
        for more in ({}, {"for_new_members": True}, {"title": "Now", "code": "NOW"}):
            offer(seller, shop, **more)
        fruit = offer(seller, shop, scope=f"category:{session.query(Category.id).scalar()}")
        orders.take_coupon(cast.bo, fruit.id)
    catalog.set_sending(
        cast.chen,
        cast.product_id,
        template_id=session.query(ShippingTemplate.id).filter_by(merchant_id=cast.merchant_id).first()[0],
        weight_grams=800,
    )
    orders.take_coupon(cast.bo, offer(cast.olga, None).id)
    ask_for_dues(cast)
    for buyer in (cast.bo, cast.alma, cast.eve):
        for variant in (cast.variant_id, cast.other_variant_id, tea):
            orders.add_to_cart(buyer, variant, 1)


def ask_for_dues(cast: Cast) -> None:
    """Invoices: paid, open with a transfer that waits, and written down only; a fee that will rise."""
    for cents in (100, 50_000_000, 60_000_000):
        written = ledger.propose_entry_fee(
            cast.olga,
            merchant_id=cast.merchant_id,
            cents=cents,
            reason="Entry",
            due_at=clock.now(),
            currency="CNY",
        )
        if cents < 60_000_000:
            with clock.shifted(COOLING * 2):
                ledger.confirm_adjustment(cast.olga, written)
    open_one = session.query(Invoice.id).filter_by(paid_at=None).scalar()
    ledger.propose_invoice_payment(cast.olga, open_one, external_reference="BANK-7")
    for fee_bps in (400, 600):
        fees.set_fee(cast.olga, cast.merchant_id, fee_bps=fee_bps, reason="dearer")


LISTS = (
    "/",
    "/?sort=repurchase",
    "/discover",
    "/discover?sort=repurchase",
    "/@alma/says",
    "/@bo/says",
    "/@alma",
    "/topics/fruit",
    "/advice",
    "/bookmarks",
    "/collections/{collection}",
    "/search?q=fruit",
    "/products",
    "/products/{product}",
    "/products/{product}?via={code}",
    "/products/{product}/reviews",
    "/merchants/{merchant}",
    "/notices",
    "/cart",
    "/checkout",
    "/coupons",
    "/orders",
    "/cases",
    "/earnings",
    "/earnings/payouts",
    "/ledger",
    "/statements",
    "/merchant/orders",
    "/merchant/products",
    "/merchant/cases",
    "/merchant/coupons",
    "/merchant/shipping",
    "/merchant/statement",
    "/merchant/payouts",
    "/merchant/invoices",
    "/merchant/fee",
    "/merchant",
    "/merchant/files",
    "/merchant/sending",
    "/merchant/angels",
    "/merchant/statistics",
    "/merchant/commission-limits",
    "/admin/coupons",
    "/admin/disputes",
    "/admin/ledger",
    "/admin/invoices",
    "/moderation/after-sales",
)


# What stands on Bo's home page: nothing of it may be missing, or its queries are not counted.
HELD = (
    'class="photos',
    'class="poll',
    'class="quoted"',
    'class="own-links"',
    'class="own-link-person"',
    "quoted-first",
    "data-ad-label",
    "and 3 or more others",
    "mentions you",
    "Asks for advice",
    "Friends ·",
    'class="comments is-close"',
    'class="more',
)
BEGINNING = ("Find your friends", "Rate what you own", "People you may know", "data-ad-label", 'class="more')


@pytest.fixture
def everything(cast: Cast) -> int:
    follow_the_quiet(cast)
    say_more(cast)
    collection_id = begin(cast)
    for _ in range(3):
        write_everything(cast, collection_id)
    index.repair()
    receive(cast, cast.eve)
    trade(cast)
    return collection_id


def test_a_list_of_everything_takes_ten_queries_at_most(app, client, cast, everything):
    browsers = {
        "bo": sign_in(app.test_client(), cast.bo),
        "alma": sign_in(app.test_client(), cast.alma),
        "dora": sign_in(app.test_client(), cast.dora),
        "eve": sign_in(app.test_client(), cast.eve),
        "chen": sign_in(app.test_client(), cast.chen),
        "olga": sign_in(app.test_client(), cast.olga),
        "nobody": client,
    }
    code = session.query(ShareLink.code).filter_by(product_id=cast.product_id).scalar()
    pages, dear = {}, {}
    for pattern, (name, browser) in product(LISTS, browsers.items()):
        address = pattern.format(
            collection=everything, product=cast.product_id, merchant=cast.merchant_id, code=code
        )
        with counted() as statements:
            answer = browser.get(address)
        assert answer.status_code in (200, 303, 403, 404), (name, address)
        if answer.status_code == 200:
            pages[name, pattern] = answer.get_data(as_text=True)
        if len(statements) > MOST:
            dear[name, address] = statements
    assert dear == {}
    assert {pattern for _, pattern in pages} == set(LISTS)
    assert [mark for mark in HELD if mark not in pages["bo", "/"]] == []
    assert [mark for mark in BEGINNING if mark not in pages["eve", "/"]] == []
