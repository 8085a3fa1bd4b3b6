"""What every gateway is asked and what it says, in plain values. Each gateway's own words stay in its adapter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

# How far the clock of a notice may be from ours.
TOLERANCE_SECONDS = 300


class BadNotice(Exception):
    """The notice is not the gateway's, or it is stale, or it cannot be read. The text says which, for the log."""


class Rejected(Exception):
    """The gateway said no, and will say so again; the text is its reason, for people."""


class Unclear(Exception):
    """Nobody knows whether it was done: no answer, a broken one, or "try again". Asking again is harmless."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A payment to be opened. `parts`: an order's number and how much of the amount is for it."""

    reference: str
    amount_cents: int
    currency: str
    title: str
    parts: tuple[tuple[str, int], ...]
    expires_at: datetime
    way: str
    notify_url: str
    return_url: str
    client_ip: str = ""
    openid: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the buyer pays it: an address, or what the picture says that she scans."""

    goes_to: str
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class RefundAsk:
    """The same `reference` is given back once, however often it is asked."""

    reference: str
    payment_reference: str
    transaction_id: str
    amount_cents: int
    total_cents: int
    currency: str
    reason: str
    notify_url: str
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """This much was paid for what we call `reference`. `payer`: what the gateway calls the account that paid, if it says."""

    reference: str
    transaction_id: str
    amount_cents: int
    currency: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing was paid, and nothing can be any more."""

    reference: str


@dataclass(frozen=True, slots=True)
class Returned:
    """How a refund stands. `state`: requested (the gateway is at it), accepted, failed with a `problem`."""

    reference: str
    state: str
    amount_cents: int
    currency: str
    remote_id: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedSoFar:
    """So much of a payment went back in all, whoever asked for it."""

    transaction_id: str
    amount_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """The buyer's bank takes the money back, or has decided. `state`: open, won, lost."""

    external_id: str
    transaction_id: str
    state: str
    amount_cents: int
    currency: str
    reason: str


Fact = Paid | Ended | Returned | ReturnedSoFar | Disputed


@dataclass(frozen=True, slots=True)
class Heard:
    """A notice whose signature is right: its name, what it says (nothing that concerns us: None), and its words."""

    event_id: str
    fact: Fact | None
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gateway wants to hear."""

    status: int
    body: str
    mimetype: str = "text/plain"


class OnlineGateway(Protocol):
    name: str

    def way_for(self, user_agent: str) -> str:
        """How somebody with this browser pays."""

    def open(self, ask: Ask) -> Opened:
        """Raises Rejected or Unclear."""

    def look(self, reference: str, remote_id: str) -> Paid | Ended | None:
        """How a payment stands; None while it is open. Raises Rejected or Unclear."""

    def close(self, reference: str, remote_id: str) -> None:
        """Nothing can be paid for it any more. Raises Rejected or Unclear."""

    def refund(self, ask: RefundAsk) -> Returned:
        """Asks for money to be given back, or how that stands. Raises Rejected or Unclear."""

    def read_notice(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Heard:
        """What the notice says, its signature checked over the very bytes that came. Raises BadNotice."""

    def answer(self, *, taken: bool) -> Answer:
        """What it is answered: that we have it, or that we do not take it."""
