"""What must hold of shops."""

from sqlalchemy import exists, select

from core.invariants import found, register
from domain.merchants.models import Merchant, MerchantStaff


def shops_have_owners() -> list[str]:
    owner = exists().where(
        MerchantStaff.merchant_id == Merchant.id,
        MerchantStaff.role == "owner",
        MerchantStaff.user_id == Merchant.owner_id,
    )
    return found(
        select(Merchant.id.label("id")).where(~owner),
        "shop %(id)s is not worked for by its owner as an owner",
    )


register("merchants: each shop has an owner", shops_have_owners)
