"""What one has earned: three numbers and the sales behind them, withdrawals, a file of it all."""

from collections.abc import Iterator

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.earnings.forms import PayoutForm
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.angels import earnings
from domain.angels.review_queries import held_cents
from domain.ledger import actions, adjustments, policy, queries
from domain.ledger.tax import own_profile
from domain.orders.queries.payouts import payout_view
from web.forms import number_arg, text_arg
from web.guards import viewer
from web.limits import ASKING, limiter
from web.payout_terms import payout_terms
from web.respond import done, page
from web.show import currency, money_text
from web.spreadsheet import Cell, csv_file, money_cell
from web.stepup import fresh

bp = Blueprint("earnings", __name__)

# How many lines the file reads from the database at a time.
CHUNK = 1_000


@bp.get("/earnings")
def show() -> Response:
    state, before = text_arg("state"), number_arg("before")
    if state and state not in earnings.STATES:
        raise NotFound
    lines = earnings.lines(viewer(), state=state, before=before)
    if before:
        return page("earnings/more.html", part="earnings/_lines.html", lines=lines, state=state)
    return page(
        "earnings/show.html",
        lines=lines,
        state=state,
        coming=adjustments.about(viewer(), "angel_available", viewer().id),
        summary=earnings.summary(viewer(), currency()),
        held_cents=held_cents(viewer(), currency()),
        bars=[
            (f"{day:%m-%d}", cents, money_text(cents)) for day, cents in earnings.by_day(viewer(), currency())
        ],
    )


@bp.get("/earnings/payouts")
def payouts() -> Response:
    return _payouts_page(PayoutForm(formdata=None, destination=queries.last_destination(viewer())))


@bp.post("/earnings/payouts")
@limiter.limit(ASKING)
@fresh
def request_payout() -> Response:
    form = PayoutForm()
    if form.validate_on_submit():
        try:
            actions.request_payout(
                viewer(),
                cents=form.amount.data or 0,
                destination=form.destination.data or "",
                currency=currency(),
                terms=payout_terms(),
            )
            return done(
                url_for("earnings.payouts"),
                message=N_("Your withdrawal is asked for. The amount is held for it."),
            )
        except Refused as refusal:
            form.refuse(refusal)
    return _payouts_page(form, 422)


@bp.post("/earnings/payouts/<id:payout_id>/delete")
@limiter.limit(ASKING)
def cancel_payout(payout_id: int) -> Response:
    actions.cancel_payout(viewer(), payout_id)
    return done(
        url_for("earnings.payouts"), message=N_("The withdrawal is cancelled. The amount is available again.")
    )


@bp.get("/earnings/payouts/<id:payout_id>")
def payout(payout_id: int) -> Response:
    after = number_arg("after")
    seen = payout_view(viewer(), payout_id, after=after)
    if seen is None:
        raise NotFound
    back = "earnings.payouts" if seen.merchant_id is None else "merchant_statement.show"
    return page(
        "earnings/payout.html",
        part="earnings/_items.html" if after else None,
        seen=seen,
        back=url_for(back),
    )


def _payouts_page(form: PayoutForm, status: int = 200) -> Response:
    before = number_arg("before")
    return page(
        "earnings/payouts.html",
        part="earnings/_payouts.html" if before else None,
        status=status,
        form=form,
        address="earnings.payouts",
        purse=queries.purse(viewer(), currency()),
        waiting=queries.open_payout(viewer(), currency()),
        payouts=queries.payouts(viewer(), before=before),
        may_withdraw=policy.can_withdraw(viewer()),
        terms=payout_terms(),
        tax=own_profile(viewer()),
    )


@bp.get("/earnings.csv")
@limiter.limit("10/minute")
def as_file() -> Response:
    head = [
        gettext("Date (UTC)"), gettext("What"), gettext("Product"), gettext("Rate"), gettext("Amount"),
        gettext("Currency"), gettext("State"), gettext("Available from (UTC)"), gettext("Number"),
    ]  # fmt: skip
    return csv_file("earnings.csv", head, [*_sales(), *_withdrawals()])


def _sales() -> Iterator[list[Cell]]:
    """The lines, each followed by what refunds took back: the column of amounts adds up."""
    before: int | None = None
    while True:
        chunk = earnings.lines(viewer(), before=before, size=CHUNK)
        for line in chunk:
            rate = f"{line.rate_bps / 100:g}%"
            amount = money_cell(line.original_cents, line.currency)
            yield [
                line.at,
                "commission",
                line.title,
                rate,
                amount,
                line.currency,
                line.state,
                line.vests_at,
                line.id,
            ]
            for back in line.reversals:
                taken = -money_cell(back.cents, line.currency)
                yield [back.at, back.kind, line.title, rate, taken, line.currency, "", None, line.id]
        if chunk.next_cursor is None:
            return
        before = int(chunk.next_cursor)


def _withdrawals() -> Iterator[list[Cell]]:
    before: int | None = None
    while True:
        chunk = queries.payouts(viewer(), before=before, size=CHUNK)
        for one in chunk:
            amount = -money_cell(one.amount_cents, one.currency)
            yield [one.requested_at, "withdrawal", "", "", amount, one.currency, one.state, None, one.id]
        if chunk.next_cursor is None:
            return
        before = int(chunk.next_cursor)
