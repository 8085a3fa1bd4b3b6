"""The catalogue, a product's page, a merchant's page: what everyone may look at."""

from datetime import datetime
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from core import clock
from core.errors import NotFound
from core.paging import Page
from domain.angels.policy import can_endorse
from domain.angels.queries import Endorsing, endorsed_and_came_by
from domain.catalog import lists, queries, rules
from domain.catalog.queries import ProductCard, ProductPage
from domain.groups.glimpse import glimpse_of
from domain.merchants import queries as merchants
from domain.orders.queries import FriendsBought, OfferedCoupon, friends_who_bought, offered
from domain.problems.queries import bars_and_clock_of
from domain.says.queries import ReviewChoice, first_reviews
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.respond import page

bp = Blueprint("products", __name__)

REVIEWS_SHOWN = 5


@bp.get("/products")
@cacheable
def index() -> Response:
    category_id, sort, after = number_arg("category"), _sort(), text_arg("after", 40)
    categories = lists.categories(viewer())
    category = next((one for one in categories if one.id == category_id), None)
    if category_id and category is None:
        raise NotFound
    products = lists.on_sale(viewer(), category_id=category_id, sort=sort, after=after)
    return page(
        "products/index.html",
        part="products/_list.html" if after else None,
        categories=categories,
        category=category,
        sort=sort,
        products=products,
        friends=_friends(products),
        next_address=_next(".index", products, sort, category=category_id),
    )


@bp.get("/merchants/<id:merchant_id>")
@cacheable
def merchant(merchant_id: int) -> Response:
    """Who sells: the facts that the operator has checked, the terms, and what is on sale."""
    shop, sort, after = merchants.shown(viewer(), merchant_id), _sort(), text_arg("after", 40)
    products = lists.on_sale(viewer(), merchant_id=merchant_id, sort=sort, after=after)
    return page(
        "products/merchant.html",
        part="products/_list.html" if after else None,
        shop=shop,
        offered=[] if after else offered(viewer(), merchant_id),
        sort=sort,
        products=products,
        friends=_friends(products),
        next_address=_next(".merchant", products, sort, merchant_id=merchant_id),
    )


def _sort() -> str:
    given = text_arg("sort", 10)
    return given if given in lists.SORTS else "newest"


def _friends(products: Page[ProductCard]) -> dict[int, FriendsBought]:
    return friends_who_bought(viewer(), [card.id for card in products])


def _next(endpoint: str, products: Page[ProductCard], sort: str, **values: Any) -> str | None:
    if products.next_cursor is None:
        return None
    order = None if sort == "newest" else sort
    return url_for(endpoint, sort=order, after=products.next_cursor, **values)


@bp.get("/products/<id:product_id>")
@cacheable
def show(product_id: int) -> Response:
    product = queries.product(viewer(), product_id)
    reviews, friends = first_reviews(viewer(), product_id, size=REVIEWS_SHOWN)
    # What somebody clicked elsewhere carried no label that says who earns by it.
    since, came_by = endorsed_and_came_by(viewer(), product_id, text_arg("via", 20))
    bars, desk_clock = bars_and_clock_of(product_id)
    return page(
        "products/show.html",
        product=product,
        product_id=product_id,
        offered=_offered(product),
        friends=friends,
        bars=bars,
        reviews=reviews,
        which=ReviewChoice(),
        glimpse=glimpse_of(viewer(), product_id),
        desk_clock=desk_clock,
        endorsement=_endorsement(product, since),
        came_by=came_by,
    )


def _offered(product: ProductPage) -> list[OfferedCoupon]:
    """Asked for only where there can be any."""
    until = product.merchant.coupons_until_at
    if until is None or until <= clock.now():
        return []
    return offered(viewer(), product.merchant.id, product_id=product.id)


def _endorsement(product: ProductPage, since: datetime | None) -> Endorsing:
    """The rates are on the page already, so only since when the viewer is its angel was asked for."""
    rate_bps = rules.rate_for(product.rates, angel_since=since, at=clock.now())
    return Endorsing(
        product_id=product.id,
        is_angel=since is not None,
        is_seller=product.merchant.id in viewer().merchant_ids,
        decision=can_endorse(viewer(), product.merchant.id, on_sale=product.card.is_on_sale),
        earns_cents=product.card.commission_cents(rate_bps),
        rate_bps=rate_bps,
        price_cents=product.card.price_cents,
        angel_count=product.card.angel_count,
    )
