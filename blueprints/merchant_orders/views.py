"""The merchant's orders: what is to be shipped, money to look for, refunds to decide."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.merchant_orders.forms import (
    CancellationForm,
    MoneyForm,
    ReadyForm,
    RefundForm,
    ShipmentForm,
    pieces_given,
)
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.merchants.policy import SUPPORTING
from domain.orders import actions, policy, queries
from domain.orders.queries.disputes import disputes_of
from domain.orders.shipping_rules import PARCEL
from web.forms import number_arg, text_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page, wants_part

bp = Blueprint("merchant_orders", __name__, url_prefix="/merchant/orders")


@bp.get("")
def index() -> Response:
    task, before = text_arg("task"), number_arg("before")
    if not viewer().merchant_ids or (task and task not in (*queries.TASKS, "refund")):
        raise NotFound
    return page(
        "merchant_orders/index.html",
        part="merchant_orders/_orders.html" if before else None,
        orders=queries.orders_at(viewer(), task=task, before=before),
        counts={} if before and wants_part() else queries.task_counts(viewer()),
        task=task,
        spoken_for=viewer().shops_as(SUPPORTING),
    )


@bp.get("/<number:number>")
def show(number: str) -> Response:
    return _order(number)


@bp.post("/<number:number>/payment")
@limiter.limit(WRITING)
def decide_payment(number: str) -> Response:
    form = MoneyForm()
    if form.decision.data == "refuse":
        return _attempt(
            number,
            form,
            lambda: actions.refuse_payment(viewer(), number, reason=form.reason.data or ""),
            N_("The buyer reads your reason."),
        )
    return _attempt(
        number, form, lambda: actions.confirm_payment(viewer(), number), N_("The money is noted.")
    )


@bp.post("/<number:number>/shipments")
@limiter.limit(WRITING)
def ship(number: str) -> Response:
    if queries.order_at(viewer(), number).delivery != PARCEL:
        return _attempt(
            number,
            ReadyForm(),
            lambda: actions.ship(viewer(), number),
            N_("The buyer knows that it lies ready."),
        )
    form = ShipmentForm()
    return _attempt(
        number,
        form,
        lambda: actions.ship(
            viewer(),
            number,
            carrier=form.carrier.data,
            tracking_number=form.tracking_number.data,
            pieces=pieces_given(),
        ),
        N_("The buyer knows that it is on its way."),
    )


@bp.post("/<number:number>/cancellation")
@limiter.limit(WRITING)
def cancel(number: str) -> Response:
    form = CancellationForm()
    # Seen first, so that a buyer's address is the buyer's.
    queries.order_at(viewer(), number)
    return _attempt(
        number,
        form,
        lambda: actions.cancel(viewer(), number, reason=form.reason.data),
        N_("The order is cancelled, and what was paid goes back."),
    )


@bp.get("/<number:number>/refunds/<id:refund_id>")
def refund(number: str, refund_id: int) -> Response:
    return _order(number, refund_id=refund_id)


@bp.post("/<number:number>/refunds/<id:refund_id>")
@limiter.limit(WRITING)
def decide_refund(number: str, refund_id: int) -> Response:
    form = RefundForm()
    return _attempt(
        number,
        form,
        lambda: actions.decide_refund(
            viewer(),
            number,
            refund_id,
            accept=form.decision.data == "accept",
            reason=form.reason.data or "",
            goods_back=form.goods_back.data,
        ),
        N_("The refund is decided. The buyer has been told."),
    )


@bp.post("/<number:number>/refunds/<id:refund_id>/tries")
@limiter.limit(WRITING)
def retry_refund(number: str, refund_id: int) -> Response:
    """Asks the gateway once more for what it did not do."""
    actions.retry_refund(viewer(), number, refund_id)
    return done(
        url_for("merchant_orders.show", number=number),
        part="merchant_orders/_order.html",
        message=N_("The gateway is asked again."),
        **_facts(number, {}),
    )


def _attempt(number: str, form: Any, verb: Callable[[], object], message: str) -> Response:
    """Does what the form asks for, or shows the order with the form and what is wrong with it."""
    if form.validate():
        try:
            verb()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return done(
                url_for("merchant_orders.show", number=number),
                part="merchant_orders/_order.html",
                message=message,
                **_facts(number, {}),
            )
    return _order(number, 422, **{form.place: form})


def _order(number: str, status: int = 200, refund_id: int | None = None, **forms: Any) -> Response:
    facts = _facts(number, forms)
    if refund_id is not None and refund_id not in [one.id for one in facts["order"].refunds]:
        raise NotFound
    return page("merchant_orders/show.html", part="merchant_orders/_order.html", status=status, **facts)


def _facts(number: str, forms: dict[str, Any]) -> dict[str, Any]:
    order = queries.order_at(viewer(), number)
    return {
        "order": order,
        "cases": [one for one in queries.cases_of_order(viewer(), order.id) if one.kind == "exchange"],
        "disputes": disputes_of(viewer(), order.id),
        "money_form": forms.get("money"),
        "shipment_form": forms.get("shipment") or ShipmentForm(formdata=None),
        "cancellation_form": forms.get("cancellation") or CancellationForm(formdata=None),
        "refund_form": forms.get("refund"),
        "may": policy,
        "me": viewer(),
    }
