"""The import of reviews in bulk. It leaves what the site's own actions leave for a purchase paid to the courier,
received, rated and told: order, line, steps, payment, shipment, purchase, rating, post, group membership, counters,
and the work of the index. Nobody is sent a notice of what happened long ago."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core import clock, ids, outbox, text
from core.db import Model, session
from core.language import language_of
from core.unit import action
from domain.catalog import actions as catalog
from domain.catalog.actions.variants import NewVariant
from domain.catalog.models import Category, Product, Variant
from domain.groups.models import Group, GroupMember
from domain.groups.rules import HAPPY_FROM
from domain.merchants.models import Merchant, MerchantStaff
from domain.orders.models import Order, OrderLine, OrderStep, Payment, Purchase, Shipment, ShipmentLine
from domain.people.events import Registered
from domain.people.models import User
from domain.says.actions import wording
from domain.says.events import PostPublished
from domain.says.models import Post, Rating
from domain.viewers import viewer_of
from jobs.imports.files import BadRow, ReviewRow

BATCH = 500
SHOP = "Imported Reviews"
SHOP_HANDLE = "import_shop"
PRICES = (1_900, 2_900, 3_900, 5_900, 9_900, 19_900)
NO_PASSWORD = "!"
ON_SHELF = 500
OLDEST, NEWEST = timedelta(days=400), timedelta(days=30)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "安宁晓雨文静思远明月家和春晖一帆子墨若溪嘉禾清扬怀瑾书意南星知夏".strip()


@dataclass(slots=True)
class Result:
    """How many rows came in, were there before, and could not be used (with line and reason)."""

    imported: int
    known: int
    bad: list[BadRow]


@dataclass(frozen=True, slots=True)
class Scale:
    """How many people and products the rows are spread over."""

    members: int = 2_000
    products_a_category: int = 4


@dataclass(frozen=True, slots=True)
class World:
    """What the rows hang on: the merchant, members by number, products by category."""

    merchant_id: int
    owner_id: int
    members: Mapping[int, int]
    scale: Scale
    products: Mapping[str, Sequence["Offer"]]
    currency: str


@dataclass(frozen=True, slots=True)
class Offer:
    product_id: int
    variant_id: int
    title: str
    price_cents: int


def bring_in(
    rows: Iterable[ReviewRow | BadRow],
    *,
    currency: str,
    done: Callable[[int], object],
    scale: Scale = Scale(),
) -> Result:
    """Imports in batches, each one transaction. `done` is told how many rows each batch was."""
    result = Result(0, 0, [])
    world: World | None = None
    for batch in _batches(rows):
        good = [row for row in batch if isinstance(row, ReviewRow)]
        result.bad += [row for row in batch if isinstance(row, BadRow)]
        if good:
            world = prepare(world, good, currency, scale)
            added = add_batch(world, good)
            result.imported += added
            result.known += len(good) - added
            # Rows of finished batches would only slow down those that follow.
            session.expunge_all()
        done(len(batch))
    return result


def _batches(rows: Iterable[ReviewRow | BadRow]) -> Iterator[list[ReviewRow | BadRow]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


@action
def prepare(world: World | None, rows: Sequence[ReviewRow], currency: str, scale: Scale) -> World:
    """The merchant, and the members and products that these rows need, made where they are missing."""
    merchant_id, owner_id = (world.merchant_id, world.owner_id) if world else _shop()
    numbers = {row.number % scale.members for row in rows}
    members = dict(world.members) if world else {}
    members |= readers(sorted(numbers - members.keys()))
    products = dict(world.products) if world else {}
    for category in sorted({row.category for row in rows} - products.keys()):
        products[category] = _offers(merchant_id, owner_id, category, scale.products_a_category)
    return World(merchant_id, owner_id, members, scale, products, currency)


def _shop() -> tuple[int, int]:
    merchant = session.scalar(select(Merchant).where(Merchant.name == SHOP))
    if merchant is not None:
        return merchant.id, merchant.owner_id
    at = clock.now() - OLDEST - timedelta(days=1)
    owner = User(handle=SHOP_HANDLE, display_name=SHOP, password_hash=NO_PASSWORD, created_at=at)
    session.add(owner)
    session.flush()
    merchant = Merchant(
        owner_id=owner.id,
        kind="company",
        name=SHOP,
        about="Holds the products of imported reviews.",
        state="verified",
        verified_at=at,
        fee_bps=0,
        accepts_cod=True,
        created_at=at,
    )
    session.add(merchant)
    session.flush()
    session.add(MerchantStaff(merchant_id=merchant.id, user_id=owner.id, role="owner", created_at=at))
    session.flush()
    outbox.put_history([Registered(owner.id)])
    return merchant.id, owner.id


@action
def readers(numbers: Sequence[int]) -> dict[int, int]:
    """Number -> id of these members, made where they are missing."""
    handles = {f"reader{number:04d}": number for number in numbers}
    known = select(User.handle, User.id).where(User.handle.in_(handles))
    there = {handles[row.handle]: row.id for row in session.execute(known)}
    missing = [number for number in numbers if number not in there]
    if missing:
        at = clock.now() - OLDEST - timedelta(days=1)
        made = insert_all(User, [_member(number, at) for number in missing])
        there |= dict(zip(missing, made, strict=True))
        outbox.put_history([Registered(user_id) for user_id in made])
    return there


def _member(number: int, at: datetime) -> dict[str, Any]:
    return {
        "handle": f"reader{number:04d}",
        "display_name": _name(number),
        "password_hash": NO_PASSWORD,
        "bio": "",
        "locale": "zh_Hans",
        "theme": "",
        "purchases_shown": "counted",
        "feed_seen_id": 0,
        "created_at": at,
    }


def _name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + "".join(
        GIVEN[(number * step) % len(GIVEN)] for step in ((7, 3) if number % 3 else (11,))
    )


def _offers(merchant_id: int, owner_id: int, category: str, count: int) -> list[Offer]:
    found = _known_offers(merchant_id, category)
    if found:
        return found
    owner = viewer_of(owner_id)
    for number in range(1, count + 1):
        title = f"{category} {number} 号"
        price = PRICES[(len(category) * 7 + number) % len(PRICES)]
        catalog.create_product(
            owner,
            merchant_id,
            title=title,
            new_category=category,
            variants=[NewVariant(name="", price_cents=price, stock=ON_SHELF)],
            on_sale=True,
        )
    return _known_offers(merchant_id, category)


def _known_offers(merchant_id: int, category: str) -> list[Offer]:
    rows = session.execute(
        select(Product.id, Variant.id, Product.title, Variant.price_cents)
        .join(Variant, Variant.product_id == Product.id)
        .join(Category, Category.id == Product.category_id)
        .where(Product.merchant_id == merchant_id, Category.name == category)
        .order_by(Product.id)
    )
    return [Offer(*row) for row in rows]


@action
def add_batch(world: World, rows: Sequence[ReviewRow]) -> int:
    """Brings in those of the rows that are not there yet; returns how many."""
    keys = [row.key for row in rows]
    known = set(session.scalars(select(Post.import_key).where(Post.import_key.in_(keys))))
    fresh = list({row.key: row for row in rows if row.key not in known}.values())
    if not fresh:
        return 0
    sales = [_sale(world, row) for row in sorted(fresh, key=lambda row: (_placed_at(row), row.key))]
    _orders(world, sales)
    _posts(sales)
    _ratings(sales)
    _count(sales)
    _memberships(sales)
    outbox.put_history(
        [PostPublished(sale.post_id, sale.buyer_id, sale.offer.product_id, ()) for sale in sales]
    )
    return len(fresh)


@dataclass(slots=True)
class Sale:
    row: ReviewRow
    buyer_id: int
    offer: Offer
    placed_at: datetime
    order_id: int = 0
    line_id: int = 0
    post_id: int = 0

    @property
    def shipped_at(self) -> datetime:
        return self.placed_at + timedelta(hours=20)

    @property
    def received_at(self) -> datetime:
        return self.placed_at + timedelta(days=3)

    @property
    def completed_at(self) -> datetime:
        return self.received_at + timedelta(days=7)

    @property
    def told_at(self) -> datetime:
        return self.received_at + timedelta(hours=30)


def _sale(world: World, row: ReviewRow) -> Sale:
    offers = world.products[row.category]
    buyer = world.members[row.number % world.scale.members]
    return Sale(row, buyer, offers[row.number // 7 % len(offers)], _placed_at(row))


def _placed_at(row: ReviewRow) -> datetime:
    span = int((OLDEST - NEWEST).total_seconds())
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - OLDEST + timedelta(seconds=int(position(row) * span))


def position(row: ReviewRow) -> float:
    """Where a row stands in time, 0 to 1, the same in every run. Rows should come in this order, since a feed reads
    posts in the order in which they were written."""
    return row.number % 1_000_003 / 1_000_003 if row.place is None else row.place


def _orders(world: World, sales: Sequence[Sale]) -> None:
    made = insert_all(Order, [_order(world, sale) for sale in sales])
    for sale, order_id in zip(sales, made, strict=True):
        sale.order_id = order_id
    lines = insert_all(OrderLine, [_line(sale) for sale in sales])
    for sale, line_id in zip(sales, lines, strict=True):
        sale.line_id = line_id
    session.execute(insert(OrderStep), [step for sale in sales for step in _steps(world, sale)])
    session.execute(
        insert(Payment),
        [
            {
                "order_id": sale.order_id,
                "provider": "cod",
                "state": "confirmed",
                "amount_cents": sale.offer.price_cents,
                "created_at": sale.received_at,
                "confirmed_at": sale.received_at,
            }
            for sale in sales
        ],
    )
    parcels = insert_all(Shipment, [_parcel(world, sale) for sale in sales])
    session.execute(
        insert(ShipmentLine),
        [
            {"shipment_id": parcel_id, "order_line_id": sale.line_id, "quantity": 1}
            for sale, parcel_id in zip(sales, parcels, strict=True)
        ],
    )


def _parcel(world: World, sale: Sale) -> dict[str, Any]:
    return {
        "order_id": sale.order_id,
        "carrier": "—",
        "tracking_number": "—",
        "by_id": world.owner_id,
        "shipped_at": sale.shipped_at,
        "received_at": sale.received_at,
        "received_by_id": world.owner_id,
    }


def _order(world: World, sale: Sale) -> dict[str, Any]:
    return {
        "number": ids.code(12),
        "buyer_id": sale.buyer_id,
        "merchant_id": world.merchant_id,
        "state": "completed",
        "payment_method": "cod",
        "cash_holder": "merchant",
        "currency": world.currency,
        "goods_cents": sale.offer.price_cents,
        "discount_cents": 0,
        "shipping_cents": 0,
        "total_cents": sale.offer.price_cents,
        "refunded_cents": 0,
        "fee_bps": 0,
        "placed_at": sale.placed_at,
        "paid_at": sale.received_at,
        "shipped_at": sale.shipped_at,
        "received_at": sale.received_at,
        "completed_at": sale.completed_at,
    }


def _line(sale: Sale) -> dict[str, Any]:
    return {
        "order_id": sale.order_id,
        "product_id": sale.offer.product_id,
        "variant_id": sale.offer.variant_id,
        "title": sale.offer.title,
        "variant_name": "",
        "unit_price_cents": sale.offer.price_cents,
        "quantity": 1,
        "discount_cents": 0,
        "net_cents": sale.offer.price_cents,
        "refunded_cents": 0,
        "refunded_quantity": 0,
        "fee_cents": 0,
        "rate_bps": 0,
        "credit_basis": "nobody",
        "shipped_quantity": 1,
        "received_at": sale.received_at,
    }


def _steps(world: World, sale: Sale) -> list[dict[str, Any]]:
    way = (
        ("", "accepted", sale.buyer_id, sale.placed_at),
        ("accepted", "shipped", world.owner_id, sale.shipped_at),
        ("shipped", "received", world.owner_id, sale.received_at),
        ("received", "completed", None, sale.completed_at),
    )
    return [
        {
            "order_id": sale.order_id,
            "from_state": before,
            "to_state": after,
            "by_id": by,
            "at": at,
            "note": "",
        }
        for before, after, by, at in way
    ]


def _posts(sales: Sequence[Sale]) -> None:
    made = insert_all(
        Post,
        [
            {
                "author_id": sale.buyer_id,
                "product_id": sale.offer.product_id,
                "body": sale.row.text,
                "body_html": wording.html_of(sale.row.text, {}),
                "cleaner_version": text.CLEANER_VERSION,
                "lang": language_of(sale.row.text),
                "audience": sale.row.audience,
                "state": "visible",
                "fold_reason": "",
                "stars": sale.row.stars,
                "comment_count": 0,
                "reaction_count": 0,
                "photo_count": 0,
                "version": 1,
                "import_key": sale.row.key,
                "created_at": sale.told_at,
            }
            for sale in sales
        ],
    )
    for sale, post_id in zip(sales, made, strict=True):
        sale.post_id = post_id


def _ratings(sales: Sequence[Sale]) -> None:
    session.execute(
        insert(Rating),
        [
            {
                "user_id": sale.buyer_id,
                "product_id": sale.offer.product_id,
                "order_line_id": sale.line_id,
                "post_id": sale.post_id,
                "stars": sale.row.stars,
                "by_earner": False,
                "is_refunded": False,
                "created_at": sale.told_at,
            }
            for sale in sales
        ],
    )


def _count(sales: Sequence[Sale]) -> None:
    """Stock, sold, ratings and purchases, by as much as this batch adds."""
    sold = Counter(sale.offer.product_id for sale in sales)
    stars: Counter[int] = Counter()
    for sale in sales:
        stars[sale.offer.product_id] += sale.row.stars
    variants = {sale.offer.product_id: sale.offer.variant_id for sale in sales}
    for product_id, pieces in sorted(sold.items()):
        session.execute(
            update(Variant)
            .where(Variant.id == variants[product_id])
            .values(supplied=Variant.supplied + pieces, sold=Variant.sold + pieces)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(Product)
            .where(Product.id == product_id)
            .values(
                sold_count=Product.sold_count + pieces,
                rating_count=Product.rating_count + pieces,
                rating_sum=Product.rating_sum + stars[product_id],
            )
            .execution_options(synchronize_session=False)
        )
    keep_purchases((sale.buyer_id, sale.offer.product_id, sale.placed_at) for sale in sales)


def keep_purchases(bought: Iterable[tuple[int, int, datetime]]) -> None:
    """Counts received lines: (buyer, product, when)."""
    times: Counter[tuple[int, int]] = Counter()
    last: dict[tuple[int, int], datetime] = {}
    for buyer_id, product_id, at in bought:
        key = (buyer_id, product_id)
        times[key] += 1
        last[key] = max(last.get(key, at), at)
    engine = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    statement = engine.insert(Purchase)
    latest = func.max if engine is sqlite else func.greatest
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "product_id"],
            set_={
                "times": Purchase.times + statement.excluded.times,
                "last_at": latest(Purchase.last_at, statement.excluded.last_at),
            },
        ),
        [
            {
                "user_id": user_id,
                "product_id": product_id,
                "times": count,
                "last_at": last[(user_id, product_id)],
            }
            for (user_id, product_id), count in sorted(times.items())
        ],
    )


def _memberships(sales: Sequence[Sale]) -> None:
    """The rule of groups in bulk: whose latest rating is good belongs to it."""
    pairs = sorted({(sale.offer.product_id, sale.buyer_id) for sale in sales})
    products = sorted({product_id for product_id, _ in pairs})
    latest = _latest_stars(products, sorted({user_id for _, user_id in pairs}))
    there = {
        (row.product_id, row.user_id): row
        for row in session.scalars(
            select(GroupMember).where(
                GroupMember.product_id.in_(products),
                GroupMember.user_id.in_({user_id for _, user_id in pairs}),
            )
        )
    }
    change: Counter[int] = Counter()
    fresh = []
    for pair in pairs:
        belongs = latest[pair] >= HAPPY_FROM
        member = there.get(pair)
        if member is None and belongs:
            fresh.append(
                {
                    "product_id": pair[0],
                    "user_id": pair[1],
                    "basis": "happy_buyer",
                    "since_at": clock.now(),
                    "last_read_seq": 0,
                }
            )
            change[pair[0]] += 1
        elif member is not None and belongs and member.lost_at is not None:
            member.lost_at = member.grace_until_at = None
            change[pair[0]] += 1
        elif member is not None and not belongs and member.lost_at is None and member.basis == "happy_buyer":
            member.lost_at = member.grace_until_at = clock.now()
            change[pair[0]] -= 1
    if fresh:
        session.execute(insert(GroupMember), fresh)
    for product_id, by in sorted(change.items()):
        session.execute(
            update(Group)
            .where(Group.product_id == product_id)
            .values(member_count=Group.member_count + by)
            .execution_options(synchronize_session=False)
        )


def _latest_stars(products: Sequence[int], users: Sequence[int]) -> dict[tuple[int, int], int]:
    newest = (
        select(func.max(Rating.id))
        .where(Rating.product_id.in_(products), Rating.user_id.in_(users), Rating.is_refunded.is_(False))
        .group_by(Rating.product_id, Rating.user_id)
    )
    rows = session.execute(
        select(Rating.product_id, Rating.user_id, Rating.stars).where(Rating.id.in_(newest))
    )
    return {(row.product_id, row.user_id): row.stars for row in rows}


def insert_all(kind: type[Model], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Inserts rows and returns their ids in the same order."""
    return list(session.scalars(insert(kind).returning(kind.id, sort_by_parameter_order=True), rows))  # type: ignore[attr-defined]
