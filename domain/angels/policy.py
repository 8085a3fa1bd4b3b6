"""Who may endorse and who may be credited."""

from core.i18n import N_
from core.policy import YES, Decision, no
from domain.people.policy import can_write
from domain.people.viewer import Viewer


def can_endorse(viewer: Viewer, merchant_id: int, *, on_sale: bool = True) -> Decision:
    """Free and open to every account in good standing, but not to the merchant's own people."""
    if not (allowed := can_write(viewer)):
        return allowed
    if merchant_id in viewer.merchant_ids:
        return no(N_("You sell this product yourself, so you cannot be its angel."))
    if not on_sale:
        return no(N_("This product is not on sale."))
    return YES
