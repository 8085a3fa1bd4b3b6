"""The rule of membership, and the sizes of what is written in a group. Pure."""

from datetime import timedelta

QUESTION_MAX = 1_000
ANSWER_MAX = 2_000
MESSAGE_MAX = 2_000
HAPPY_FROM = 4
GRACE = timedelta(days=7)
UNREAD_MAX = 99


def basis_of(*, is_staff: bool, is_angel: bool, stars: int | None) -> str | None:
    """Why somebody belongs to a product's group: she works for the merchant, endorses the product, or rated her
    purchase well (`stars` of her latest rating that was not refunded). None: she does not."""
    if is_staff:
        return "staff"
    if is_angel:
        return "angel"
    if stars is not None and stars >= HAPPY_FROM:
        return "happy_buyer"
    return None
