"""How far a new shop has come: made from facts, nothing is ticked by hand."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, or_, select

from core.db import session
from core.policy import require
from domain.catalog.models import Product
from domain.groups.models import Question
from domain.ledger.models import MerchantDestination
from domain.merchants.lessons import SLUGS
from domain.merchants.models import LessonRead, Merchant, ShippingTemplate
from domain.merchants.policy import can_see_desk
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What a shop that sells well has, and how many lessons the viewer has read."""

    is_verified: bool
    can_be_paid: bool
    can_send: bool
    has_product: bool
    has_picture: bool
    has_rate: bool
    is_on_sale: bool
    has_answered: bool
    lessons_read: int

    @property
    def is_done(self) -> bool:
        facts = (getattr(self, name) for name in self.__dataclass_fields__ if name != "lessons_read")
        return all(facts) and self.lessons_read >= len(SLUGS)


def onboarding(viewer: Viewer, merchant_id: int) -> Onboarding:
    """One query."""
    require(can_see_desk(viewer, merchant_id))
    own = Product.merchant_id == merchant_id
    row = session.execute(
        select(
            Merchant.state == "verified",
            or_(
                exists().where(MerchantDestination.merchant_id == Merchant.id),
                Merchant.transfer_details != "",
            ),
            or_(exists().where(ShippingTemplate.merchant_id == Merchant.id), Merchant.shipping_cents > 0),
            exists().where(own),
            exists().where(own, Product.picture_key.is_not(None)),
            exists().where(own, Product.rate_bps > 0),
            exists().where(own, Product.state == "on_sale"),
            exists().where(
                own, Question.product_id == Product.id, Question.merchant_answered_at.is_not(None)
            ),
            select(func.count()).where(LessonRead.user_id == viewer.id).scalar_subquery(),
        ).where(Merchant.id == merchant_id)
    ).one()
    found: dict[str, Any] = dict(zip(Onboarding.__dataclass_fields__, row, strict=True))
    return Onboarding(**found)
