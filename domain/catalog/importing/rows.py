"""One row of a file: tried, which changes nothing, or done by the shop's own verbs."""

from core.db import session
from core.errors import DomainError
from core.policy import require
from core.unit import action
from domain.catalog import actions as catalog
from domain.catalog.importing.columns import Row
from domain.catalog.importing.plan import Plan, Wanted, plan, shelf_for
from domain.merchants import policy as merchants
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer


def do_row(actor: Viewer, merchant_id: int, row: Row, *, digits: int) -> Plan:
    """One row, outside of an import: for the command line. What is wrong with it is in the plan."""
    try:
        return done(actor, merchant_id, row, digits)
    except DomainError as problem:
        return refused(problem)


def try_row(merchant_id: int, row: Row, *, digits: int) -> Plan:
    """What `do_row` would do, before the rows above it are done."""
    return plan(
        row, shelf_for(merchant_id, [row]), digits=digits, can_sell=may_sell(merchant_id), is_trial=True
    )


@action
def done(actor: Viewer, merchant_id: int, row: Row, digits: int) -> Plan:
    require(merchants.can_own(actor, merchant_id))
    made = plan(row, shelf_for(merchant_id, [row]), digits=digits, can_sell=may_sell(merchant_id))
    if made.problems:
        return made
    if made.product is None:
        _create(actor, merchant_id, made)
    else:
        _change(actor, made)
    return made


def _create(actor: Viewer, merchant_id: int, made: Plan) -> None:
    wanted = made.wanted
    catalog.create_product(
        actor,
        merchant_id,
        title=wanted.title or "",
        new_category=wanted.category or "",
        description=wanted.description or "",
        variants=[catalog.NewVariant(wanted.variant or "", wanted.price_cents or 0, wanted.stock or 0)],
        rate_bps=wanted.rate_bps or 0,
        angel_price_when=wanted.angel_price or "second",
        on_sale=wanted.state == "on_sale",
    )


def _change(actor: Viewer, made: Plan) -> None:
    product, wanted, changed = made.product, made.wanted, made.changed_columns
    assert product is not None
    if changed & {"title", "category", "description", "angel_price"}:
        catalog.change_product(
            actor,
            product.id,
            title=(wanted.title or product.title) if "title" in changed else product.title,
            category_id=product.category_id,
            new_category=(wanted.category or "") if "category" in changed else "",
            description=(wanted.description or "") if "description" in changed else product.description,
            angel_price_when=wanted.angel_price or product.angel_price,
        )
    if made.is_new:
        catalog.add_variant(
            actor,
            product.id,
            name=wanted.variant or "",
            price_cents=wanted.price_cents or 0,
            stock=wanted.stock or 0,
        )
    elif made.variant is not None and changed & {"variant", "price", "stock"}:
        one = made.variant
        catalog.change_variant(
            actor,
            product.id,
            one.id,
            name=(wanted.variant or one.name) if "variant" in changed else one.name,
            price_cents=wanted.price_cents or one.price_cents,
            stock_now=wanted.stock if "stock" in changed and wanted.stock is not None else one.on_hand,
            stock_seen=one.on_hand,
        )
    if "commission" in changed and wanted.rate_bps is not None:
        catalog.set_rate(actor, product.id, rate_bps=wanted.rate_bps)
    if "state" in changed:
        (catalog.publish if wanted.state == "on_sale" else catalog.withdraw)(actor, product.id)


def refused(problem: DomainError) -> Plan:
    columns = {"category_id": "category", "new_category": "category", "name": "variant", "rate": "commission"}
    field = problem.field or ""
    values = {name: value for name, value in problem.values.items() if isinstance(value, (int, str))}
    return Plan(Wanted(), problems=[(columns.get(field, field), problem.text, values)])


def may_sell(merchant_id: int) -> bool:
    merchant = session.get(Merchant, merchant_id)
    return merchant is not None and bool(merchants.can_sell(merchant))
