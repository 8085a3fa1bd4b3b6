"""What a checkout's form says about coupons."""

from typing import TypedDict

from flask import request

from core import text

PICKED = "coupon-"
NONE = "none"


class Picks(TypedDict):
    """As `quote` and `place_order` take them."""

    coupons: dict[int, str]
    coupon_code: str


def picked_coupons() -> Picks:
    """Merchant, or 0 for the site -> the code that was picked, and the code that was typed."""
    picked = {
        name.removeprefix(PICKED): value for name, value in request.form.items() if name.startswith(PICKED)
    }
    return Picks(
        coupons={
            0 if slot == "site" else int(slot): _plain(code)
            for slot, code in picked.items()
            if (slot == "site" or (slot.isascii() and slot.isdigit() and len(slot) < 19 and int(slot)))
            and _plain(code)
            and code != NONE
        },
        coupon_code=_plain(request.form.get("coupon_code", "")),
    )


def typed_code() -> str:
    """The code as it was typed, whatever it is, for the page to show again."""
    return request.form.get("coupon_code", "").replace("\x00", "")


def _plain(code: str) -> str:
    """What no code can be is one that does not exist."""
    return "?" if text.problem_with(code, 200) else text.tidy(code, one_line=True)[:40]
