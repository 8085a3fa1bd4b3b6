"""What a viewer may read of endorsements and credits. Batch by batch: the number of queries never grows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, or_, select, tuple_, union

from core import clock
from core.db import BigId, UtcDateTime, session
from core.errors import NotFound
from core.money import share
from core.policy import Decision
from core.together import Together
from domain.angels import rules
from domain.angels.models import Endorsement, ShareLink, Touch
from domain.angels.policy import can_endorse
from domain.angels.rules import TouchFacts
from domain.catalog import caps
from domain.catalog.models import Product, RateVersion
from domain.catalog.policy import visible_products
from domain.catalog.rates import rate_for as rate_of_product, versions_of
from domain.catalog.rules import Rate, capped, rate_for
from domain.merchants.models import MerchantStaff
from domain.people.models import Suspension, User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

_ACTIVE = select(Endorsement.id).where(
    Endorsement.user_id == bindparam("user"),
    Endorsement.product_id == bindparam("product"),
    Endorsement.ended_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """Who would be credited for a product, why (product_touch, store_touch, chosen) and at which rate."""

    angel_id: int
    basis: str
    touch_id: int | None
    rate_bps: int


@dataclass(frozen=True, slots=True)
class Ad:
    """What an angel earns by a link: her name, the amount in minor units, where the link leads."""

    name: str
    cents: int
    href: str


def is_angel(user_id: int, product_id: int) -> bool:
    return session.scalar(_ACTIVE, {"user": user_id, "product": product_id}) is not None


def endorsed_since(user_id: int, product_ids: Collection[int]) -> dict[int, datetime]:
    """Product -> since when this person has been its angel without a break."""
    if not user_id or not product_ids:
        return {}
    statement = select(Endorsement.product_id, Endorsement.created_at).where(
        Endorsement.user_id == user_id,
        Endorsement.product_id.in_(product_ids),
        Endorsement.ended_at.is_(None),
    )
    return {row.product_id: row.created_at for row in session.execute(statement)}


def endorsers(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], datetime]:
    """Of (angel, product) pairs: those that are active, with since when."""
    if not pairs:
        return {}
    statement = select(Endorsement.user_id, Endorsement.product_id, Endorsement.created_at).where(
        tuple_(Endorsement.user_id, Endorsement.product_id).in_(list(pairs)), Endorsement.ended_at.is_(None)
    )
    return {(row.user_id, row.product_id): row.created_at for row in session.execute(statement)}


def active_angels(viewer: Viewer, product_id: int, limit: int = 50) -> list[PersonCard]:
    """Who endorses the product now, the longest first: those who may be chosen at checkout."""
    statement = (
        select(User.id, User.handle, User.display_name, User.avatar_key)
        .join(Endorsement, Endorsement.user_id == User.id)
        .where(
            Endorsement.product_id == product_id,
            Endorsement.ended_at.is_(None),
            User.closed_at.is_(None),
            User.id != viewer.id,
            not_blocked(viewer, User.id),
        )
        .order_by(Endorsement.id)
        .limit(limit)
    )
    return [PersonCard(*row) for row in session.execute(statement)]


def credits_for(
    buyer_id: int,
    visitor_id: str,
    product_ids: Collection[int],
    *,
    at: datetime,
    by_code: Mapping[int, int] | None = None,
    versions: Mapping[int, Sequence[Rate]] | None = None,
) -> dict[int, Credit]:
    """Product -> who is credited unless the buyer says otherwise. Never the buyer, never the merchant's people,
    never somebody suspended, never without an endorsement that was there at the touch and still is. `by_code`:
    product -> whose code is used for it, which counts as a visit to her store at this moment. `versions`: of the
    rates, where they have been read."""
    if not product_ids:
        return {}
    codes = by_code or {}
    touches, eligible = _living_touches(buyer_id, visitor_id, set(codes.values()), product_ids, at)
    found: dict[int, Credit] = {}
    for product_id in product_ids:
        since = {angel: begun for (angel, product), begun in eligible.items() if product == product_id}
        counting = [
            touch
            for touch in (*touches, *_visit_by_code(codes, product_id, at))
            if touch.angel_id in since and since[touch.angel_id] <= touch.at
        ]
        winner = rules.winning_touch(counting, product_id, set(since), at=at)
        if winner:
            found[product_id] = _credit_of(winner, product_id)
    # A visit to the product has the rate of its moment.
    without = {
        product_id: eligible[(credit.angel_id, product_id)]
        for product_id, credit in found.items()
        if not credit.rate_bps
    }
    rates = _rates(without, at, versions)
    return {
        product_id: replace(credit, rate_bps=credit.rate_bps or rates[product_id])
        for product_id, credit in found.items()
        if credit.rate_bps or rates[product_id]
    }


def credit_chosen(buyer_id: int, angel_id: int, product_id: int, *, at: datetime) -> Credit | None:
    """The credit of an angel whom the buyer names herself; None when that person cannot be credited."""
    eligible = _eligible({angel_id} - {buyer_id}, [product_id], at)
    since = eligible.get((angel_id, product_id))
    if since is None:
        return None
    rate = _rates({product_id: since}, at)[product_id]
    return Credit(angel_id, "chosen", None, rate) if rate else None


def ads(pairs: Collection[tuple[int, int]], *, at: datetime | None = None) -> dict[tuple[int, int], Ad]:
    """(angel, product) -> what she earns when somebody buys one piece through her. Missing: she cannot earn.
    One query, since every list that can show an angel's words asks it."""
    if not pairs:
        return {}
    moment = at or clock.now()
    values = {
        "angels": list({angel for angel, _ in pairs}),
        "products": list({product for _, product in pairs}),
        "moment": moment,
    }
    versions: dict[tuple[int, int], list[Rate]] = {}
    offers: dict[tuple[int, int], Row[*tuple[Any, ...]]] = {}
    for row in session.execute(_offers(), values):
        pair = (row.user_id, row.product_id)
        versions.setdefault(pair, []).append(Rate(row.rate_bps, row.set_at, row.reaches_angels_at))
        offers[pair] = row
    found = {}
    for pair in pairs:
        offer = offers.get(pair)
        if offer is not None and offer.code:
            rate = rate_for(versions[pair], angel_since=offer.created_at, at=moment)
            cents = capped(share(offer.price_cents, rate), offer.line_cap_cents, offer.order_cap_cents)
            if cents:
                found[pair] = Ad(offer.display_name, cents, f"/s/{offer.code}")
    return found


def endorsed_and_came_by(viewer: Viewer, product_id: int, code: str) -> tuple[datetime | None, Ad | None]:
    """Since when the viewer is an angel of the product, and what the maker of the link `code` earns on one piece, if it
    leads there and is somebody else's: one query."""
    if not viewer.is_signed_in and not code:
        return None, None
    moment = clock.now()
    found = _arrival().ask({"me": viewer.id, "product": product_id, "code": code, "moment": moment})
    since = found["own"][0].created_at if found["own"] else None
    rows = sorted(found["came_by"], key=lambda row: row.id)
    if not rows:
        return since, None
    versions = [Rate(row.rate_bps, row.set_at, row.reaches_angels_at) for row in rows]
    rate = rate_for(versions, angel_since=rows[0].created_at, at=moment)
    cents = capped(share(rows[0].price_cents, rate), rows[0].line_cap_cents, rows[0].order_cap_cents)
    return since, Ad(rows[0].display_name, cents, f"/s/{code}") if cents else None


@cache
def _arrival() -> Together:
    me, product = bindparam("me", type_=BigId), bindparam("product", type_=BigId)
    own = select(Endorsement.created_at).where(
        Endorsement.user_id == me, Endorsement.product_id == product, Endorsement.ended_at.is_(None)
    )
    maker = select(ShareLink.user_id).where(
        ShareLink.code == bindparam("code", type_=String),
        ShareLink.product_id == product,
        ShareLink.user_id != me,
    )
    standing = _standing(maker, [product], bindparam("moment", type_=UtcDateTime))
    return Together({"own": own, "came_by": _offered(standing).add_columns(RateVersion.id)})


@cache
def _offers() -> Select[*tuple[Any, ...]]:
    """Put together once: that takes longer than running it."""
    first_link = (
        select(ShareLink.code)
        .where(
            ShareLink.user_id == Endorsement.user_id,
            ShareLink.product_id == Endorsement.product_id,
            ShareLink.post_id.is_(None),
        )
        .order_by(ShareLink.id)
        .limit(1)
        .scalar_subquery()
    )
    standing = _standing(
        bindparam("angels", type_=BigId, expanding=True),
        bindparam("products", type_=BigId, expanding=True),
        bindparam("moment", type_=UtcDateTime),
    )
    return _offered(standing).add_columns(first_link.label("code")).order_by(RateVersion.id)


def _offered(standing: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With the price, the name and the rates by which each of them earns."""
    return (
        standing.add_columns(
            Product.price_cents,
            User.display_name,
            RateVersion.rate_bps,
            RateVersion.set_at,
            RateVersion.reaches_angels_at,
            *caps.columns(bindparam("moment", type_=UtcDateTime)),
        )
        .join(RateVersion, RateVersion.product_id == Product.id)
        .where(Product.state == "on_sale")
    )


def _rates(
    since: Mapping[int, datetime], at: datetime, versions: Mapping[int, Sequence[Rate]] | None = None
) -> dict[int, int]:
    """Product -> the rate at `at` for somebody who has been its angel since then."""
    versions = versions_of(since) if versions is None else versions
    return {
        product_id: rate_for(versions.get(product_id, []), angel_since=begun, at=at)
        for product_id, begun in since.items()
    }


def _living_touches(
    buyer_id: int, visitor_id: str, others: Collection[int], product_ids: Collection[int], at: datetime
) -> tuple[list[TouchFacts], dict[tuple[int, int], datetime]]:
    """The buyer's living visits, and of their angels and `others` those who can be credited: (angel, product) ->
    endorsed since. One query."""
    asked = {
        "me": buyer_id,
        "visitor": visitor_id,
        "others": list(others),
        "products": list(product_ids),
        "moment": at,
    }
    found = _living(bool(buyer_id), bool(visitor_id)).ask(asked)
    return (
        [TouchFacts(*row) for row in found["touches"]],
        {(row.user_id, row.product_id): row.created_at for row in found["standing"]},
    )


@cache
def _living(is_signed_in: bool, has_visitor: bool) -> Together:
    """Put together once: that takes longer than running it."""
    me, at = bindparam("me", type_=BigId), bindparam("moment", type_=UtcDateTime)
    by_browser = Touch.user_id.is_(None) & (Touch.visitor_id == bindparam("visitor", type_=String))
    if is_signed_in:
        mine = or_(Touch.user_id == me, by_browser) if has_visitor else Touch.user_id == me
    else:
        mine = by_browser
    living = (mine, Touch.expires_at > at, Touch.at <= at)
    touches = select(
        Touch.id, Touch.angel_id, Touch.product_id, Touch.rate_bps, Touch.at, Touch.is_bare
    ).where(*living)
    others = bindparam("others", type_=BigId, expanding=True)
    angels = union(select(Touch.angel_id).where(*living), select(User.id).where(User.id.in_(others)))
    products = bindparam("products", type_=BigId, expanding=True)
    standing = _standing(angels, products, at).where(Endorsement.user_id != me)
    return Together({"touches": touches, "standing": standing})


def _visit_by_code(codes: Mapping[int, int], product_id: int, at: datetime) -> list[TouchFacts]:
    """A visit that no link made, and no row keeps."""
    return [TouchFacts(0, codes[product_id], None, 0, at, is_bare=True)] if product_id in codes else []


def _credit_of(touch: TouchFacts, product_id: int) -> Credit:
    if touch.product_id == product_id:
        return Credit(touch.angel_id, "product_touch", touch.id, touch.rate_bps)
    return Credit(touch.angel_id, "store_touch", touch.id or None, 0)


def _eligible(
    angel_ids: Collection[int], product_ids: Collection[int], at: datetime
) -> dict[tuple[int, int], datetime]:
    """(angel, product) -> endorsed since, for those in good standing who are not the merchant's people."""
    if not angel_ids or not product_ids:
        return {}
    rows = session.execute(_standing(angel_ids, product_ids, at))
    return {(row.user_id, row.product_id): row.created_at for row in rows}


def _standing(angel_ids: Any, product_ids: Any, at: Any) -> Select[*tuple[Any, ...]]:
    suspended = select(Suspension.user_id).where(Suspension.lifted_at.is_(None), Suspension.until_at > at)
    staff = select(MerchantStaff.user_id).where(
        MerchantStaff.merchant_id == Product.merchant_id, MerchantStaff.user_id == Endorsement.user_id
    )
    return (
        select(Endorsement.user_id, Endorsement.product_id, Endorsement.created_at)
        .join(Product, Product.id == Endorsement.product_id)
        .join(User, User.id == Endorsement.user_id)
        .where(
            Endorsement.user_id.in_(angel_ids),
            Endorsement.product_id.in_(product_ids),
            Endorsement.ended_at.is_(None),
            User.closed_at.is_(None),
            Endorsement.user_id.not_in(suspended),
            ~staff.exists(),
        )
    )


@dataclass(frozen=True, slots=True)
class Endorsing:
    """What the endorse button shows: whether the viewer is an angel, sells the product herself, may become its angel,
    and what she would earn."""

    product_id: int
    is_angel: bool
    is_seller: bool
    decision: Decision
    earns_cents: int
    rate_bps: int
    price_cents: int
    angel_count: int


def endorsement_of(viewer: Viewer, product_id: int) -> Endorsing:
    """For the product page, one query beside that for the rates. Raises NotFound for what the viewer may not see."""
    asked = {"me": viewer.id, "product": product_id}
    row = session.execute(visible_products(_endorsable(), viewer), asked).first()
    if row is None:
        raise NotFound
    rate = rate_of_product(product_id, angel_since=row.since, at=clock.now()) if row.since else row.rate_bps
    return Endorsing(
        product_id=product_id,
        is_angel=row.since is not None,
        is_seller=row.merchant_id in viewer.merchant_ids,
        decision=can_endorse(viewer, row.merchant_id, on_sale=row.state == "on_sale"),
        earns_cents=capped(share(row.price_cents, rate), row.line_cap_cents, row.order_cap_cents),
        rate_bps=rate,
        price_cents=row.price_cents,
        angel_count=row.angel_count,
    )


@cache
def _endorsable() -> Select[*tuple[Any, ...]]:
    """Put together once: that takes longer than running it."""
    mine = (
        select(Endorsement.created_at)
        .where(
            Endorsement.user_id == bindparam("me", type_=BigId),
            Endorsement.product_id == Product.id,
            Endorsement.ended_at.is_(None),
        )
        .scalar_subquery()
    )
    return select(
        Product.merchant_id,
        Product.state,
        Product.price_cents,
        Product.rate_bps,
        Product.angel_count,
        mine.label("since"),
        *caps.columns(),
    ).where(Product.id == bindparam("product", type_=BigId))


@dataclass(frozen=True, slots=True)
class Shared:
    """A share link as its page and its poster show it. `title` is empty for a store; `cents` is 0 where nothing
    can be earned."""

    code: str
    name: str
    handle: str
    product_id: int | None
    title: str
    picture_key: str | None
    price_cents: int
    cents: int


def shared(viewer: Viewer, code: str) -> Shared:
    """The viewer's own link. Raises NotFound for anybody else's."""
    return _shared(code, ShareLink.user_id == viewer.id)


def shared_in_public(code: str) -> Shared:
    """Anybody's link, as a stranger may see it."""
    return _shared(code, User.closed_at.is_(None))


def destination_of(code: str) -> str:
    """The path that a link leads to. It names the link, so that the page can say who earns. Raises NotFound for an
    unknown code."""
    found = _shared(code, User.closed_at.is_(None))
    return f"/products/{found.product_id}?via={code}" if found.product_id else f"/@{found.handle}"


def _shared(code: str, condition: ColumnElement[bool]) -> Shared:
    row = session.execute(
        select(
            ShareLink.user_id,
            ShareLink.product_id,
            User.display_name,
            User.handle,
            Product.title,
            Product.picture_key,
            Product.price_cents,
        )
        .join(User, User.id == ShareLink.user_id)
        .outerjoin(Product, Product.id == ShareLink.product_id)
        .where(ShareLink.code == code, condition)
    ).first()
    if row is None:
        raise NotFound
    earning = ads([(row.user_id, row.product_id)]) if row.product_id else {}
    ad = earning.get((row.user_id, row.product_id))
    return Shared(
        code,
        row.display_name,
        row.handle,
        row.product_id,
        row.title or "",
        row.picture_key,
        row.price_cents or 0,
        ad.cents if ad else 0,
    )
