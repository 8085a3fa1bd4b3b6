"""The rule of membership, and the sizes of what is written in a group. Pure."""

from datetime import timedelta

QUESTION_MAX = 1_000
ANSWER_MAX = 2_000
MESSAGE_MAX = 2_000
HAPPY_FROM = 4
GRACE = timedelta(days=7)
CONFIRMED_FOR = timedelta(days=90)
UNREAD_MAX = 99
# How many guests one angel, and the shop's people, may have in a group at a time; for how many days, 0 for good.
GUESTS_OF_ANGEL = 5
GUESTS_OF_SHOP = 50
GUEST_DAYS = (7, 30, 90, 0)
REASON_MAX = 500
# A question goes to so many of those who bought it and want to be asked; each is asked so often within a week.
ASKED_AT_MOST = 5
ASKED_A_WEEK = 2
ASKED_WITHIN = timedelta(days=7)
# Pictures of a question, and of an answer.
ASKING_PHOTOS_MAX = 3
PINS_MAX = 3
PIN_DAYS_MAX = 30

# What a merchant asked to fold is folded for so long, unless a moderator decides before.
FOLDED_FOR = timedelta(hours=48)
FOLDS_A_WEEK = 5
FOLD_REASON_MAX = 300
# Before the reason of what is folded because the merchant asked. A control character: nobody can type it.
MERCHANT_ASKED = "\x1f"


def basis_of(
    *,
    is_staff: bool,
    is_angel: bool,
    stars: int | None,
    is_guest: bool = False,
    is_moderator: bool = False,
    is_removed: bool = False,
) -> str | None:
    """Why somebody belongs to a product's group, the strongest reason first: she works for the merchant, endorses the
    product, rated her purchase well (`stars` of her latest rating that was not refunded), was invited, or is a
    moderator who has come in. None: she does not belong, or was taken out."""
    if is_removed:
        return None
    if is_staff:
        return "staff"
    if is_angel:
        return "angel"
    if stars is not None and stars >= HAPPY_FROM:
        return "happy_buyer"
    if is_guest:
        return "guest"
    if is_moderator:
        return "moderator"
    return None


def why_lost(basis: str, *, is_removed: bool, is_refunded: bool) -> str:
    """Which word of LOST_REASONS tells how a membership ended: `basis` is what it was, `is_refunded` whether the
    purchase that it rested on went back."""
    if is_removed:
        return "removed"
    if basis == "happy_buyer":
        return "refund" if is_refunded else "rating"
    return {"staff": "staff", "angel": "endorsement", "guest": "guest"}.get(basis, "role")


def merchants_reason(fold_reason: str) -> str | None:
    """Why the merchant asked to fold something; None for what moderators folded."""
    if fold_reason.startswith(MERCHANT_ASKED):
        return fold_reason.removeprefix(MERCHANT_ASKED)
    return None


def voices(*, for_shop: bool, is_moderator: bool, basis: str) -> tuple[str, ...]:
    """For whom somebody may speak, the usual one first: shop, platform, self."""
    if for_shop:
        return ("shop", "self")
    if is_moderator:
        return ("platform", "self") if basis in ("", "moderator") else ("self", "platform")
    return ("self",)


def slow_for(talk_reports: int, own_reports: int) -> timedelta:
    """How long somebody waits between two messages: nothing in calm talk; else 2 minutes, one more for each report
    about the talk and two for each about her own messages."""
    if not talk_reports and not own_reports:
        return timedelta()
    return timedelta(minutes=2 + talk_reports + 2 * own_reports)
