"""/merchant: what waits today."""

from datetime import timedelta

from core import clock
from domain.catalog.models import Variant
from domain.orders import actions
from tests.buying import bought, change, paid, received
from tests.queries import counted
from tests.web import sign_in


def test_each_task_has_its_count_and_its_link(client, cast):
    paid(cast.bo, (cast.variant_id, 1))
    actions.claim_payment(cast.bo, bought(cast.bo, (cast.variant_id, 1), method="transfer"), proof_key=None)
    old = received(cast.bo, cast.chen, (cast.variant_id, 1))
    actions.request_refund(cast.bo, old, reason="bruised")
    sign_in(client, cast.chen)
    with counted() as statements:
        html = client.get("/merchant").text
    assert len(statements) <= 10
    for name, href in (
        ("To send", "/merchant/orders?task=ship"),
        ("Payments to look for", "/merchant/orders?task=pay"),
        ("Returns and refunds", "/merchant/cases"),
    ):
        assert (
            f'is-gold" href="{href}"><span class="stat-label">{name}</span><span class="stat-value">1<'
            in html
        )
    assert f"The first until {(clock.now() + timedelta(days=0)).year}" in html
    assert "the first are final on" in html


def test_a_quiet_day_says_so(client, cast):
    sign_in(client, cast.chen)
    html = client.get("/merchant").text
    assert "Nothing waits for you." in html and "Nothing yet: money of a sale" in html


def test_low_stock_leads_to_the_products_that_are_low(client, app, cast):
    sign_in(client, cast.chen)
    assert f'data-product-id="{cast.product_id}"' not in client.get("/merchant/products?state=low").text
    from core.unit import action

    action(change)(Variant, cast.variant_id, on_hand=2, supplied=2)
    assert 'is-gold" href="/merchant/products?state=low"' in client.get("/merchant").text
    assert f'data-product-id="{cast.product_id}"' in client.get("/merchant/products?state=low").text
