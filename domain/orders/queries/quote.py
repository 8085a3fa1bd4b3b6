"""What a checkout would make: one order a merchant and way of sending, with the angel price, coupons, shipping, and who
earns what on each line.
The page shows it and `place_order` freezes it, so that both always say the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select

from core.db import BigId, UtcDateTime, session
from core.errors import Refused
from core.i18n import N_
from core.money import share
from core.together import Together
from domain.angels.models import Endorsement
from domain.angels.queries import Credit, credits_for
from domain.angels.rules import caps_of_lines, earned
from domain.catalog.models import Product, RateVersion
from domain.catalog.rules import Rate, capped, rate_for
from domain.merchants.models import MerchantStaff
from domain.orders.coupon_rules import Priced
from domain.orders.models import Purchase
from domain.orders.queries.cart import Item, Seller, contents, price_of
from domain.orders.queries.coupons import CouponBlock, Shelf
from domain.orders.rules import LinePrice, Totals, gives_angel_price, methods_offered, totals
from domain.orders.shipping_rules import DIGITAL, PARCEL, Shipping, shipping
from domain.people.kinds import ME, anyone, kind_of
from domain.people.models import Suspension, User
from domain.people.policy import is_friend_of, not_blocked
from domain.people.viewer import Viewer

# How many angels a line lists to choose from. Any other may be named by her handle.
LISTED = 30

_PRODUCTS: BindParameter[Any] = bindparam("products", type_=BigId, expanding=True)
NOBODY = "none"


@dataclass(frozen=True, slots=True)
class Angel:
    """Somebody who may be credited for a line: `cents` is what she would earn on it."""

    id: int
    handle: str
    display_name: str
    avatar_key: str | None
    is_friend: bool
    rate_bps: int
    cents: int


@dataclass(frozen=True, slots=True)
class LineCredit:
    """`basis`: chosen, product_touch, store_touch, nobody, angel_price."""

    basis: str
    angel: Angel | None = None
    touch_id: int | None = None
    rate_bps: int = 0

    @property
    def value(self) -> str:
        """What the form's field carries for this credit."""
        return self.angel.handle if self.angel else NOBODY


@dataclass(frozen=True, slots=True)
class QuoteLine:
    item: Item
    price: LinePrice
    credit: LineCredit
    angels: Sequence[Angel]
    has_more_angels: bool
    # The viewer's own rate when the angel price is hers to take; 0 when it is not.
    angel_price_bps: int
    # What its commission may not exceed.
    cap_cents: int | None = None

    @property
    def earns_cents(self) -> int:
        return earned(self.price.net_cents, self.credit.rate_bps, self.cap_cents) if self.credit.angel else 0


@dataclass(frozen=True, slots=True)
class QuoteParcel:
    """One order to be. `delivery`: parcel, pickup, digital."""

    seller: Seller
    delivery: str
    lines: Sequence[QuoteLine]
    shipping: Shipping
    totals: Totals


@dataclass(frozen=True, slots=True)
class Quote:
    parcels: Sequence[QuoteParcel]
    methods: Sequence[str]
    coupons: CouponBlock

    @property
    def lines(self) -> list[QuoteLine]:
        return [line for parcel in self.parcels for line in parcel.lines]

    @property
    def total_cents(self) -> int:
        return sum(parcel.totals.total_cents for parcel in self.parcels)

    @property
    def is_ready(self) -> bool:
        return bool(self.parcels) and not any(line.item.problem for line in self.lines)

    @property
    def needs_address(self) -> bool:
        return any(parcel.delivery == PARCEL for parcel in self.parcels)

    @property
    def needs_contact(self) -> bool:
        """Who fetches it gives a name and a telephone number; what is digital needs neither."""
        return any(parcel.delivery != DIGITAL for parcel in self.parcels)

    @property
    def depends_on_region(self) -> bool:
        return any(parcel.shipping.depends_on_region for parcel in self.parcels)


def quote(
    viewer: Viewer,
    *,
    visitor_id: str,
    choices: Mapping[int, str],
    sandbox: bool,
    at: datetime,
    region: str = "",
    strict: bool = False,
    coupons: Mapping[int, str] | None = None,
    coupon_code: str = "",
    gateways: Collection[str] = (),
) -> Quote:
    """The viewer's cart as orders. `choices`: variant -> handle, or 'none'; a line without one has the default.
    `coupons`: merchant, or 0 for the site -> the code of the coupon that was picked; `coupon_code` is one that was
    typed. `gateways` are those that the site has an account with. A choice that cannot be is left out, or refused at its field when `strict`. While the `region` is not known,
    the shipping is what it costs where no region is named."""
    parcels = [_Parcel(seller, listed, region) for seller, listed in contents(viewer)]
    items = [item for parcel in parcels for item in parcel.items]
    sellers = [parcel.seller for parcel in parcels]
    shelf = Shelf(viewer, {seller.id: seller.name for seller in sellers}, coupons or {}, coupon_code, at)
    credits = _Credits(viewer, visitor_id, items, choices, at, strict, _by_code(shelf, items))
    lines, block = _couponed(shelf, [credits.line(item) for item in items], strict)
    return Quote(
        [parcel.quoted(lines) for parcel in parcels],
        methods_offered(
            sandbox=sandbox,
            transfer=all(seller.accepts_transfer for seller in sellers),
            # What is delivered with the payment cannot be paid on delivery.
            cod=all(seller.accepts_cod for seller in sellers)
            and not any(item.template.delivery == DIGITAL for item in items),
            gateways=gateways,
        ),
        block,
    )


def _by_code(shelf: Shelf, items: Sequence[Item]) -> dict[int, int]:
    """Product -> whose store a coupon's code counts as a visit to."""
    angels = {item.product_id: shelf.angel_of(item.merchant_id) for item in items}
    return {product_id: angel_id for product_id, angel_id in angels.items() if angel_id is not None}


def _couponed(shelf: Shelf, lines: Sequence[QuoteLine], strict: bool) -> tuple[list[QuoteLine], CouponBlock]:
    """The lines at their prices after the coupons. What cannot be ordered has no part in them."""
    counted = [line for line in lines if not line.item.problem]
    prices, block = shelf.applied(
        [
            Priced(
                line.item.merchant_id,
                line.item.product_id,
                line.item.category_id,
                line.price,
                line.credit.basis == "angel_price",
            )
            for line in counted
        ],
        strict=strict,
    )
    after = dict(zip((line.item.line_id for line in counted), prices, strict=True))
    return [_at_price(line, after.get(line.item.line_id, line.price)) for line in lines], block


def _at_price(line: QuoteLine, price: LinePrice) -> QuoteLine:
    """What an angel would earn is a part of what is paid after the coupons."""
    if price == line.price:
        return line
    base = price.gross_cents - price.coupon_cents - price.site_coupon_cents
    angels = [replace(angel, cents=share(base, angel.rate_bps)) for angel in line.angels]
    return replace(line, price=price, angels=angels)


class _Parcel:
    """An order to be, while it is priced: what cannot be sent there has no part in coupons and sums."""

    def __init__(self, seller: Seller, items: Sequence[Item], region: str) -> None:
        self.seller = seller
        self.shipping = shipping([item.piece for item in items if not item.problem], region)
        self.items = [replace(item, is_sent=item.template.id not in self.shipping.unsent) for item in items]

    def quoted(self, all_lines: Sequence[QuoteLine]) -> QuoteParcel:
        """The end of a price's way: the lines are priced, shipping is added."""
        mine = {item.line_id for item in self.items}
        lines = _capped([line for line in all_lines if line.item.line_id in mine], self.seller)
        return QuoteParcel(
            self.seller,
            self.items[0].template.delivery,
            lines,
            self.shipping,
            totals(
                [line.price for line in lines if not line.item.problem],
                shipping_cents=self.shipping.fee_cents,
            ),
        )


def _capped(lines: Sequence[QuoteLine], seller: Seller) -> list[QuoteLine]:
    """An order's lines within what the merchant pays at most. What cannot be ordered takes no part of it."""
    line_cap, order_cap = seller.line_cap_cents, seller.order_cap_cents
    if line_cap is None and order_cap is None:
        return list(lines)
    caps = caps_of_lines(
        [0 if line.item.problem else line.earns_cents for line in lines], line_cap, order_cap
    )
    return [
        replace(
            line,
            cap_cents=line_cap if line.item.problem else cap,
            angels=[replace(angel, cents=capped(angel.cents, line_cap, order_cap)) for angel in line.angels],
        )
        for line, cap in zip(lines, caps, strict=True)
    ]


class _Credits:
    """Decides line by line who is credited, from a fixed number of queries."""

    def __init__(
        self,
        viewer: Viewer,
        visitor_id: str,
        items: Sequence[Item],
        choices: Mapping[int, str],
        at: datetime,
        strict: bool,
        by_code: Mapping[int, int],
    ) -> None:
        self.viewer, self.choices, self.at, self.strict = viewer, choices, at, strict
        product_ids = {item.product_id for item in items}
        self.versions, self.since, self.times = _rates_and_own(viewer.id, product_ids)
        self.defaults = (
            credits_for(viewer.id, visitor_id, product_ids, at=at, by_code=by_code, versions=self.versions)
            if product_ids
            else {}
        )
        named = {choice for choice in choices.values() if choice != NOBODY}
        self.rows = _angel_rows(
            viewer, product_ids, named, {one.angel_id for one in self.defaults.values()}, at
        )

    def line(self, item: Item) -> QuoteLine:
        own_bps = self._angel_price_bps(item)
        angels = [self._angel(row, item) for row in self.rows.get(item.product_id, ())]
        able = [angel for angel in angels if angel.rate_bps]
        credit = self._credit(item, able, own_bps)
        return QuoteLine(
            item=item,
            price=price_of(item, credit.rate_bps if credit.basis == "angel_price" else 0),
            credit=credit,
            angels=able,
            has_more_angels=len(angels) > LISTED,
            angel_price_bps=own_bps,
        )

    def _credit(self, item: Item, angels: Sequence[Angel], own_bps: int) -> LineCredit:
        choice = self.choices.get(item.variant_id, "")
        hers = LineCredit("angel_price", rate_bps=own_bps) if own_bps else LineCredit("nobody")
        if choice == NOBODY or (choice == self.viewer.handle and own_bps):
            return hers
        default = self.defaults.get(item.product_id)
        if choice:
            chosen = next((angel for angel in angels if angel.handle == choice), None)
            if chosen is not None:
                return _by_default(chosen, default) or LineCredit("chosen", chosen, None, chosen.rate_bps)
            if self.strict:
                raise Refused(
                    N_(
                        "@%(handle)s cannot be credited for this: only its angels can, and nobody on her own purchase."
                    ),
                    field=f"credit-{item.variant_id}",
                    handle=choice,
                )
        if own_bps or default is None:
            return hers
        angel = next((angel for angel in angels if angel.id == default.angel_id), None)
        return (_by_default(angel, default) if angel else None) or hers

    def _angel(self, row: "_AngelRow", item: Item) -> Angel:
        default = self.defaults.get(item.product_id)
        if default is not None and default.angel_id == row.id:
            rate = default.rate_bps
        else:
            rate = rate_for(self.versions.get(item.product_id, []), angel_since=row.since, at=self.at)
        cents = share(item.gross_cents, rate)
        return Angel(row.id, row.handle, row.display_name, row.avatar_key, row.is_friend, rate, cents)

    def _angel_price_bps(self, item: Item) -> int:
        since = self.since.get(item.product_id)
        if not gives_angel_price(
            item.angel_price_when,
            endorsed_at=since,
            added_at=item.added_at,
            times_bought=self.times.get(item.product_id, 0),
        ):
            return 0
        return rate_for(self.versions.get(item.product_id, []), angel_since=since, at=self.at)


def _by_default(angel: Angel, default: Credit | None) -> LineCredit | None:
    """The credit by a touch, when it is this angel's: with the touch and its rate."""
    if default is None or default.angel_id != angel.id:
        return None
    return LineCredit(default.basis, angel, default.touch_id, default.rate_bps)


@dataclass(frozen=True, slots=True)
class _AngelRow:
    product_id: int
    id: int
    handle: str
    display_name: str
    avatar_key: str | None
    is_friend: bool
    since: datetime


def _angel_rows(
    viewer: Viewer, product_ids: Collection[int], handles: Collection[str], ids: Collection[int], at: datetime
) -> dict[int, list[_AngelRow]]:
    """Product -> whom a buyer may credit: friends first, then the longest endorsing; always those named."""
    if not product_ids:
        return {}
    asked = {
        "me": viewer.id,
        "now": at,
        "products": list(product_ids),
        "handles": list(handles),
        "ids": list(ids),
    }
    found: dict[int, list[_AngelRow]] = {}
    for row in session.execute(_able(kind_of(viewer)), asked):
        found.setdefault(row.product_id, []).append(
            _AngelRow(
                row.product_id,
                row.id,
                row.handle,
                row.display_name,
                row.avatar_key,
                bool(row.is_friend),
                row.since,
            )
        )
    return found


@cache
def _able(kind: str) -> Select[*tuple[Any, ...]]:
    """Put together once for each kind of viewer: that takes longer than running it."""
    viewer = anyone(kind)
    at = bindparam("now", type_=UtcDateTime)
    is_friend = is_friend_of(viewer, User.id)
    place = func.row_number().over(
        partition_by=Endorsement.product_id, order_by=(is_friend.desc(), Endorsement.id)
    )
    suspended = select(Suspension.user_id).where(Suspension.lifted_at.is_(None), Suspension.until_at > at)
    staff = select(MerchantStaff.user_id).where(
        MerchantStaff.merchant_id == Product.merchant_id, MerchantStaff.user_id == Endorsement.user_id
    )
    able = (
        select(
            Endorsement.product_id,
            User.id,
            User.handle,
            User.display_name,
            User.avatar_key,
            is_friend.label("is_friend"),
            Endorsement.created_at.label("since"),
            place.label("place"),
        )
        .join(User, User.id == Endorsement.user_id)
        .join(Product, Product.id == Endorsement.product_id)
        .where(
            Endorsement.product_id.in_(_PRODUCTS),
            Endorsement.ended_at.is_(None),
            User.closed_at.is_(None),
            User.id != ME,
            User.id.not_in(suspended),
            ~staff.exists(),
            not_blocked(viewer, User.id),
        )
        .subquery()
    )
    is_named = or_(
        able.c.handle.in_(bindparam("handles", expanding=True)),
        able.c.id.in_(bindparam("ids", expanding=True)),
    )
    return (
        select(able)
        # One more than is listed says that there are more.
        .where(or_(able.c.place <= LISTED + 1, is_named))
        .order_by(able.c.product_id, able.c.place)
    )


def _rates_and_own(
    user_id: int, product_ids: Collection[int]
) -> tuple[dict[int, list[Rate]], dict[int, datetime], dict[int, int]]:
    """Product -> the versions of its rate, oldest first; since when this person has been its angel; how often she
    bought it: one query."""
    if not product_ids:
        return {}, {}, {}
    found = _known().ask({"me": user_id, "products": list(product_ids)})
    versions: dict[int, list[Rate]] = {}
    for row in sorted(found["versions"], key=lambda row: row.id):
        versions.setdefault(row.product_id, []).append(Rate(row.rate_bps, row.set_at, row.reaches_angels_at))
    own = found["own"]
    return (
        versions,
        {row.product_id: row.created_at for row in own},
        {row.product_id: row.times for row in own},
    )


@cache
def _known() -> Together:
    products = _PRODUCTS
    versions = select(
        RateVersion.id,
        RateVersion.product_id,
        RateVersion.rate_bps,
        RateVersion.set_at,
        RateVersion.reaches_angels_at,
    ).where(RateVersion.product_id.in_(products))
    own = (
        select(
            Endorsement.product_id, Endorsement.created_at, func.coalesce(Purchase.times, 0).label("times")
        )
        .outerjoin(
            Purchase,
            and_(Purchase.user_id == Endorsement.user_id, Purchase.product_id == Endorsement.product_id),
        )
        .where(
            Endorsement.user_id == ME,
            Endorsement.product_id.in_(products),
            Endorsement.ended_at.is_(None),
        )
    )
    return Together({"versions": versions, "own": own})
