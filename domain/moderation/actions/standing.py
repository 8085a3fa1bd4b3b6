"""What a decision forbids from then on."""

from core.errors import Refused
from core.i18n import N_
from domain.catalog.events import ProductPublished
from domain.moderation.actions import log


def refuse_folded_product(fact: ProductPublished) -> None:
    """Together with a product's going on sale: one that moderators took off does not go on again by itself."""
    folding = log.folding_of(fact.product_id)
    if folding is not None:
        raise Refused(
            N_("A moderator took this product off sale: %(reason)s"), field="publish", reason=folding.reason
        )
