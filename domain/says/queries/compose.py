"""What stands beside the form of a new post: what the writer bought, and whether she may rate it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.db import session
from core.errors import NotFound
from core.i18n import N_
from core.policy import Decision, no
from domain.angels.queries import Ad, Endorsing, ads, endorsement_of
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.catalog.queries import ProductCard, cards as product_cards
from domain.orders.models import Order, OrderLine, Purchase
from domain.people.viewer import Viewer
from domain.says import policy
from domain.says.models import Rating

CHOICES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A product to write about. `received` counts the order lines that arrived, `unrated` those without stars."""

    product: ProductCard
    received: int
    unrated: int
    last_at: datetime | None


def choices(viewer: Viewer, search: str = "") -> list[Choice]:
    """What the viewer bought, the latest first, then what else is on sale and has the words in its title; without
    words only what she bought. Two or three queries."""
    bought = _received(viewer)
    ids = list(bought)
    if search:
        found = select(Product.id).where(
            Product.state == "on_sale",
            Product.title.icontains(search, autoescape=True),
            Product.id.not_in(ids),
        )
        found = visible_products(found, viewer).order_by(Product.sold_count.desc(), Product.id.desc())
        ids += session.scalars(found.limit(CHOICES_SHOWN))
    known = product_cards(viewer, ids)
    listed = [Choice(known[one], *bought.get(one, (0, 0, None))) for one in ids if one in known]
    wanted = [choice for choice in listed if search.casefold() in choice.product.title.casefold()]
    return wanted[:CHOICES_SHOWN]


@dataclass(frozen=True, slots=True)
class RatingQuestion:
    """The product that a post is about, as the form needs it. `ad` is what its label will say when the writer is
    its angel, `endorsing` what she would earn if she became it."""

    product: ProductCard
    times_bought: int
    can_rate: Decision
    endorsing: Endorsing
    ad: Ad | None

    @property
    def can_endorse(self) -> bool:
        return bool(self.endorsing.decision) and not self.endorsing.is_angel


def rating_question(viewer: Viewer, product_id: int) -> RatingQuestion:
    """Whether the viewer may give stars with a post about this product, and if not, why. Raises NotFound."""
    product = product_cards(viewer, [product_id]).get(product_id)
    if product is None or product.state == "draft":
        raise NotFound
    received, unrated, _ = _received(viewer, product_id).get(product_id, (0, 0, None))
    times = select(Purchase.times).where(Purchase.user_id == viewer.id, Purchase.product_id == product_id)
    return RatingQuestion(
        product=product,
        times_bought=session.scalar(times) or 0,
        can_rate=_can_rate(viewer, product, received, unrated),
        endorsing=endorsement_of(viewer, product_id),
        ad=ads([(viewer.id, product_id)]).get((viewer.id, product_id)),
    )


def _can_rate(viewer: Viewer, product: ProductCard, received: int, unrated: int) -> Decision:
    allowed = policy.can_rate(viewer, product.merchant_id)
    if not allowed or unrated:
        return allowed
    elif received:
        return no(N_("You have rated each of your purchases of it. You can still write, without stars."))
    else:
        return no(policy.NOTHING_TO_RATE)


def _received(viewer: Viewer, product_id: int | None = None) -> dict[int, tuple[int, int, datetime | None]]:
    """Product -> received lines, those without a rating, when the last arrived; the latest first."""
    arrived = func.max(Order.received_at)
    statement = (
        select(
            OrderLine.product_id,
            func.count(OrderLine.id),
            func.count(OrderLine.id) - func.count(Rating.id),
            arrived,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Rating, Rating.order_line_id == OrderLine.id)
        .where(Order.buyer_id == viewer.id, Order.received_at.is_not(None))
        .group_by(OrderLine.product_id)
        .order_by(arrived.desc())
        .limit(CHOICES_SHOWN * 4)
    )
    if product_id is not None:
        statement = statement.where(OrderLine.product_id == product_id)
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(statement)}
