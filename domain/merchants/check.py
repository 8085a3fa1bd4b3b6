"""What must hold of shops."""

from sqlalchemy import exists, func, or_, select

from core.invariants import found, register
from domain.merchants.models import FeeVersion, Merchant, MerchantStaff


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


def fees_are_the_last_versions() -> list[str]:
    """Each shop's fee is what was set last and has begun; one change at most is announced; none began too early."""
    last = (
        select(FeeVersion.merchant_id, func.max(FeeVersion.number).label("number"))
        .where(FeeVersion.applied_at.is_not(None))
        .group_by(FeeVersion.merchant_id)
        .subquery()
    )
    return [
        *found(
            select(Merchant.id.label("id"), Merchant.fee_bps.label("fee"), FeeVersion.fee_bps.label("set"))
            .join(last, last.c.merchant_id == Merchant.id)
            .join(
                FeeVersion,
                (FeeVersion.merchant_id == Merchant.id) & (FeeVersion.number == last.c.number),
            )
            .where(Merchant.fee_bps != FeeVersion.fee_bps),
            "shop %(id)s has a fee of %(fee)s, and %(set)s was set last",
        ),
        *found(
            select(FeeVersion.merchant_id.label("id"), func.count().label("count"))
            .where(FeeVersion.applied_at.is_(None), FeeVersion.is_withdrawn.is_(False))
            .group_by(FeeVersion.merchant_id)
            .having(func.count() > 1),
            "shop %(id)s has %(count)s fees announced at once",
        ),
        *found(
            select(FeeVersion.merchant_id.label("id"), FeeVersion.number.label("number")).where(
                or_(
                    FeeVersion.applied_at < FeeVersion.applies_at,
                    FeeVersion.is_withdrawn.is_(True) & FeeVersion.applied_at.is_not(None),
                )
            ),
            "shop %(id)s: its fee number %(number)s began before its day, or after it was withdrawn",
        ),
    ]


register("merchants: each shop has an owner", shops_have_owners)
register("merchants: fees are what was set last", fees_are_the_last_versions)
