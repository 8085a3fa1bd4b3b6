"""Tables of merchants: the shops with their people and the operator's decisions, their papers, what the site takes of
their sales, and how they send what they sell."""

from domain.merchants.models.fees import FeeVersion
from domain.merchants.models.lessons import LessonRead
from domain.merchants.models.papers import DocumentView, MerchantDocument, MerchantReview, MerchantWord
from domain.merchants.models.shipping import ShippingTemplate, ShippingZone
from domain.merchants.models.shops import Merchant, MerchantDecision, MerchantStaff
from domain.merchants.models.staff import StaffInvitation, StaffStep

__all__ = [
    "DocumentView",
    "FeeVersion",
    "LessonRead",
    "Merchant",
    "MerchantDecision",
    "MerchantDocument",
    "MerchantReview",
    "MerchantStaff",
    "MerchantWord",
    "ShippingTemplate",
    "ShippingZone",
    "StaffInvitation",
    "StaffStep",
]
