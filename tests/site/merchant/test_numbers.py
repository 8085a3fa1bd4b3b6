"""/merchant/angels and /merchant/statistics."""

from datetime import UTC, date, datetime, timedelta

import pytest

from blueprints.merchant.numbers import round_top
from core import clock
from core.db import session
from core.periods import spans_of
from core.unit import action
from domain.angels import actions as angels
from domain.angels.models import ShareLink, Touch
from domain.groups import actions as groups
from domain.groups.shop_voices import answering_by
from domain.orders import actions
from domain.orders.queries import angels_board, trends
from domain.says import actions as says
from tests.buying import paid, received
from tests.queries import counted
from tests.web import sign_in

PAGES = ("/merchant/angels", "/merchant/angels?by=product&period=90", "/merchant/statistics",
         "/merchant/statistics?period=365")  # fmt: skip


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


@action
def visit(cast, at: datetime) -> None:
    link = session.query(ShareLink).first()
    session.add(
        Touch(
            user_id=cast.eve.id, angel_id=cast.alma.id, product_id=cast.product_id, link_id=link.id, at=at,
            expires_at=at + timedelta(days=7),
        )
    )  # fmt: skip


def trade(cast) -> None:
    """Alma brings two sales of 100.00 at 15 %, one of which comes back; a visit more; a sale without an angel."""
    angels.endorse(cast.alma, cast.product_id)
    angels.make_share_link(cast.alma, product_id=cast.product_id)
    visit(cast, clock.now())
    credits = {cast.variant_id: "alma"}
    received(cast.bo, cast.chen, (cast.variant_id, 1), credits=credits)
    back = received(cast.bo, cast.chen, (cast.variant_id, 1), credits=credits)
    refund = actions.request_refund(cast.bo, back, reason="bruised")
    actions.decide_refund(cast.chen, back, refund, accept=True, reason="", goods_back=False)
    paid(cast.bo, (cast.other_variant_id, 1))


def test_the_board_tells_what_an_angel_brings_and_costs(chen, cast):
    trade(cast)
    since = clock.now() - timedelta(days=1)
    (line,) = angels_board.by_angel(cast.chen, cast.merchant_id, since).items
    assert line.person.handle == "alma"
    sums = line.sums
    assert (sums.visits, sums.orders, sums.sales_cents, sums.refunded_cents) == (1, 2, 20_000, 10_000)
    assert (sums.pending_cents, sums.vested_cents, sums.returned_cents) == (1_500, 0, 1_500)
    assert (sums.spend_bps, sums.refund_bps) == (1_500, 5_000)
    assert angels_board.whole(cast.chen, cast.merchant_id, since) == sums
    (product,) = angels_board.by_product(cast.chen, cast.merchant_id, since).items
    assert product.sums == sums
    html = chen.get("/merchant/angels").text
    assert "@alma" in html or "/@alma" in html
    assert "Bo" not in html.split('id="angels"')[1].split("</table>")[0]


def test_who_endorses_no_more_is_not_named(chen, cast):
    trade(cast)
    angels.end_endorsement(cast.alma, cast.product_id)
    assert "A former angel" in chen.get("/merchant/angels").text
    assert "/@alma" not in chen.get("/merchant/angels").text


def test_the_board_goes_on_where_it_ended(cast, monkeypatch):
    monkeypatch.setattr(angels_board, "SHOWN", 1)
    trade(cast)
    angels.endorse(cast.eve, cast.product_id)
    received(cast.bo, cast.chen, (cast.variant_id, 1), credits={cast.variant_id: "eve"})
    since = clock.now() - timedelta(days=1)
    first = angels_board.by_angel(cast.chen, cast.merchant_id, since)
    second = angels_board.by_angel(cast.chen, cast.merchant_id, since, after=first.next_cursor)
    assert [line.person.handle for page in (first, second) for line in page] == ["alma", "eve"]
    assert second.next_cursor is None


def test_days_are_those_of_the_zone(cast):
    now = datetime(2026, 3, 10, 17, 30, tzinfo=UTC)
    days = spans_of("30", "Asia/Shanghai", now)
    assert len(days) == 30 and days[-1].day == date(2026, 3, 11)
    assert days[-1].begin_at == datetime(2026, 3, 10, 16, tzinfo=UTC)
    # The clocks of New York go forward on 8 March: that day has 23 hours.
    spring = {span.day: span.end_at - span.begin_at for span in spans_of("30", "America/New_York", now)}
    assert spring[date(2026, 3, 8)] == timedelta(hours=23)
    assert [span.day for span in spans_of("365", "UTC", now)][::11] == [date(2025, 4, 1), date(2026, 3, 1)]
    assert spans_of("7; --", "No/Zone", now)[-1].begin_at == datetime(2026, 3, 10, tzinfo=UTC)


def test_each_day_has_what_was_paid_and_visited_then(cast):
    trade(cast)
    spans = spans_of("30", "Asia/Shanghai", clock.now())
    days = trends.trade_by(cast.chen, cast.merchant_id, spans)
    total = 3 * 800 + 20_000 + 15_000
    assert (sum(day.orders for day in days), sum(day.returned for day in days)) == (3, 1)
    assert sum(day.sales_cents for day in days) <= total - 10_000
    assert days[-1].orders == 3 and days[0].orders == 0
    visit(cast, spans[3].begin_at)
    visit(cast, spans[0].begin_at - timedelta(seconds=1))
    visits = trends.visits_by(cast.chen, cast.merchant_id, spans)
    assert (visits[3], visits[-1], sum(visits)) == (1, 1, 2)


def test_answers_within_a_day_are_counted(cast):
    action(groups.welcome_staff)(cast.product_id, cast.merchant_id)
    for wait in (1, 30):
        with clock.shifted(-timedelta(days=3)):
            question = groups.ask(cast.eve, cast.product_id, body=f"How ripe? {wait}")
        with clock.shifted(timedelta(hours=wait) - timedelta(days=3)):
            groups.answer(cast.chen, question, body="Ripe")
    spans = spans_of("30", "UTC", clock.now())
    found = answering_by(cast.chen, cast.merchant_id, spans)
    assert (sum(one.asked for one in found), sum(one.soon for one in found)) == (2, 1)


def test_pages_have_figures_with_tables_and_ten_queries_at_most(chen, cast):
    trade(cast)
    says.publish(cast.bo, body="good", product_id=cast.product_id, stars=5)
    for address in PAGES:
        chen.get(address)
        with counted() as statements:
            answer = chen.get(address)
        assert answer.status_code == 200 and len(statements) <= 10, address
    html = chen.get("/merchant/statistics").text
    assert html.count("<figure") == 6 and html.count("<svg viewBox") == html.count("As a table") == 5
    assert chen.get("/merchant/angels?after=x.y&period=9&by=z").status_code == 200


def test_the_numbers_are_for_the_owner(app, client, cast):
    for person in (cast.alma, cast.bo, cast.dora, cast.eve, cast.olga):
        browser = sign_in(app.test_client(), person)
        assert {browser.get(page).status_code for page in PAGES} == {403}
    assert client.get("/merchant/statistics").status_code in (302, 303)


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (3, 5), (11, 20), (201, 500), (999, 1_000)])
def test_scales_end_at_round_numbers(value, top):
    assert round_top(value) == top
