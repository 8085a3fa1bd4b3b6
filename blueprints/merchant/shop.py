"""Whose desk it is: the shop that the person who asks works for."""

from core.errors import NotAllowed
from core.i18n import N_
from domain.merchants import queries
from domain.merchants.policy import OWNING, SUPPORTING
from domain.merchants.queries import MerchantFacts
from web.guards import viewer


def own_merchant(roles: frozenset[str] = OWNING) -> MerchantFacts:
    """The shop of the viewer, whatever its state. Raises NotAllowed for who has none, and for who has another part in
    it than `roles`."""
    shop = queries.own_shop(viewer())
    if shop is None or shop.merchant.id not in viewer().merchant_ids:
        raise NotAllowed(N_("This is for people who sell here. Open a shop first."))
    if shop.merchant.id not in viewer().shops_as(roles):
        raise NotAllowed(_OTHERS[roles])
    return shop.merchant


_OTHERS = {
    OWNING: N_("This is for the owner of the shop."),
    SUPPORTING: N_("This is for the owner of this shop and its support."),
}
