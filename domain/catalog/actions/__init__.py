"""Verbs that change the catalogue, by what they change: products, pictures, variants, rates, caps."""

from domain.catalog.actions.caps import set_caps
from domain.catalog.actions.cells import change_price, change_rate, change_stock
from domain.catalog.actions.pictures import add_pictures, change_picture, keep_drafts, remove_picture
from domain.catalog.actions.products import change_product, create_product, discard_draft, publish, withdraw
from domain.catalog.actions.rates import set_rate
from domain.catalog.actions.sending import delete_template, set_sending
from domain.catalog.actions.variants import NewVariant, add_variant, change_variant, end_variant, offer_again

__all__ = [
    "NewVariant",
    "add_pictures",
    "add_variant",
    "change_picture",
    "change_price",
    "change_product",
    "change_rate",
    "change_stock",
    "change_variant",
    "create_product",
    "delete_template",
    "discard_draft",
    "end_variant",
    "keep_drafts",
    "offer_again",
    "publish",
    "remove_picture",
    "set_caps",
    "set_rate",
    "set_sending",
    "withdraw",
]
