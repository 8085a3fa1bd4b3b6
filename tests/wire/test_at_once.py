"""Notices that come at once, on real threads: each order is paid once, whoever comes first."""

import threading

from sqlalchemy import func, select

from core.db import session
from domain.orders import actions
from domain.orders.models import Order, Payment
from tests.buying import bought, breaches, order, second_shop
from tests.web import sign_in
from tests.wire.paying import PROVIDERS, go_to_pay, notice_of, pay_there, tell

COPIES = 6


def at_once(app, notices) -> list[int]:
    """Sends each from a thread of its own. Returns what was answered."""
    answers: list[int] = []
    ready = threading.Barrier(len(notices))

    def send(provider, said) -> None:
        browser = app.test_client()
        ready.wait()
        answers.append(tell(browser, provider, said).status_code)

    threads = [threading.Thread(target=send, args=notice) for notice in notices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_copies_that_come_at_once_pay_once(client, cast, app, gateways):
    _, tea = second_shop(cast)
    bo = sign_in(client, cast.bo)
    notices = []
    for provider in PROVIDERS:
        # Two orders of one payment, whose goods everybody else buys too.
        placed = order(cast.bo, (cast.variant_id, 1), (tea, 1))
        reference = go_to_pay(bo, gateways, placed.numbers[0], provider, whole="1")
        pay_there(gateways, provider, reference)
        notices += [(provider, notice_of(gateways, provider, reference)) for _ in range(COPIES)]
    session.rollback()
    assert set(at_once(app, notices)) == {200}
    session.rollback()
    assert dict(session.execute(select(Order.state, func.count()).group_by(Order.state)).all()) == {"paid": 6}
    assert session.scalar(select(func.count()).select_from(Payment)) == 6
    assert breaches() == []


def test_a_cancel_that_meets_the_money_loses_none_of_it(client, cast, app, gateways):
    bo = sign_in(client, cast.bo)
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, "alipay")
    pay_there(gateways, "alipay", reference)
    said = notice_of(gateways, "alipay", reference)

    def cancel() -> None:
        with app.app_context():
            actions.cancel(cast.bo, number)

    session.rollback()
    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    assert at_once(app, [("alipay", said)] * 2) == [200, 200]
    cancelling.join()
    session.rollback()
    # Paid and then cancelled, or cancelled and then paid: either way all of it goes back.
    assert session.scalar(select(Order.state)) in ("cancelling", "cancelled")
    assert session.scalars(select(Payment.state)).one() in ("confirmed", "returning")
    assert breaches() == []
