"""The public log: what was done, when, to which kind of thing and why. No names, neither moderators' nor authors'; and
not the moderator's own words, which may hold some."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core import clock
from core.db import session
from core.paging import Page, page_of
from domain.moderation.models import Case, ModAction
from domain.people.viewer import Viewer

LISTED = 30
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LogLine:
    id: int
    at: datetime
    verb: str
    kind: str
    reason_code: str


@dataclass(frozen=True, slots=True)
class Month:
    """The last thirty days in numbers; `oldest_at` is since when the longest-waiting report waits."""

    folded: int
    suspended: int
    dismissed: int
    undone: int
    oldest_at: datetime | None


def public_log(viewer: Viewer, *, before: int | None = None, size: int = LISTED) -> Page[LogLine]:
    """The same for everybody, newest first."""
    statement = select(
        ModAction.id, ModAction.at, ModAction.verb, ModAction.target_type, ModAction.reason_code
    ).order_by(ModAction.id.desc())
    if before is not None:
        statement = statement.where(ModAction.id < before)
    rows = [LogLine(*row) for row in session.execute(statement.limit(size + 1))]
    return page_of(rows, size, lambda line: line.id)


def last_month(viewer: Viewer) -> Month:
    rows = session.execute(
        select(ModAction.verb, func.count().label("times"))
        .where(ModAction.at > clock.now() - MONTH)
        .group_by(ModAction.verb)
    )
    done = Counter({row.verb: row.times for row in rows})
    oldest_at = session.scalar(select(func.min(Case.opened_at)).where(Case.state == "open"))
    return Month(done["fold"], done["suspend"], done["dismiss"], done["restore"] + done["lift"], oldest_at)
