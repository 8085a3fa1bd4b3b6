"""Cases as moderators see them: the queue, one case, and what was decided. A page of them takes a fixed number of
queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from core.db import session
from core.errors import NotFound
from core.paging import Page, page_of
from core.policy import Decision, require
from domain.moderation import policy
from domain.moderation.models import Case, ModAction, Report
from domain.moderation.queries.content import Content, contents
from domain.moderation.queries.subjects import Subject, subjects
from domain.people.models import User
from domain.people.policy import can_suspend
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

QUEUE = 10
HISTORY = 20
REPORTS_SHOWN = 3
REPORTS_OF_A_CASE = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    """`is_outdated`: the text has been changed since."""

    reporter: PersonCard
    reason: str
    text: str
    at: datetime
    is_outdated: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """`is_in_force`: a fold that still folds, a suspension that still holds; those can be undone."""

    id: int
    case_id: int
    verb: str
    actor: PersonCard
    reason_code: str
    reason: str
    at: datetime
    days: int
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class CaseCard:
    """`reasons`: how many gave which, the commonest first. `content` is None when nothing is left of it."""

    id: int
    kind: str
    target_id: int
    state: str
    opened_at: datetime
    decided_at: datetime | None
    report_count: int
    reasons: tuple[tuple[str, int], ...]
    reports: tuple[ReportLine, ...]
    subject: Subject
    content: Content | None
    can_decide: Decision
    can_suspend: Decision
    actions: tuple[ActionLine, ...] = ()

    @property
    def can_fold(self) -> bool:
        return self.content is not None and self.content.state in ("visible", "on_sale", "withdrawn")


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """A line of the history: what was done, and to what."""

    action: ActionLine
    kind: str
    target_id: int
    subject: Subject
    content: Content | None
    can_decide: Decision


def has_reported(viewer: Viewer, kind: str, target_id: int) -> bool:
    """The viewer's own report waits to be looked at."""
    statement = (
        select(Report.id)
        .join(Case, Case.id == Report.case_id)
        .where(
            Case.target_type == kind,
            Case.target_id == target_id,
            Case.state == "open",
            Report.reporter_id == viewer.id,
        )
    )
    return session.scalar(statement) is not None


def open_count(viewer: Viewer) -> int:
    """How many cases wait, counted to 100."""
    require(policy.can_see_queue(viewer))
    some = policy.visible_cases(select(Case.id).where(Case.state == "open"), viewer).limit(100).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def queue(viewer: Viewer, *, after: int | None = None, size: int = QUEUE) -> Page[CaseCard]:
    """What waits, the oldest first."""
    require(policy.can_see_queue(viewer))
    statement = policy.visible_cases(select(Case).where(Case.state == "open"), viewer)
    if after is not None:
        statement = statement.where(Case.id > after)
    found = session.scalars(statement.order_by(Case.id).limit(size + 1)).all()
    page = page_of(found, size, lambda one: one.id)
    return Page(_cards(viewer, page.items, REPORTS_SHOWN), page.next_cursor)


def case(viewer: Viewer, case_id: int) -> CaseCard:
    """One case with its reports and what was decided. Raises NotFound for one about the viewer herself."""
    require(policy.can_see_queue(viewer))
    found = session.scalar(policy.visible_cases(select(Case).where(Case.id == case_id), viewer))
    if found is None:
        raise NotFound
    return _cards(viewer, [found], REPORTS_OF_A_CASE, with_actions=True)[0]


def history(viewer: Viewer, *, before: int | None = None, size: int = HISTORY) -> Page[CaseDesk]:
    """What was decided, the latest first."""
    require(policy.can_see_queue(viewer))
    statement = _actions().join(Case, Case.id == ModAction.case_id)
    if before is not None:
        statement = statement.where(ModAction.id < before)
    rows = session.execute(
        policy.visible_cases(statement, viewer).order_by(ModAction.id.desc()).limit(size + 1)
    )
    page = page_of(rows.all(), size, lambda row: int(row.ModAction.id))
    people = subjects({row.ModAction.subject_id for row in page})
    things = contents({(row.ModAction.target_type, row.ModAction.target_id) for row in page}, people)
    return Page([_desk(viewer, row, people, things) for row in page], page.next_cursor)


def _desk(viewer: Viewer, row: Any, people: dict[int, Subject], things: dict[Any, Content]) -> CaseDesk:
    made: ModAction = row.ModAction
    subject, thing = people[made.subject_id], things.get((made.target_type, made.target_id))
    return CaseDesk(
        action=_action(row, subject, thing),
        kind=made.target_type,
        target_id=made.target_id,
        subject=subject,
        content=thing,
        can_decide=policy.can_moderate(viewer),
    )


def _cards(
    viewer: Viewer, found: Sequence[Case], reports_each: int, *, with_actions: bool = False
) -> list[CaseCard]:
    people = subjects({one.subject_id for one in found})
    things = contents([(one.target_type, one.target_id) for one in found], people)
    reports, reasons = _reports([one.id for one in found], reports_each, found, things)
    done = _actions_of([one.id for one in found], people, things) if with_actions else {}
    return [
        CaseCard(
            id=one.id,
            kind=one.target_type,
            target_id=one.target_id,
            state=one.state,
            opened_at=one.opened_at,
            decided_at=one.decided_at,
            report_count=one.report_count,
            reasons=tuple(sorted(reasons[one.id].items(), key=lambda pair: (-pair[1], pair[0]))),
            reports=tuple(reports[one.id]),
            subject=people[one.subject_id],
            content=things.get((one.target_type, one.target_id)),
            can_decide=policy.can_moderate(viewer),
            can_suspend=_can_suspend(viewer, people[one.subject_id]),
            actions=tuple(done.get(one.id, ())),
        )
        for one in found
    ]


def _can_suspend(viewer: Viewer, subject: Subject) -> Decision:
    return can_suspend(viewer, subject.id, {"moderator"} if subject.runs_the_site else set())


def _reports(
    case_ids: Sequence[int], each: int, found: Sequence[Case], things: dict[Any, Content]
) -> tuple[dict[int, list[ReportLine]], dict[int, dict[str, int]]]:
    """The newest reports of each case, and how many gave which reason: one query."""
    lines: dict[int, list[ReportLine]] = defaultdict(list)
    reasons: dict[int, dict[str, int]] = defaultdict(dict)
    if not case_ids:
        return lines, reasons
    by_case, by_reason = [Report.case_id], [Report.case_id, Report.reason]
    ranked = (
        select(
            Report.id,
            func.row_number().over(partition_by=by_case, order_by=Report.id.desc()).label("place"),
            func.row_number().over(partition_by=by_reason, order_by=Report.id.desc()).label("reason_place"),
            func.count().over(partition_by=by_reason).label("reason_count"),
        )
        .where(Report.case_id.in_(case_ids))
        .subquery()
    )
    rows = session.execute(
        select(Report, ranked.c.place, ranked.c.reason_count, *_PERSON)
        .join(ranked, ranked.c.id == Report.id)
        .join(User, User.id == Report.reporter_id)
        .where(or_(ranked.c.place <= each, ranked.c.reason_place == 1))
        .order_by(Report.id.desc())
    )
    hashes = {
        one.id: thing.text_hash for one in found if (thing := things.get((one.target_type, one.target_id)))
    }
    for row in rows:
        told: Report = row.Report
        reasons[told.case_id][told.reason] = row.reason_count
        if row.place <= each:
            now = hashes.get(told.case_id)
            is_outdated = bool(now and told.text_hash and now != told.text_hash)
            lines[told.case_id].append(ReportLine(_card(row), told.reason, told.text, told.at, is_outdated))
    return lines, reasons


def _actions_of(
    case_ids: Sequence[int], people: dict[int, Subject], things: dict[Any, Content]
) -> dict[int, list[ActionLine]]:
    found: dict[int, list[ActionLine]] = defaultdict(list)
    rows = session.execute(_actions().where(ModAction.case_id.in_(case_ids)).order_by(ModAction.id))
    for row in rows:
        made = row.ModAction
        thing = things.get((made.target_type, made.target_id))
        found[made.case_id].append(_action(row, people[made.subject_id], thing))
    return found


def _actions() -> Any:
    """Actions with who took them, and whether a later one undid them."""
    later = aliased(ModAction)
    undone = (
        select(later.id)
        .where(
            later.id > ModAction.id,
            or_(
                (ModAction.verb == "fold")
                & later.verb.in_(("fold", "restore"))
                & (later.target_type == ModAction.target_type)
                & (later.target_id == ModAction.target_id),
                (ModAction.verb == "suspend")
                & later.verb.in_(("suspend", "lift"))
                & (later.subject_id == ModAction.subject_id),
            ),
        )
        .correlate(ModAction)
        .exists()
    )
    return select(ModAction, undone.label("is_undone"), *_PERSON).join(User, User.id == ModAction.actor_id)


def _action(row: Any, subject: Subject, thing: Content | None) -> ActionLine:
    made: ModAction = row.ModAction
    return ActionLine(
        id=made.id,
        case_id=made.case_id or 0,
        verb=made.verb,
        actor=_card(row),
        reason_code=made.reason_code,
        reason=made.reason,
        at=made.at,
        days=_days(made),
        is_in_force=not row.is_undone and _still_holds(made, subject, thing),
    )


def _still_holds(made: ModAction, subject: Subject, thing: Content | None) -> bool:
    if made.verb == "fold":
        return thing is not None and thing.state in ("folded", "withdrawn")
    return made.verb == "suspend" and subject.suspended_until_at is not None


def _days(made: ModAction) -> int:
    """For how long a suspension was meant."""
    until_at = made.after.get("suspended_until") if made.verb == "suspend" else None
    return round((datetime.fromisoformat(until_at) - made.at).total_seconds() / 86_400) if until_at else 0


_PERSON = (User.id.label("user_id"), User.handle, User.display_name, User.avatar_key)


def _card(row: Any) -> PersonCard:
    return PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key)
