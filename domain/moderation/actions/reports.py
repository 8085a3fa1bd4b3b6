"""Telling the moderators of something."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, text as sql_text
from sqlalchemy.dialects import postgresql, sqlite

from core import clock, text
from core.db import lock, session
from core.errors import Refused, Throttled
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.moderation import policy, rules, targets
from domain.moderation.events import Reported
from domain.moderation.models import Case, Report
from domain.moderation.targets import Target
from domain.people.models import User
from domain.people.viewer import Viewer

ALREADY_REPORTED = N_("You have reported this already. A moderator will look at it.")


@action(quiet=True)
def report(actor: Viewer, kind: str, target_id: int, *, reason: str, words: str = "") -> int:
    """Puts the thing before the moderators: on its open case, or on a new one, whose id it returns. Each person once
    a case. Raises NotFound for what the actor does not see."""
    target = targets.in_sight(actor, kind, target_id)
    require(policy.can_report(actor, target))
    if target.is_folded:
        raise Refused(N_("A moderator has folded this already."))
    if reason not in rules.REASONS:
        raise Refused(N_("Choose what is wrong with it."), field="reason")
    told = _tidied(words)
    if reason == "other" and not told:
        raise Refused(N_("Say in a few words what is wrong with it."), field="text")
    at = clock.now()
    _require_patience(actor, at)
    case = _open_case(target, at)
    if session.scalar(select(Report.id).where(Report.case_id == case.id, Report.reporter_id == actor.id)):
        raise Refused(ALREADY_REPORTED)
    session.add(
        Report(
            case_id=case.id,
            reporter_id=actor.id,
            reason=reason,
            text=told,
            text_hash=rules.hash_of_text(target.body),
            at=at,
        )
    )
    case.report_count += 1
    session.flush()
    record(Reported(case.id, actor.id))
    return case.id


def _tidied(words: str) -> str:
    problem = text.problem_with(words, rules.REPORT_TEXT_MAX)
    if problem:
        raise Refused(problem, field="text", max=rules.REPORT_TEXT_MAX)
    return text.tidy(words)


def _require_patience(actor: Viewer, at: datetime) -> None:
    """So many reports a day and person. Her own row is locked, so that two at once do not both take the last one."""
    session.execute(lock(select(User.id).where(User.id == actor.id)))
    recent = session.scalars(
        select(Report.at)
        .where(Report.reporter_id == actor.id, Report.at > at - rules.DAY)
        .order_by(Report.at.desc())
        .limit(rules.REPORTS_A_DAY)
    ).all()
    if len(recent) == rules.REPORTS_A_DAY:
        wait = recent[-1] + rules.DAY - at
        raise Throttled(
            N_(
                "That was %(limit)s reports within a day. Thank you: please wait until tomorrow for the next one."
            ),
            retry_after=int(wait.total_seconds()) + 1,
            limit=rules.REPORTS_A_DAY,
        )


def _open_case(target: Target, at: datetime) -> Case:
    insert: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(Case)
        .values(
            target_type=target.kind,
            target_id=target.id,
            subject_id=target.subject_id,
            state="open",
            report_count=0,
            opened_at=at,
        )
        # Written out: PostgreSQL finds the index only by a constant, not by a parameter of a prepared statement.
        .on_conflict_do_nothing(
            index_elements=[Case.target_type, Case.target_id], index_where=sql_text("state = 'open'")
        )
    )
    is_it = Case.target_type == target.kind, Case.target_id == target.id, Case.state == "open"
    return session.scalars(lock(select(Case).where(*is_it))).one()
