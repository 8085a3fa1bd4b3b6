"""Tables of merchants: the shops with their people and the operator's decisions, and how they send what they sell."""

from domain.merchants.models.lessons import LessonRead
from domain.merchants.models.shipping import ShippingTemplate, ShippingZone
from domain.merchants.models.shops import Merchant, MerchantDecision, MerchantStaff

__all__ = ["LessonRead", "Merchant", "MerchantDecision", "MerchantStaff", "ShippingTemplate", "ShippingZone"]
