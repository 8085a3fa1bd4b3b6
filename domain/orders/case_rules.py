"""The pure rules of after-sales cases: their states, who may take which step from where, and how long each side has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.money import split
from domain.orders.rules import LineRefund


class CaseState(StrEnum):
    OPENED = "opened"
    OFFERED = "offered"
    REFUSED = "refused"
    ESCALATED = "escalated"
    RETURNING = "returning"
    SENT_BACK = "sent_back"
    REPLACING = "replacing"
    REPLACED = "replaced"
    CLOSED = "closed"


BUYER, MERCHANT, ANGEL, PLATFORM, CLOCK = "buyer", "merchant", "angel", "platform", "clock"

# What the buyer may ask for, and what may be wrong.
KINDS = ("refund", "return", "exchange")
PROBLEMS = ("damaged", "wrong", "missing", "not_arrived", "not_as_said", "not_wanted", "other")


@dataclass(frozen=True, slots=True)
class CaseWay:
    """A step that `side` may take from any of `sources`, to one of `targets`: which one depends on the kind, and on
    whether the goods are back."""

    side: str
    sources: frozenset[CaseState]
    targets: frozenset[CaseState]


def _way(side: str, sources: Sequence[CaseState], *targets: CaseState) -> CaseWay:
    return CaseWay(side, frozenset(sources), frozenset(targets))


_S = CaseState
_GRANTED = (_S.CLOSED, _S.RETURNING, _S.REPLACING)

# The one table of transitions.
CASE_WAYS: dict[str, CaseWay] = {
    "withdraw": _way(BUYER, [_S.OPENED, _S.OFFERED, _S.REFUSED, _S.ESCALATED, _S.RETURNING], _S.CLOSED),
    "take_offer": _way(BUYER, [_S.OFFERED], _S.CLOSED, _S.RETURNING),
    "escalate": _way(BUYER, [_S.OFFERED, _S.REFUSED], _S.ESCALATED),
    "send_back": _way(BUYER, [_S.RETURNING], _S.SENT_BACK),
    "receive_new": _way(BUYER, [_S.REPLACED], _S.CLOSED),
    "grant": _way(MERCHANT, [_S.OPENED, _S.OFFERED, _S.REFUSED, _S.ESCALATED], *_GRANTED),
    "refuse": _way(MERCHANT, [_S.OPENED], _S.REFUSED),
    "offer": _way(MERCHANT, [_S.OPENED, _S.REFUSED], _S.OFFERED),
    "confirm_return": _way(MERCHANT, [_S.SENT_BACK], _S.CLOSED, _S.REPLACING),
    # What came back is not what was sent, or nothing did.
    "object": _way(MERCHANT, [_S.SENT_BACK], _S.ESCALATED),
    "replace": _way(MERCHANT, [_S.REPLACING], _S.REPLACED),
    # There is no piece to exchange it for.
    "repay": _way(MERCHANT, [_S.REPLACING], _S.CLOSED),
    "uphold": _way(PLATFORM, [_S.ESCALATED], *_GRANTED),
    "dismiss": _way(PLATFORM, [_S.ESCALATED], _S.CLOSED),
    "lapse": _way(
        CLOCK,
        [_S.OPENED, _S.OFFERED, _S.REFUSED, _S.RETURNING, _S.SENT_BACK, _S.REPLACING, _S.REPLACED],
        _S.ESCALATED,
        _S.CLOSED,
        _S.REPLACING,
    ),
}

# How long whoever has the next step may take for it, if the site says nothing else (domain/orders/case_deadlines.py).
# The platform's is without a limit of the clock.
DUE_IN: dict[CaseState, timedelta] = {
    CaseState.OPENED: timedelta(hours=72),
    CaseState.OFFERED: timedelta(days=7),
    CaseState.REFUSED: timedelta(days=7),
    CaseState.RETURNING: timedelta(days=10),
    CaseState.SENT_BACK: timedelta(days=7),
    CaseState.REPLACING: timedelta(days=7),
    CaseState.REPLACED: timedelta(days=10),
}

# Whose turn it is.
TURN: dict[CaseState, str] = {
    CaseState.OPENED: MERCHANT,
    CaseState.OFFERED: BUYER,
    CaseState.REFUSED: BUYER,
    CaseState.ESCALATED: PLATFORM,
    CaseState.RETURNING: BUYER,
    CaseState.SENT_BACK: MERCHANT,
    CaseState.REPLACING: MERCHANT,
    CaseState.REPLACED: BUYER,
}

# How a case ended.
OUTCOMES = ("refunded", "exchanged", "refused", "withdrawn", "lapsed")


def granted(kind: str, *, is_back: bool, keeps_goods: bool) -> CaseState:
    """Where a case goes that was granted. `is_back`: the buyer has sent the goods back already."""
    if kind == "refund" or (kind == "return" and (is_back or keeps_goods)):
        return CaseState.CLOSED
    if kind == "exchange" and is_back:
        return CaseState.CLOSED
    return CaseState.REPLACING if kind == "exchange" and keeps_goods else CaseState.RETURNING


def spread(parts: Sequence[LineRefund], shipping_cents: int, cents: int) -> tuple[list[LineRefund], int]:
    """Less than was asked, over the same lines by what each was to get, and only then the shipping. The pieces count
    as given back only with all of their money. Raises ValueError when it is more than was asked."""
    asked = sum(part.cents for part in parts)
    if not 0 < cents <= asked + shipping_cents:
        raise ValueError("more than was asked")
    goods = min(cents, asked)
    shares = split(goods, [part.cents for part in parts])
    taken = [
        LineRefund(part.order_line_id, share, part.quantity if share == part.cents else 0)
        for part, share in zip(parts, shares, strict=True)
    ]
    return taken, cents - goods
