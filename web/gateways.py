"""The gateways that this site takes money by: those that it has an account with, and the sandbox, except in
production. What is asked of them is asked here, outside any transaction."""

from importlib import import_module

from flask import current_app, request, url_for

from adapters.payments import Ask, Ended, OnlineGateway, Opened, Paid, Sandbox
from adapters.payments.alipay import Alipay
from adapters.payments.wechat import Wechat
from config import Settings
from domain.orders import actions
from domain.orders.actions import Started, gateway_payments
from domain.orders.actions.gateway_payments import Open
from domain.people.viewer import Viewer


def takes_sandbox() -> bool:
    return sandbox() is not None


def sandbox() -> Sandbox | None:
    settings = _settings()
    return None if settings.is_production else Sandbox(settings.secret_key)


def online_gateways() -> dict[str, OnlineGateway]:
    """By name. Made once for the site."""
    if "gateways" not in current_app.extensions:
        current_app.extensions["gateways"] = _made(_settings())
    found: dict[str, OnlineGateway] = current_app.extensions["gateways"]
    return found


def way_here(provider: str) -> str:
    """How somebody with the browser that asks pays at a gateway."""
    return online_gateways()[provider].way_for(request.headers.get("User-Agent", ""))


def pay_at(
    actor: Viewer, number: str, provider: str, *, way: str, whole_checkout: bool, openid: str = ""
) -> str:
    """Begins a payment at a gateway, or finds the one that is open. Returns its reference. Raises Rejected and
    Unclear from the gateway."""
    gateway = online_gateways()[provider]
    started = actions.start_payment(actor, number, provider=provider, way=way, whole_checkout=whole_checkout)
    if not started.goes_to:
        opened = _open(gateway, started, openid)
        actions.payment_opened(started.reference, goes_to=opened.goes_to, remote_id=opened.remote_id)
    return started.reference


def ask_about(gateway: OnlineGateway, one: Open) -> bool:
    """Asks how a payment stands and takes the answer; ends it there when its time is over. True when it is settled."""
    said = gateway.look(one.reference, one.remote_id)
    if said is None and one.is_over:
        gateway.close(one.reference, one.remote_id)
        # Somebody may have paid in between.
        said = gateway.look(one.reference, one.remote_id) or Ended(one.reference)
    if isinstance(said, Paid):
        gateway_payments.take_paid(one.provider, said, event_id=f"asked-{one.reference}")
    elif isinstance(said, Ended):
        gateway_payments.take_ended(one.provider, said)
    return said is not None


def notify_url(provider: str) -> str:
    """Also outside a request, where no address can be made from its endpoint."""
    return f"{_settings().site_url}/payments/{provider}/notify"


def _open(gateway: OnlineGateway, started: Started, openid: str) -> Opened:
    settings = _settings()
    return gateway.open(
        Ask(
            reference=started.reference,
            amount_cents=started.amount_cents,
            currency=started.currency,
            title=settings.site_name,
            parts=started.parts,
            expires_at=started.expires_at,
            way=started.way,
            notify_url=notify_url(gateway.name),
            return_url=settings.site_url
            + url_for("payments.show", reference=started.reference, _external=False),
            client_ip=request.remote_addr or "127.0.0.1",
            openid=openid,
        )
    )


def _made(settings: Settings) -> dict[str, OnlineGateway]:
    accounts = settings.gateways
    made: list[OnlineGateway] = []
    if accounts.stripe:
        # Its library takes a second to be read, which a site without Stripe shall not wait for.
        made.append(import_module("adapters.payments.stripe_checkout").Stripe(accounts.stripe))
    if accounts.alipay:
        made.append(Alipay(accounts.alipay))
    if accounts.wechat:
        made.append(Wechat(accounts.wechat))
    return {gateway.name: gateway for gateway in made}


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
