"""Pure rules of merchants: kinds, default fees, what an operator may decide next."""

from datetime import timedelta

KINDS = ("company", "person")
# The platform's part of a sale, on the net line without shipping.
DEFAULT_FEE_BPS = {"company": 500, "person": 0}
# With the highest commission, 40 %, this leaves nothing below zero.
MAX_FEE_BPS = 6_000
# How long before a higher fee counts its shop is told: changes of rules are public for seven days.
FEE_NOTICE = timedelta(days=7)
MAX_FEE_REASON_CHARS = 300

# Which verdicts are possible in which state. Suspended and refused merchants may be verified later.
VERDICTS = {
    "applied": ("verified", "refused"),
    "verified": ("suspended",),
    "refused": ("verified",),
    "suspended": ("verified",),
}
NEEDS_REASON = ("refused", "suspended")

MAX_NAME_CHARS = 60
MAX_ABOUT_CHARS = 2_000
MAX_REGISTRATION_CHARS = 80
MAX_CONTACT_CHARS = 200
MAX_TERMS_CHARS = 1_000
MAX_REASON_CHARS = 500
MAX_SHIPPING_CENTS = 10**7


def shipping_for(goods_cents: int, *, shipping_cents: int, free_from_cents: int | None) -> int:
    """What a merchant asks for sending goods of this worth."""
    if free_from_cents is not None and goods_cents >= free_from_cents:
        return 0
    else:
        return shipping_cents
