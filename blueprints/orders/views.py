"""What one has ordered: the list, each order, paying, cancelling, receiving, asking for the money back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from adapters.payments import Rejected, Unclear
from blueprints.orders.forms import CancellationForm, PaymentForm, RefundForm
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.orders import actions, policy, queries
from domain.orders.rules import State
from web import paying_in_wechat
from web.forms import number_arg, text_arg
from web.gateways import online_gateways, pay_at, takes_sandbox, way_here
from web.guards import viewer
from web.limits import ASKING, limiter
from web.respond import done, page
from web.uploads import keep_pictures, private_store, takes_pictures

bp = Blueprint("orders", __name__)

# What the list may be narrowed to.
FILTERS: dict[str, tuple[str, ...]] = {
    "to_pay": (State.AWAITING_PAYMENT,),
    "under_way": (State.ACCEPTED, State.PAID, State.CANCELLING, State.SHIPPED),
    "received": (State.RECEIVED, State.COMPLETED),
    "ended": (State.CANCELLED, State.EXPIRED, State.REFUNDED),
}


@bp.get("/orders")
def index() -> Response:
    state, checkout, before = text_arg("state"), number_arg("checkout"), number_arg("before")
    if state and state not in FILTERS:
        raise NotFound
    orders = queries.orders_of(viewer(), states=FILTERS.get(state, ()), checkout_id=checkout, before=before)
    if checkout and not before and not orders.items:
        raise NotFound
    return page(
        "orders/index.html",
        part="orders/_orders.html" if before else None,
        orders=orders,
        state=state,
        checkout=checkout,
        sandbox=takes_sandbox(),
        gateways=tuple(online_gateways()),
    )


@bp.get("/orders/<number:number>")
def show(number: str) -> Response:
    return _order(number)


@bp.post("/orders/<number:number>/payment")
@takes_pictures
@limiter.limit(ASKING)
def pay(number: str) -> Response:
    form = PaymentForm()
    order = queries.order_of(viewer(), number)
    method = form.payment_method.data or order.payment_method
    if method in online_gateways():
        return _pay_at(number, form, method)
    if method != order.payment_method or method == "cod":
        form.refuse(Refused(N_("This order is not paid this way."), field="payment_method"))
        return _order(number, 422, payment=form)
    if method == "transfer":
        require(policy.can_claim_payment(viewer(), order))
        return _attempt(
            number, form, lambda: _claim(number), N_("The merchant has been told to look for your money.")
        )
    return _pay_by_sandbox(number)


def _pay_at(number: str, form: PaymentForm, provider: str) -> Response:
    """Refreshes itself to the gateway: a redirect after a form may not leave the site (form-action). Inside WeChat it
    goes by way of WeChat, which says who pays; with `scan` a code is shown there too."""
    whole = bool(request.form.get("whole"))
    way = way_here(provider)
    if way == "jsapi":
        if not request.form.get("scan"):
            return done(paying_in_wechat.leave(number, whole_checkout=whole))
        way = "native"
    try:
        reference = pay_at(viewer(), number, provider, way=way, whole_checkout=whole)
    except Rejected as problem:
        form.refuse(Refused(N_("It was refused: %(reason)s"), field="payment_method", reason=str(problem)))
    except Unclear:
        form.refuse(
            Refused(
                N_("There is no answer from there just now. Nothing was paid; please try again."),
                field="payment_method",
            )
        )
    else:
        return done(url_for("payments.show", reference=reference, go=1))
    return _order(number, 422, payment=form)


def _claim(number: str) -> None:
    pictures, problems = keep_pictures(
        request.files.getlist("proof"), field="proof", limit=1, into=private_store()
    )
    if problems:
        raise problems[0]
    try:
        actions.claim_payment(viewer(), number, proof_key=pictures[0].key if pictures else None)
    except Exception:
        # Nothing refers to the picture, so nobody would ever delete it.
        for picture in pictures:
            private_store().delete(picture.key)
        raise


def _pay_by_sandbox(number: str) -> Response:
    if not takes_sandbox():
        raise NotFound
    numbers = actions.pay_by_sandbox(viewer(), number, whole_checkout=bool(request.form.get("whole")))
    if len(numbers) > 1:
        checkout_id = queries.order_of(viewer(), number).checkout_id
        return done(url_for("orders.index", checkout=checkout_id), message=N_("Paid. Thank you."))
    return _done(number, N_("Paid. Thank you."))


@bp.get("/offers/<id:line_id>")
def offer(line_id: int) -> Response:
    """What a line of an order promised when it was bought."""
    return page("orders/offer.html", offer=queries.bought_offer(viewer(), line_id))


@bp.get("/orders/<number:number>/proofs/<id:id>")
def proof(number: str, id: int) -> Response:
    """The picture of a transfer, for those whom it concerns."""
    path = private_store().path(queries.proof_key(viewer(), number, id), 1440)
    if not path.exists():
        raise NotFound
    response = send_file(path, mimetype="image/webp", conditional=True)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.post("/orders/<number:number>/cancellation")
@limiter.limit(ASKING)
def cancel(number: str) -> Response:
    form = CancellationForm()
    # Seen first, so that a merchant's address is the merchant's.
    queries.order_of(viewer(), number)
    return _attempt(
        number,
        form,
        lambda: actions.cancel(viewer(), number, reason=form.reason.data or ""),
        N_("The order is cancelled."),
    )


@bp.post("/orders/<number:number>/receipt")
@limiter.limit(ASKING)
def receive(number: str) -> Response:
    parcel = request.form.get("parcel", "")
    is_number = parcel.isascii() and parcel.isdigit() and len(parcel) < 19
    # What is no number is a parcel that no order has.
    actions.receive(viewer(), number, shipment_id=(int(parcel) if is_number else 0) if parcel else None)
    return _done(number, N_("Good that it has arrived. Tell your friends how it is."))


@bp.post("/orders/<number:number>/refunds")
@limiter.limit(ASKING)
def ask_refund(number: str) -> Response:
    form = RefundForm()
    return _attempt(
        number,
        form,
        lambda: actions.request_refund(
            viewer(),
            number,
            reason=form.reason.data or "",
            line_ids=form.line_ids,
            amount_cents=form.amount.data,
        ),
        N_("The merchant has been asked to give the money back."),
    )


def _attempt(number: str, form: Any, verb: Callable[[], object], message: str) -> Response:
    """Does what the form asks for, or shows the order with the form and what is wrong with it."""
    if form.validate():
        try:
            verb()
            return _done(number, message)
        except Refused as refusal:
            form.refuse(refusal)
    return _order(number, 422, **{form.place: form})


def _done(number: str, message: str) -> Response:
    return done(
        url_for("orders.show", number=number),
        part="orders/_order.html",
        message=message,
        **_facts(number, {}),
    )


def _order(number: str, status: int = 200, **forms: Any) -> Response:
    return page("orders/show.html", part="orders/_order.html", status=status, **_facts(number, forms))


def _facts(number: str, forms: dict[str, Any]) -> dict[str, Any]:
    order = queries.order_of(viewer(), number)
    return {
        "order": order,
        "cases": [one for one in queries.cases_of_order(viewer(), order.id) if one.kind == "exchange"],
        "payment": forms.get("payment"),
        "cancellation": forms.get("cancellation"),
        "refund": forms.get("refund"),
        "may": policy,
        "me": viewer(),
        "sandbox": takes_sandbox(),
        "gateways": tuple(online_gateways()),
    }
