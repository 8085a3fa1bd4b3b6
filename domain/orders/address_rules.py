"""What an address needs, pure."""

import re

from core.i18n import N_

# Field of an address -> how long it may be.
LIMITS = {"recipient": 60, "phone": 30, "region": 100, "street": 200}
# How many somebody keeps.
MAX_ADDRESSES = 20

_PHONE = re.compile(r"[0-9０-９+＋()（）./ #*xX-]+")
_MIN_DIGITS = 5


def problem_with_address(field: str, value: str) -> str:
    """Why a tidied field cannot be used: an N_ text. Empty when it can."""
    if not value:
        return N_("Please fill this in.")
    if field == "phone" and not _is_phone(value):
        return N_("This is not a telephone number.")
    return ""


def _is_phone(value: str) -> bool:
    return bool(_PHONE.fullmatch(value)) and sum(one.isdigit() for one in value) >= _MIN_DIGITS
