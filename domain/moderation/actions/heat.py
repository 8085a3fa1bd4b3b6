"""What is reported makes talk slower while the report is open, and after it was found right."""

from core.db import session
from domain.groups import actions as groups
from domain.moderation.events import CaseDecided, Reported
from domain.moderation.models import Case


def warm_talk(fact: Reported) -> None:
    """Inside the action that took the report."""
    case = session.get(Case, fact.case_id)
    if case is not None and case.target_type == "message":
        groups.set_heat(case.target_id, case.report_count)


def cool_talk(fact: CaseDecided) -> None:
    """What moderators found nothing wrong with heats no longer."""
    if fact.target_type == "message" and fact.verb in ("dismiss", "restore"):
        groups.set_heat(fact.target_id, 0)
