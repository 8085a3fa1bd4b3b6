"""Posts that are not out yet: kept while they are typed, published when their time has come."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.db import lock, session
from core.errors import Conflict, DomainError, NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import drafting, rules
from domain.says.actions import audiences, photos, posts, wording
from domain.says.drafting import Fields
from domain.says.events import PlanFailed
from domain.says.models import Draft, Post, SentDraft

CHANGED_ELSEWHERE = N_("This draft was changed in another window meanwhile.")
GONE = N_("This draft is no longer there: it is out already, or it was deleted.")


class DraftGone(Refused):
    """What the page has was published or deleted meanwhile. It may go out once more, but only by choice."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it stands after saving."""

    id: int
    version: int
    updated_at: datetime
    publish_at: datetime | None = None


@action(quiet=True)
def keep_draft(actor: Viewer, key: str, fields: Fields, *, version: int = 0, overwrite: bool = False) -> Kept:
    """Saves what is typed. `version` is the one that the page has seen, 0 for a new draft. Raises Conflict when
    another window has saved since, unless `overwrite`, and NotFound when the draft has gone meanwhile."""
    require(can_write(actor))
    _require_key(key)
    draft = _draft_at(actor, key)
    if draft is None and version and not overwrite:
        raise NotFound(GONE)
    if draft is not None and draft.version != version and not overwrite:
        raise Conflict(CHANGED_ELSEWHERE)
    return _saved(actor, draft, key, fields)


@action(quiet=True)
def plan(actor: Viewer, key: str, fields: Fields, publish_at: datetime, *, version: int = 0) -> Kept:
    """Saves what is typed, to be published at a time to come. What anybody can see to be wrong is refused now.
    `version` as for `publish_draft`."""
    require(can_write(actor))
    _require_key(key)
    _require_time(publish_at)
    arguments = drafting.arguments_of(fields)
    words = wording.tidied(arguments["body"], rules.BODY_MAX)
    audiences.of(actor, arguments["audience"])
    if not words and not arguments["photo_tokens"]:
        raise Refused(posts.NOTHING_SAID, field="body")
    kept = _saved(actor, _draft_still_at(actor, key, version), key, fields)
    _own(actor, kept.id).publish_at = publish_at
    return kept


@action(quiet=True)
def replan(actor: Viewer, draft_id: int, publish_at: datetime | None) -> None:
    """Another time for a planned post; None makes it a draft without one."""
    require(can_write(actor))
    draft = _own(actor, draft_id)
    if publish_at is not None:
        _require_time(publish_at)
        if not drafting.is_worth_keeping(draft.fields):
            raise Refused(posts.NOTHING_SAID, field="publish_at")
    draft.publish_at = publish_at
    draft.problem = ""
    draft.version += 1


@action(quiet=True)
def discard_draft(actor: Viewer, draft_id: int) -> None:
    session.delete(_own(actor, draft_id))


@action
def publish_draft(actor: Viewer, key: str, *, version: int = 0, **post: Any) -> int:
    """Publishes (see `publish`); the draft that the page kept goes with it. `version` is the one that the page has
    seen: over 0 the draft must still be there, or the same words would go out twice. Raises DraftGone otherwise.
    A page whose post is out with these very words leads to it: its button was pressed twice."""
    require(can_write(actor))
    if not drafting.is_key(key):
        return posts.publish(actor, **post)
    sent = _sent_from(actor, key)
    if sent.post_id is not None:
        _require_same(sent.post_id, post["body"])
        photos.keep_drafts(actor, post.get("pictures", ()))
        return sent.post_id
    draft = _draft_still_at(actor, key, version)
    sent.post_id = posts.publish(actor, **post)
    if draft is not None:
        session.delete(draft)
    return sent.post_id


@action
def publish_planned(actor: Viewer, draft_id: int) -> int | None:
    """The post of a draft whose time has come; None when it has gone out already, or is to go later."""
    due = select(Draft).where(
        Draft.id == draft_id, Draft.owner_id == actor.id, Draft.publish_at <= clock.now()
    )
    draft = session.scalar(lock(due))
    if draft is None:
        return None
    post_id = posts.publish(actor, **drafting.arguments_of(draft.fields))
    session.delete(draft)
    return post_id


@action(quiet=True)
def note_failure(draft_id: int, error: DomainError) -> None:
    """A planned post was refused: it becomes a draft that says why, and its owner is told."""
    draft = session.scalar(lock(select(Draft).where(Draft.id == draft_id, Draft.publish_at.is_not(None))))
    if draft is None:
        return
    draft.problem = json.dumps([error.text, {name: str(value) for name, value in error.values.items()}])
    draft.publish_at = None
    draft.version += 1
    record(PlanFailed(draft.id, draft.owner_id))


@action(quiet=True)
def forget_old_drafts(limit: int = 500) -> int:
    """Drafts that nobody has touched for half a year, but not those that have a time to go out. What is known of the
    pages that have published goes sooner."""
    late = select(SentDraft.owner_id, SentDraft.key).where(SentDraft.at < clock.now() - rules.SENT_KEPT_FOR)
    session.execute(
        delete(SentDraft)
        .where(tuple_(SentDraft.owner_id, SentDraft.key).in_(late.limit(limit)))
        .execution_options(synchronize_session=False)
    )
    old = select(Draft.id).where(
        Draft.updated_at < clock.now() - rules.DRAFTS_KEPT_FOR, Draft.publish_at.is_(None)
    )
    ids = session.scalars(old.limit(limit)).all()
    session.execute(delete(Draft).where(Draft.id.in_(ids)))
    return len(ids)


def due_drafts(limit: int = 100) -> Sequence[tuple[int, int]]:
    """(draft, owner) of the planned posts whose time has come, the oldest first."""
    statement = select(Draft.id, Draft.owner_id).where(Draft.publish_at <= clock.now())
    rows = session.execute(statement.order_by(Draft.publish_at, Draft.id).limit(limit))
    return [(row.id, row.owner_id) for row in rows]


def _saved(actor: Viewer, draft: Draft | None, key: str, fields: Fields) -> Kept:
    if drafting.is_too_much(fields):
        raise Refused(N_("This is too much for a draft."), field="body")
    at = clock.now()
    if draft is None:
        _require_room(actor)
        draft = Draft(owner_id=actor.id, key=key, version=0, created_at=at)
        session.add(draft)
    draft.fields = drafting.kept(fields)
    draft.problem = ""
    draft.version += 1
    draft.updated_at = at
    session.flush()
    return Kept(draft.id, draft.version, at, draft.publish_at)


def _require_key(key: str) -> None:
    if not drafting.is_key(key):
        raise Refused(N_("Reload the page and try once more."))


def _require_room(actor: Viewer) -> None:
    count = session.scalar(select(func.count()).select_from(Draft).where(Draft.owner_id == actor.id)) or 0
    if count >= rules.DRAFTS_MAX:
        raise Refused(N_("You have %(limit)s drafts. Delete one to keep another."), limit=rules.DRAFTS_MAX)


def _require_time(publish_at: datetime) -> None:
    now = clock.now()
    if publish_at <= now:
        raise Refused(N_("This time is over."), field="publish_at")
    if publish_at > now + rules.PLANNED_AHEAD:
        raise Refused(N_("At most a year ahead."), field="publish_at")


def _draft_at(actor: Viewer, key: str) -> Draft | None:
    return session.scalar(lock(select(Draft).where(Draft.owner_id == actor.id, Draft.key == key)))


def _draft_still_at(actor: Viewer, key: str, version: int) -> Draft | None:
    draft = _draft_at(actor, key)
    if draft is None and version:
        raise DraftGone(GONE)
    return draft


def _sent_from(actor: Viewer, key: str) -> SentDraft:
    """The page's row, locked; made when it is its first press, for which a second one waits."""
    insert: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    row = insert(SentDraft).values(owner_id=actor.id, key=key, at=clock.now())
    session.execute(row.on_conflict_do_nothing())
    return session.scalars(
        lock(select(SentDraft).where(SentDraft.owner_id == actor.id, SentDraft.key == key))
    ).one()


def _require_same(post_id: int, body: str) -> None:
    post = session.get_one(Post, post_id)
    if post.state == "deleted" or post.body != wording.tidied(body, rules.BODY_MAX):
        raise DraftGone(GONE)


def _own(actor: Viewer, draft_id: int) -> Draft:
    draft = session.scalar(lock(select(Draft).where(Draft.owner_id == actor.id, Draft.id == draft_id)))
    if draft is None:
        raise NotFound
    return draft
