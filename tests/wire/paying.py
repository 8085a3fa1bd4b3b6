"""Steps of a payment at a gateway, as the buyer's browser and the gateway's server take them."""

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import session
from domain.orders.models import GatewayPayment, Order
from tests.web import post

PROVIDERS = ("stripe", "alipay", "wechat")
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 Safari/604.1"


def go_to_pay(browser: FlaskClient, world: Any, number: str, provider: str, **form: str) -> str:
    """Presses the card of this gateway and arrives there. Returns the payment's reference."""
    answer = post(browser, f"/orders/{number}/payment", payment_method=provider, **form)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:600]
    reference = answer.location.split("/payments/")[1].split("?")[0]
    if provider == "alipay":
        world.alipay.opened(payment(reference).goes_to)
    return reference


def pay_there(world: Any, provider: str, reference: str) -> None:
    world.server(provider).pay(reference)


def notice_of(world: Any, provider: str, reference: str, **changes: Any) -> tuple[bytes, Mapping[str, str]]:
    said = world.server(provider).notice(reference, **changes)
    if provider == "alipay":
        return said, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    body, headers = said
    return body, {**headers, "Content-Type": "application/json"}


def tell(client: FlaskClient, provider: str, said: tuple[bytes, Mapping[str, str]]) -> Any:
    return client.post(f"/payments/{provider}/notify", data=said[0], headers=dict(said[1]))


def payment(reference: str) -> GatewayPayment:
    session.rollback()
    return session.scalars(select(GatewayPayment).where(GatewayPayment.reference == reference)).one()


def state(number: str) -> str:
    session.rollback()
    return session.scalar(select(Order.state).where(Order.number == number)) or ""
