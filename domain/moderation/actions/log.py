"""The log of what moderators did: each row holds the hash of all before it. Written here only, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.db import lock, session
from domain.moderation import rules
from domain.moderation.models import Case, ChainHead, ModAction
from domain.moderation.targets import Target


class About(Protocol):
    """A case; or what a line is about that no report began, whose id is None."""

    @property
    def id(self) -> int | None: ...
    @property
    def target_type(self) -> str: ...
    @property
    def target_id(self) -> int: ...
    @property
    def subject_id(self) -> int: ...


def append(
    case: Case | About,
    *,
    actor_id: int,
    verb: str,
    reason_code: str,
    reason: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> ModAction:
    """Inside an action, as its last step: the end of the chain stays locked until the commit."""
    head = _locked_head()
    made = ModAction(
        case_id=case.id,
        actor_id=actor_id,
        verb=verb,
        target_type=case.target_type,
        target_id=case.target_id,
        subject_id=case.subject_id,
        reason_code=reason_code,
        reason=reason,
        before=dict(before),
        after=dict(after),
        at=clock.now(),
        previous_hash=head.hash,
    )
    made.hash = rules.hash_of_action(head.hash, facts_of(made))
    session.add(made)
    head.hash = made.hash
    head.length += 1
    session.flush()
    return made


def is_folded(thing: Target) -> bool:
    """A product that moderators took off sale is merely withdrawn; what makes it folded stands here."""
    return folding_of(thing.id) is not None if thing.kind == "product" else thing.is_folded


def was_on_sale(product_id: int) -> bool:
    """Before moderators took it off."""
    folding = folding_of(product_id)
    return folding is not None and folding.before.get("state") == "on_sale"


def folding_of(product_id: int) -> ModAction | None:
    """The action that keeps a product off sale."""
    last = session.scalar(
        select(ModAction)
        .where(
            ModAction.target_type == "product",
            ModAction.target_id == product_id,
            ModAction.verb.in_(("fold", "restore")),
        )
        .order_by(ModAction.id.desc())
        .limit(1)
    )
    return last if last is not None and last.verb == "fold" else None


def facts_of(made: Any) -> dict[str, Any]:
    """What the hash of an action is about: everything but its number and the hashes themselves."""
    return {name: _plain(getattr(made, name)) for name in HASHED}


HASHED = (
    "case_id",
    "actor_id",
    "verb",
    "target_type",
    "target_id",
    "subject_id",
    "reason_code",
    "reason",
    "before",
    "after",
    "at",
)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _locked_head() -> ChainHead:
    insert: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    first = insert(ChainHead).values(id=1, length=0, hash=rules.GENESIS)
    session.execute(first.on_conflict_do_nothing(index_elements=[ChainHead.id]))
    return session.scalars(lock(select(ChainHead).where(ChainHead.id == 1))).one()
