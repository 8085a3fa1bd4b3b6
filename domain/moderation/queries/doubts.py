"""What waits to be looked at, for those who would otherwise be told of it."""

from collections.abc import Collection

from sqlalchemy import select, tuple_

from core.db import session
from domain.moderation.models import Case, Report
from domain.moderation.rules import DOUBTED_FROM


def hushed_by_reports(things: Collection[tuple[str, int]], user_ids: Collection[int]) -> set[int]:
    """Those of these people who have reported one of these things; all of them once several people have."""
    if not things or not user_ids:
        return set()
    cases = session.execute(
        select(Case.id, Case.report_count).where(
            tuple_(Case.target_type, Case.target_id).in_(list(things)), Case.state == "open"
        )
    ).all()
    if not cases:
        return set()
    if any(case.report_count >= DOUBTED_FROM for case in cases):
        return set(user_ids)
    ids = [case.id for case in cases]
    statement = select(Report.reporter_id).where(
        Report.case_id.in_(ids), Report.reporter_id.in_(list(user_ids))
    )
    return set(session.scalars(statement))
