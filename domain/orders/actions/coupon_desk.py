"""Making coupons and ending them: a merchant's people for their shop, operators for the site."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from core import clock, ids
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.catalog.models import Category, Product
from domain.merchants.models import Merchant
from domain.orders import policy
from domain.orders.actions.words import typed
from domain.orders.coupon_rules import LONGEST, MAX_PERCENT_BPS
from domain.orders.models import Coupon
from domain.orders.queries.coupons import MAX_CODE_CHARS, normal
from domain.people.models import User
from domain.people.viewer import Viewer

MAX_TITLE_CHARS = 60
MAX_CENTS = 10**9
MAX_TOTAL = 10**6
MIN_PERCENT_BPS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to offer, as she filled it in. `amount_cents` or `rate_bps` is zero; `code` is empty for a
    coupon that is given out to everybody; `scope` is all, product:ID or category:ID."""

    title: str
    ends_at: datetime
    code: str = ""
    amount_cents: int = 0
    rate_bps: int = 0
    most_cents: int | None = None
    from_cents: int = 0
    scope: str = "all"
    for_new_members: bool = False
    stacks_with_angel_price: bool = False
    angel_handle: str = ""
    total_limit: int | None = None
    per_person: int = 1
    starts_at: datetime | None = None


@action
def offer_coupon(actor: Viewer, merchant_id: int | None, plan: Plan) -> int:
    """Makes a coupon of a merchant's, or of the site's without one. Returns its id. It is never changed after, so
    that who holds one has what she took. Raises Refused at the field that does not fit."""
    require(policy.can_offer_coupon(actor, merchant_id))
    at = clock.now()
    starts_at = plan.starts_at or at
    product_id, category_id = _scope(merchant_id, plan.scope)
    coupon = Coupon(
        merchant_id=merchant_id,
        code=_code(merchant_id, plan.code),
        title=typed(plan.title, "title", MAX_TITLE_CHARS, required=True, one_line=True),
        access="code" if plan.code.strip() else "public",
        product_id=product_id,
        category_id=category_id,
        for_new_members=plan.for_new_members,
        stacks_with_angel_price=plan.stacks_with_angel_price,
        angel_id=_angel(plan),
        starts_at=starts_at,
        created_by_id=actor.id,
        created_at=at,
        **_worth(plan),
        **_limits(plan, starts_at, at),
    )
    session.add(coupon)
    session.flush()
    _note_on_shop(merchant_id)
    return coupon.id


@action
def close_coupon(actor: Viewer, merchant_id: int | None, coupon_id: int) -> None:
    """Nobody gets one any more; who holds one may use it until its date. Said again, it changes nothing."""
    require(policy.can_offer_coupon(actor, merchant_id))
    coupon = session.scalar(
        lock(
            select(Coupon).where(Coupon.id == coupon_id, Coupon.merchant_id.is_not_distinct_from(merchant_id))
        )
    )
    if coupon is None:
        raise NotFound
    coupon.closed_at = coupon.closed_at or clock.now()
    session.flush()
    _note_on_shop(merchant_id)


def _note_on_shop(merchant_id: int | None) -> None:
    """The shop's row says until when there are coupons on its pages."""
    last = (
        select(func.max(Coupon.ends_at))
        .where(Coupon.merchant_id == merchant_id, Coupon.access == "public", Coupon.closed_at.is_(None))
        .scalar_subquery()
    )
    session.execute(
        update(Merchant)
        .where(Merchant.id == merchant_id)
        .values(coupons_until_at=last)
        .execution_options(synchronize_session=False)
    )


def _worth(plan: Plan) -> dict[str, object]:
    by_rate = bool(plan.rate_bps)
    if by_rate and not MIN_PERCENT_BPS <= plan.rate_bps <= MAX_PERCENT_BPS:
        raise Refused(N_("From 1 to 90 percent."), field="rate")
    if not by_rate:
        _amount(plan.amount_cents, "amount", least=1)
    _amount(plan.from_cents, "from", least=0)
    if plan.most_cents is not None:
        _amount(plan.most_cents, "most", least=1)
    if not by_rate and plan.from_cents and plan.from_cents < plan.amount_cents:
        raise Refused(N_("It would take off more than it asks for."), field="from")
    return {
        "kind": "percent" if by_rate else "amount",
        "amount_cents": 0 if by_rate else plan.amount_cents,
        "rate_bps": plan.rate_bps,
        "most_cents": plan.most_cents if by_rate else None,
        "from_cents": plan.from_cents,
    }


def _amount(cents: int, field: str, *, least: int) -> None:
    if not least <= cents <= MAX_CENTS:
        raise Refused(N_("This is not an amount that a coupon can have."), field=field)


def _limits(plan: Plan, starts_at: datetime, at: datetime) -> dict[str, object]:
    if plan.total_limit is not None and not 1 <= plan.total_limit <= MAX_TOTAL:
        raise Refused(N_("Between %(min)s and %(max)s."), field="total_limit", min=1, max=MAX_TOTAL)
    if not 1 <= plan.per_person <= 99:
        raise Refused(N_("Between %(min)s and %(max)s."), field="per_person", min=1, max=99)
    if plan.ends_at <= max(starts_at, at):
        raise Refused(N_("Choose a day that is still to come, after the first."), field="ends_on")
    if plan.ends_at - at > LONGEST:
        raise Refused(N_("A coupon lasts a year at most."), field="ends_on")
    return {"total_limit": plan.total_limit, "per_person": plan.per_person, "ends_at": plan.ends_at}


def _code(merchant_id: int | None, given: str) -> str:
    """The code that is typed; one that nobody types when it is given out to everybody."""
    if not given.strip():
        return ids.code(12)
    code = normal(given)
    if not 3 <= len(code) <= MAX_CODE_CHARS or not all(one.isalnum() or one in "-_" for one in code):
        raise Refused(
            N_("3 to %(max)s letters and digits, without spaces."), field="code", max=MAX_CODE_CHARS
        )
    there = select(Coupon.id).where(Coupon.code == code, Coupon.merchant_id.is_not_distinct_from(merchant_id))
    if session.scalar(there):
        raise Refused(N_("There was a coupon with this code before. Choose another."), field="code")
    return code


def _scope(merchant_id: int | None, scope: str) -> tuple[int | None, int | None]:
    """(product, category) that it is for."""
    kind, _, number = scope.partition(":")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    if kind == "all" and not number:
        return None, None
    if kind == "category" and session.get(Category, wanted) is not None:
        return None, wanted
    if kind == "product" and merchant_id is not None:
        product = session.get(Product, wanted)
        if product is not None and product.merchant_id == merchant_id:
            return wanted, None
    raise Refused(N_("Choose what it is for."), field="scope")


def _angel(plan: Plan) -> int | None:
    handle = plan.angel_handle.strip().lstrip("@").lower()
    if not handle:
        return None
    if not plan.code.strip():
        raise Refused(N_("Only a code that is typed can count as somebody's."), field="angel")
    found = session.scalar(select(User.id).where(User.handle == handle, User.closed_at.is_(None)))
    if found is None:
        raise Refused(N_("There is nobody with this name."), field="angel")
    return found
