"""What a shop's owner learns from numbers: what angels bring and cost, and the trade by days as charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton
from flask import Blueprint
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from core import clock
from core.periods import PERIODS, Span, spans_of
from domain.groups import shop_voices
from domain.orders.queries import angels_board, trends
from domain.people.zones import zone_of
from web import language
from web.forms import text_arg
from web.guards import viewer
from web.respond import page
from web.show import BABEL_NAMES, money_text, percent

bp = Blueprint("merchant_numbers", __name__, url_prefix="/merchant")


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int
    shown: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over a scale that begins at zero. `top`: where it ends, `top_shown` in words."""

    title: str
    note: str
    bars: Sequence[Bar]
    top: int
    top_shown: str

    @property
    def is_empty(self) -> bool:
        return not any(bar.value for bar in self.bars)


@bp.get("/angels")
def angels() -> Response:
    merchant, period, after = own_merchant(), _period(), text_arg("after", 40) or None
    by = "product" if text_arg("by") == "product" else "angel"
    since = spans_of(period, zone_of(merchant.owner_id), clock.now())[0].begin_at
    listed = angels_board.by_product if by == "product" else angels_board.by_angel
    return page(
        "merchant/angels.html",
        part="merchant/_angels.html" if after else None,
        merchant=merchant,
        period=period,
        by=by,
        lines=listed(viewer(), merchant.id, since, after=after),
        sums=angels_board.whole(viewer(), merchant.id, since),
    )


@bp.get("/statistics")
def statistics() -> Response:
    merchant, period = own_merchant(), _period()
    zone = zone_of(merchant.owner_id)
    spans = spans_of(period, zone, clock.now())
    trade = trends.trade_by(viewer(), merchant.id, spans)
    visits = trends.visits_by(viewer(), merchant.id, spans)
    answering = shop_voices.answering_by(viewer(), merchant.id, spans)
    labels = [_label(span, period) for span in spans]
    return page(
        "merchant/statistics.html",
        merchant=merchant,
        period=period,
        zone=zone,
        sales_cents=sum(one.sales_cents for one in trade),
        order_count=sum(one.orders for one in trade),
        returned=sum(one.returned for one in trade),
        visit_count=sum(visits),
        asked=sum(one.asked for one in answering),
        soon=sum(one.soon for one in answering),
        charts=[
            _chart(
                gettext("Sales"),
                gettext("What was paid, less what went back, by the day of payment."),
                labels,
                [one.sales_cents for one in trade],
                money_text,
            ),
            _chart(gettext("Orders"), gettext("Paid ones."), labels, [one.orders for one in trade]),
            _chart(
                gettext("Visits"),
                gettext("Visits to your products by links of angels."),
                labels,
                visits,
            ),
            _stars(shop_voices.stars_since(viewer(), merchant.id, spans[0].begin_at)),
            _shares(
                gettext("Money back"),
                gettext("Of the orders paid then, the part of which money went back."),
                labels,
                [(one.returned, one.orders) for one in trade],
            ),
            _shares(
                gettext("Answered within 24 hours"),
                gettext("Of the questions asked then, the part that you answered within a day."),
                labels,
                [(one.soon, one.asked) for one in answering],
            ),
        ],
    )


def _period() -> str:
    period = text_arg("period")
    return period if period in PERIODS else "30"


def _label(span: Span, period: str) -> str:
    skeleton = "yMMM" if period == "365" else "MMMd"
    return str(format_skeleton(skeleton, span.day, locale=BABEL_NAMES[language.locale()]))


def _chart(
    title: str,
    note: str,
    labels: Sequence[str],
    values: Sequence[int],
    words: Callable[[int], str] = str,
) -> Chart:
    # What went back for a span may be more than what it brought.
    bars = [Bar(label, max(value, 0), words(value)) for label, value in zip(labels, values, strict=True)]
    top = round_top(max((bar.value for bar in bars), default=0))
    return Chart(title, note, bars, top, words(top))


def _shares(title: str, note: str, labels: Sequence[str], parts: Sequence[tuple[int, int]]) -> Chart:
    bars = [
        Bar(
            label,
            part * 10_000 // all_of if all_of else 0,
            f"{percent(part * 10_000 // all_of)} ({part}/{all_of})" if all_of else "–",
        )
        for label, (part, all_of) in zip(labels, parts, strict=True)
    ]
    return Chart(title, note, bars, 10_000, percent(10_000))


def _stars(counts: Sequence[int]) -> Chart:
    bars = [Bar(f"{stars} ★", count, str(count)) for stars, count in enumerate(counts, 1)]
    top = round_top(max(counts))
    return Chart(gettext("Ratings"), gettext("How many gave how many stars."), bars, top, str(top))


def round_top(value: int) -> int:
    """The next round number, where a scale may end: 1, 2 or 5 and zeros."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if value <= factor * step:
                return factor * step
        step *= 10
