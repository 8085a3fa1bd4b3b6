"""What a compose page knows of its draft, and of the time at which the post is to go out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import request

from core.errors import Refused
from core.i18n import N_
from domain.people.viewer import Viewer
from domain.says import drafting, queries
from domain.says.queries import DraftView

# What a date-and-time field of a browser sends.
LOCAL = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`key` and `version` name the draft and what the page has seen of it; `id` and the rest are of one that is kept
    already. `zone` is the one that a planned time is read in. `is_answer`: the form comes back as it was sent."""

    key: str
    version: int = 0
    id: int | None = None
    saved_at: datetime | None = None
    publish_at: datetime | None = None
    problem: str = ""
    problem_values: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    others: int = 0
    is_answer: bool = False

    @property
    def local_time(self) -> str:
        """The planned time as the field shows it."""
        return local(self.publish_at, self.zone) if self.publish_at else ""


def sheet_for(viewer: Viewer, draft: DraftView | None = None) -> Sheet:
    """Of the draft that was opened; of the form that came back; or a new one."""
    zone = zone_of(viewer)
    if draft is not None:
        return Sheet(
            draft.key,
            draft.version,
            draft.id,
            draft.updated_at,
            draft.publish_at,
            draft.problem,
            draft.problem_values,
            zone,
        )
    key, version = sent_key(), sent_version()
    if request.method == "POST" and drafting.is_key(key):
        there = queries.version_at(viewer, key)
        return Sheet(key, version, id=there[0] if there else None, zone=zone, is_answer=True)
    return Sheet(str(uuid4()), zone=zone, others=queries.draft_count(viewer))


def seen(sheet: Sheet, viewer: Viewer) -> Sheet:
    """The sheet of somebody who has been told that another window has saved since: to save again is to overwrite."""
    there = queries.version_at(viewer, sheet.key)
    return replace(sheet, version=there[1] if there else 0)


def renewed(viewer: Viewer) -> Sheet:
    """The sheet of somebody who has been told that her draft is gone: what stands here is a post of its own."""
    return Sheet(str(uuid4()), zone=zone_of(viewer), is_answer=True)


def sent_key() -> str:
    return request.form.get("draft_key", "")


def sent_version() -> int:
    raw = request.form.get("draft_version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else 0


def sent_fields(
    tokens: Sequence[str] | None = None, alts: Sequence[str] | None = None
) -> dict[str, list[str]]:
    """The fields of the form as typed, with the pictures that have been received."""
    fields = {name: request.form.getlist(name) for name in request.form}
    if tokens is not None and alts is not None:
        fields |= {"photo_tokens": list(tokens), "photo_alts": list(alts)}
    return fields


def sent_time(viewer: Viewer) -> datetime | None:
    """When the post is to go out, None for at once. Raises Refused at its field."""
    raw = request.form.get("publish_at", "").strip()
    if not raw:
        return None
    try:
        local = datetime.strptime(raw[:16], LOCAL)
        return local.replace(tzinfo=ZoneInfo(zone_of(viewer))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(N_("This is not a date and a time."), field="publish_at") from None


def local(at: datetime, zone: str) -> str:
    """An instant as a date-and-time field shows it."""
    return at.astimezone(ZoneInfo(zone)).strftime(LOCAL)


def zone_of(viewer: Viewer) -> str:
    """The zone of the browser, which it sends along; or the one of the settings."""
    for name in (request.form.get("time_zone", ""), queries.time_zone_of(viewer)):
        if _is_zone(name):
            return name
    return "UTC"


def _is_zone(name: str) -> bool:
    if not name or len(name) > 40:
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
