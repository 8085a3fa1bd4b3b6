"""Coupons as people meet them: what a checkout may use, what a shop gives out, what somebody holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, exists, func, or_, select

from core.db import UtcDateTime, alias, session
from core.errors import Refused
from core.i18n import N_
from domain.catalog.models import Category, Product
from domain.merchants.models import Merchant
from domain.orders.coupon_rules import Availability, Priced, Terms, applied, missing, problem, taken_off
from domain.orders.models import Coupon, CouponGrant, Order
from domain.orders.rules import LinePrice, State
from domain.people.kinds import anyone, kind_of
from domain.people.models import User
from domain.people.viewer import Viewer

# How many one checkout lists. A code that is typed is always looked up.
LISTED = 60
# The slot of the site's coupon, beside those of the merchants by their ids.
OF_SITE = 0
MAX_CODE_CHARS = 20

_grant = alias(CouponGrant)

UNKNOWN = N_("There is no such coupon for what is in your cart.")


@dataclass(frozen=True, slots=True)
class CouponCard:
    """A coupon with the words that it needs. `merchant_name` is empty for the site's; `angel_handle` is empty unless
    its code counts as a visit to somebody's store."""

    id: int
    merchant_id: int | None
    code: str
    title: str
    access: str
    kind: str
    amount_cents: int
    rate_bps: int
    most_cents: int | None
    from_cents: int
    product_id: int | None
    category_id: int | None
    for_new_members: bool
    stacks_with_angel_price: bool
    angel_id: int | None
    total_limit: int | None
    per_person: int
    granted_count: int
    starts_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    merchant_name: str
    product_title: str
    category_name: str
    angel_handle: str

    @property
    def slot(self) -> int:
        return self.merchant_id or OF_SITE

    @property
    def terms(self) -> Terms:
        return Terms(
            self.merchant_id,
            self.kind,
            self.amount_cents,
            self.rate_bps,
            self.most_cents,
            self.from_cents,
            self.product_id,
            self.category_id,
            self.stacks_with_angel_price,
        )

    @property
    def left(self) -> int | None:
        """How many can still be had; None for as many as there are people."""
        return None if self.total_limit is None else self.total_limit - self.granted_count


PLAIN = [getattr(Coupon, name) for name in CouponCard.__dataclass_fields__ if hasattr(Coupon, name)]


@dataclass(frozen=True, slots=True)
class Choice:
    """A coupon in a checkout: what it saves, or how much more it takes. `grant_id` is the one that she holds."""

    card: CouponCard
    saves_cents: int
    missing_cents: int
    grant_id: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one coupon may be used: an order of a merchant, or (`merchant_id` 0) the whole checkout. `problem` says
    why the one that was asked for is not."""

    merchant_id: int
    name: str
    choices: Sequence[Choice]
    problem: str

    @property
    def field(self) -> str:
        return field_of(self.merchant_id)

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


def field_of(slot: int) -> str:
    return f"coupon-{slot}" if slot else "coupon-site"


@dataclass(frozen=True, slots=True)
class CouponBlock:
    """All that a checkout says about coupons. `typed` is the code that did not fit, and why."""

    slots: Sequence[Slot] = ()
    typed: str = ""
    typed_problem: str = ""

    def slot(self, merchant_id: int) -> Slot | None:
        return next((slot for slot in self.slots if slot.merchant_id == merchant_id), None)

    @property
    def has_problem(self) -> bool:
        return bool(self.typed_problem) or any(slot.problem for slot in self.slots)

    @property
    def chosen(self) -> list[Choice]:
        return [slot.chosen for slot in self.slots if slot.chosen]


class Shelf:
    """The coupons that a checkout could use, read at once."""

    def __init__(
        self,
        viewer: Viewer,
        sellers: Mapping[int, str],
        picks: Mapping[int, str],
        typed: str,
        at: datetime,
    ) -> None:
        self.sellers, self.at = sellers, at
        self.typed = normal(typed)
        named = {normal(code) for code in picks.values()} | {self.typed} - {""}
        rows = _on_shelf(viewer, sellers, named, at) if viewer.is_signed_in and sellers else []
        self.cards = {row.id: card_of(row) for row in rows}
        self.grants = {row.id: row.grant_id for row in rows}
        self.problems = {row.id: problem(availability(row), at) for row in rows}
        self.picked, self.lost = self._picked(picks)

    def _picked(self, picks: Mapping[int, str]) -> tuple[dict[int, CouponCard], dict[int, str]]:
        """Slot -> the coupon that is asked for; slot -> why the one that is asked for cannot be."""
        wanted = {
            slot: normal(code) for slot, code in picks.items() if slot == OF_SITE or slot in self.sellers
        }
        typed = [card.slot for card in self.cards.values() if self.typed and card.code == self.typed]
        # What was typed goes before what was picked.
        wanted |= {slot: self.typed for slot in typed if not self._problem_at(slot, self.typed)}
        found = {slot: self._find(slot, code) for slot, code in wanted.items()}
        picked = {slot: card for slot, card in found.items() if card and not self.problems[card.id]}
        lost = {slot: self._problem_at(slot, wanted[slot]) for slot in found if slot not in picked}
        return picked, lost

    def _find(self, slot: int, code: str) -> CouponCard | None:
        return next((card for card in self.cards.values() if (card.slot, card.code) == (slot, code)), None)

    def _problem_at(self, slot: int, code: str) -> str:
        card = self._find(slot, code)
        return self.problems[card.id] if card else UNKNOWN

    @property
    def typed_problem(self) -> str:
        if not self.typed:
            return ""
        slots = [card.slot for card in self.cards.values() if card.code == self.typed]
        problems = [self._problem_at(slot, self.typed) for slot in slots] or [UNKNOWN]
        return "" if "" in problems else problems[0]

    def angel_of(self, merchant_id: int) -> int | None:
        """Whose visit the codes that are used count as, for what this merchant sells."""
        for slot in (merchant_id, OF_SITE):
            if slot in self.picked and self.picked[slot].angel_id is not None:
                return self.picked[slot].angel_id
        return None

    def applied(self, lines: Sequence[Priced], *, strict: bool) -> tuple[list[LinePrice], CouponBlock]:
        """The prices after the coupons, the merchants' first, and what the page says about them. Raises Refused at
        the field of one that was asked for and cannot be used, when `strict`."""
        slots = []
        priced = list(lines)
        for slot in (*self.sellers, OF_SITE):
            shown = self._slot(slot, priced)
            if strict and shown.problem:
                raise Refused(shown.problem, field=shown.field)
            if shown.chosen is not None:
                priced = applied(shown.chosen.card.terms, priced)
            if shown.choices or shown.problem:
                slots.append(shown)
        if strict and self.typed_problem:
            raise Refused(self.typed_problem, field="coupon_code")
        left = self.typed if self.typed_problem else ""
        return [line.price for line in priced], CouponBlock(slots, left, self.typed_problem)

    def _slot(self, slot: int, lines: Sequence[Priced]) -> Slot:
        choices, lost = [], self.lost.get(slot, "")
        picked = self.picked.get(slot)
        for card in self.cards.values():
            if card.slot != slot or self.problems[card.id] or not self._is_shown(card, picked):
                continue
            saves, short = sum(taken_off(card.terms, lines)), missing(card.terms, lines)
            if card is picked and not saves:
                lost = _nothing(short)
            if short is not None and (saves or short):
                choices.append(
                    Choice(card, saves, short, self.grants[card.id], is_chosen=card is picked and saves > 0)
                )
        choices.sort(key=lambda choice: (-choice.saves_cents, choice.missing_cents, choice.card.id))
        return Slot(slot, self.sellers.get(slot, ""), choices, lost)

    def _is_shown(self, card: CouponCard, picked: CouponCard | None) -> bool:
        return card is picked or card.access == "public" or self.grants[card.id] is not None


def _nothing(short: int | None) -> str:
    if short is None:
        return N_("Nothing in your cart is what this coupon is for.")
    return N_("Your cart does not come to what this coupon asks for.")


def normal(code: str) -> str:
    """Codes are compared without regard to case and spaces around them."""
    return code.strip().upper()[: MAX_CODE_CHARS + 1]


def _on_shelf(
    viewer: Viewer, merchant_ids: Collection[int], named: Collection[str], at: datetime
) -> Sequence[Row[Any]]:
    """What is named whatever its state, what she holds, and what anybody may take now."""
    asked = {"me": viewer.id, "merchants": list(merchant_ids), "named": list(named), "now": at}
    return session.execute(_shelf(kind_of(viewer)), asked).all()


@cache
def _shelf(kind: str) -> Select[Any]:
    """Put together once for each kind of viewer: that takes longer than running it."""
    viewer, at = anyone(kind), bindparam("now", type_=UtcDateTime)
    is_named = Coupon.code.in_(bindparam("named", expanding=True))
    is_open = and_(
        Coupon.access == "public",
        Coupon.closed_at.is_(None),
        or_(Coupon.total_limit.is_(None), Coupon.granted_count < Coupon.total_limit),
    )
    held = held_by(viewer)
    return (
        cards_of(viewer)
        .where(
            or_(Coupon.merchant_id.in_(bindparam("merchants", expanding=True)), Coupon.merchant_id.is_(None)),
            or_(
                is_named,
                and_(Coupon.starts_at <= at, Coupon.ends_at > at, or_(held.is_not(None), is_open)),
            ),
        )
        .order_by(case((is_named, 0), (held.is_not(None), 1), else_=2), Coupon.id.desc())
        .limit(LISTED)
    )


def held_by(viewer: Viewer) -> ColumnElement[int]:
    """The viewer's unused grant of a coupon."""
    return (
        select(func.min(_grant.id))
        .where(_grant.coupon_id == Coupon.id, _grant.user_id == viewer.id, _grant.state == "held")
        .correlate(Coupon)
        .scalar_subquery()
    )


def cards_of(viewer: Viewer) -> Select[Any]:
    """Coupons with their words and what the viewer has of each."""
    hers = (
        select(func.count(_grant.id))
        .where(_grant.coupon_id == Coupon.id, _grant.user_id == viewer.id)
        .correlate(Coupon)
        .scalar_subquery()
    )
    return (
        select(
            *PLAIN,
            func.coalesce(Merchant.name, "").label("merchant_name"),
            func.coalesce(Product.title, "").label("product_title"),
            func.coalesce(Category.name, "").label("category_name"),
            func.coalesce(User.handle, "").label("angel_handle"),
            held_by(viewer).label("grant_id"),
            hers.label("granted_to_her"),
            _has_ordered(viewer).label("is_regular"),
        )
        .outerjoin(Merchant, Merchant.id == Coupon.merchant_id)
        .outerjoin(Product, Product.id == Coupon.product_id)
        .outerjoin(Category, Category.id == Coupon.category_id)
        .outerjoin(User, User.id == Coupon.angel_id)
    )


def card_of(row: Row[Any]) -> CouponCard:
    return CouponCard(**{name: getattr(row, name) for name in CouponCard.__dataclass_fields__})


def availability(row: Row[Any]) -> Availability:
    return Availability(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        closed_at=row.closed_at,
        total_limit=row.total_limit,
        granted_count=row.granted_count,
        per_person=row.per_person,
        granted_to_her=row.granted_to_her,
        holds=row.grant_id is not None,
        for_new_members=row.for_new_members,
        is_new_member=not row.is_regular,
    )


def _has_ordered(viewer: Viewer) -> ColumnElement[bool]:
    """From the coupon's merchant; from any of them for a coupon of the site's. Asked only where it matters."""
    ordered = exists().where(
        Order.buyer_id == viewer.id,
        Order.state.not_in((State.CANCELLED, State.EXPIRED)),
        or_(Coupon.merchant_id.is_(None), Order.merchant_id == Coupon.merchant_id),
    )
    return and_(Coupon.for_new_members.is_(True), ordered.correlate(Coupon))
