"""Who sees an order: asked of one order and of all at once, the answer is the same."""

from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from core.db import session
from domain.orders import policy
from domain.orders.models import Order
from domain.people.viewer import ANONYMOUS, Viewer
from tests.buying import bought, second_shop


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    user_id=st.integers(0, 8),
    merchant_ids=st.frozensets(st.integers(1, 3)),
    roles=st.frozensets(st.sampled_from(["operator", "moderator"])),
)
def test_seeing_one_order_and_listing_all_agree(cast, user_id, merchant_ids, roles):
    if not session.scalar(select(Order.id).limit(1)):
        _, tea = second_shop(cast)
        for buyer in (cast.bo, cast.eve, cast.chen):
            bought(buyer, (cast.variant_id, 1))
            bought(buyer, (tea, 1))
    viewer = Viewer(user_id, merchant_ids=merchant_ids, roles=roles) if user_id else ANONYMOUS
    seen = {order.id for order in session.scalars(select(Order)) if policy.can_see(viewer, order)}
    listed = set(session.scalars(policy.visible_orders(select(Order.id), viewer)))
    assert seen == listed
