"""Whose desk it is: the shop that the person who asks works for."""

from core.errors import NotAllowed
from core.i18n import N_
from domain.merchants import queries
from domain.merchants.queries import MerchantFacts
from web.guards import viewer


def own_merchant() -> MerchantFacts:
    """The shop of the viewer, whatever its state. Raises NotAllowed for who has none."""
    shop = queries.own_shop(viewer())
    if shop is None or shop.merchant.id not in viewer().merchant_ids:
        raise NotAllowed(N_("This is for people who sell here. Open a shop first."))
    return shop.merchant
