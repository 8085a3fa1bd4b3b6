"""The pure rules of the ledger: what a posting is, and what is wrong with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import share

# The smallest withdrawal, in minor units.
LEAST_PAYOUT_CENTS = 1_000
# From this amount on two operators approve a payout, in minor units.
TWO_APPROVALS_FROM_CENTS = 100_000
# The smallest sum that is sent to a merchant by itself, in minor units.
LEAST_MERCHANT_PAYOUT_CENTS = 1_000
# What spreadsheets take for the beginning of a formula, in its full-width forms too.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# The two series of numbers that go to merchants.
INVOICE, CREDIT_NOTE = "E", "C"
WITHOUT_MINOR_UNITS = frozenset({"JPY"})


@dataclass(frozen=True, slots=True)
class Line:
    """`account` is (kind, holder_id). Credit is positive: what the site owes or has earned."""

    account: tuple[str, int]
    cents: int
    order_line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One balanced entry to be written. (kind, reference) names it for ever."""

    kind: str
    reference: str
    currency: str
    lines: Sequence[Line]
    order_id: int | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class PayoutTerms:
    """On what terms the site pays out: its settings."""

    least_cents: int = LEAST_PAYOUT_CENTS
    fee_cents: int = 0
    withholding_bps: int = 0
    two_approvals_from_cents: int = TWO_APPROVALS_FROM_CENTS
    needs_tax_profile: bool = False

    def withheld_of(self, cents: int) -> int:
        return share(cents, self.withholding_bps)

    def arriving_of(self, cents: int) -> int:
        """What reaches the bank of the amount that leaves the account."""
        return cents - self.fee_cents - self.withheld_of(cents)


def itemised(left: Sequence[tuple[int, int]], cents: int) -> list[tuple[int, int]]:
    """What a payout of `cents` consists of: (line, amount) of the lines in `left`, each with what of it was not paid
    out before. All that takes away is set against it at once, then the oldest earnings are used up, the last of them
    in part. Raises ValueError when there is not so much."""
    taken = [(line, amount) for line, amount in left if amount < 0]
    wanted = cents - sum(amount for _, amount in taken)
    for line, amount in left:
        if amount > 0 and wanted > 0:
            taken.append((line, min(amount, wanted)))
            wanted -= taken[-1][1]
    if wanted:
        raise ValueError("a payout consists of what was earned")
    return taken


def problem_with(posting: Posting) -> str | None:
    """Why the ledger would not take a posting, in words for programmers; None when it would."""
    if len(posting.lines) < 2:
        return "an entry takes two lines or more"
    if any(line.cents == 0 for line in posting.lines):
        return "a line of zero says nothing"
    if sum(line.cents for line in posting.lines) != 0:
        return "the lines of an entry add up to zero"
    return None


def series_number(kind: str, year: int, number: str) -> str:
    """ "E2026-0001" for the first invoice of 2026."""
    return f"{kind}{year}-{number}"


def amount_in_words(cents: int, currency: str) -> str:
    """An amount inside a message: "10.00 CNY"."""
    return f"{exact_amount(cents, currency)} {currency}"


def exact_amount(cents: int, currency: str) -> str:
    """An amount for machines, with all its digits: "-10.00"."""
    digits = 0 if currency in WITHOUT_MINOR_UNITS else 2
    return f"{Decimal(cents).scaleb(-digits):.{digits}f}"


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(FORMULA) else line
