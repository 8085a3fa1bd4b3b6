"""How long whoever has the next step in an after-sales case may take for it, on this site."""

from dataclasses import dataclass
from datetime import timedelta

from domain.orders.case_rules import DUE_IN, CaseState


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The site's settings. `answer_hours`: the merchant's for the first answer; in days the buyer's for an offer or a
    refusal (`decide`), to send back (`send_back`) and to say that the new pieces came (`receive`), and the merchant's
    for what came back (`settle`)."""

    answer_hours: int
    decide_days: int
    send_back_days: int
    settle_days: int
    receive_days: int


_due = [dict(DUE_IN)]


def use(deadlines: Deadlines) -> None:
    """Takes the site's settings. A step that was given until a day keeps the day."""
    _due[0] = {
        CaseState.OPENED: timedelta(hours=deadlines.answer_hours),
        CaseState.OFFERED: timedelta(days=deadlines.decide_days),
        CaseState.REFUSED: timedelta(days=deadlines.decide_days),
        CaseState.RETURNING: timedelta(days=deadlines.send_back_days),
        CaseState.SENT_BACK: timedelta(days=deadlines.settle_days),
        CaseState.REPLACING: timedelta(days=deadlines.settle_days),
        CaseState.REPLACED: timedelta(days=deadlines.receive_days),
    }


def due_in(state: CaseState) -> timedelta | None:
    """None where the clock does not run: with the platform, and once it is closed."""
    return _due[0].get(state)


def hours_to_answer() -> int:
    return int(_due[0][CaseState.OPENED].total_seconds()) // 3600
