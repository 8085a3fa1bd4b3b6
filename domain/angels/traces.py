"""Marks of accounts as hashes: enough to see that two accounts share something, too little to learn what it is."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Select, case, delete, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.sealing import mark
from core import clock
from core.db import session
from core.unit import action
from domain.angels.models import Touch, Trace
from domain.angels.signals import TRACES_KEPT

BATCH = 1_000
# The end of a number is the same with and without the country's code.
PHONE_DIGITS = 9
# In the place of the id of a browser that nobody signed in with, once it is forgotten.
NOBODY = "-"
# As in the index by which they are found.
IS_KNOWN = text("length(visitor_id) > 1")

_secret = ""


def use(secret: str) -> None:
    """Takes the site's key, of which the key of the hashes is made."""
    global _secret
    _secret = secret


def of_browser(visitor_id: str) -> str:
    return _digest("browser", visitor_id)


def of_payer(payer: str) -> str:
    return _digest("payer", payer)


def of_phone(phone: str) -> str:
    """Empty for what is too short to be a number."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in phone if sign.isdigit())
    return _digest("phone", digits[-PHONE_DIGITS:]) if len(digits) >= PHONE_DIGITS else ""


def of_address(region: str, street: str) -> str:
    """Of a place, whoever it is for, however it is spaced and written."""
    folded = unicodedata.normalize("NFKC", f"{region}{street}").casefold()
    return _digest("address", "".join(sign for sign in folded if sign.isalnum())) if street.strip() else ""


def _digest(kind: str, text: str) -> str:
    return mark(text, secret=_secret, purpose=f"traces:{kind}") if text else ""


def note(user_id: int, marks: Iterable[tuple[str, str]]) -> None:
    """Inside an action: somebody left these (kind, digest), now. Empty ones are left out."""
    at = clock.now()
    rows = [
        {"user_id": user_id, "kind": kind, "digest": digest, "at": at}
        for kind, digest in sorted(set(marks))
        if digest
    ]
    if not rows:
        return
    make = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    put = make(Trace)
    session.execute(
        put.on_conflict_do_update(index_elements=["user_id", "kind", "digest"], set_={"at": put.excluded.at}),
        rows,
    )


def note_browser(user_id: int, visitor_id: str) -> None:
    if visitor_id:
        note(user_id, [("browser", of_browser(visitor_id))])


def left_by(user_ids: Iterable[int], *, since: datetime) -> Mapping[int, set[tuple[str, str]]]:
    """Person -> the (kind, digest) that she has left since then."""
    wanted = set(user_ids)
    found: dict[int, set[tuple[str, str]]] = {user_id: set() for user_id in wanted}
    rows = session.execute(
        select(Trace.user_id, Trace.kind, Trace.digest).where(Trace.user_id.in_(wanted), Trace.at > since)
    )
    for row in rows:
        found[row.user_id].add((row.kind, row.digest))
    return found


def forget_browsers() -> int:
    """Takes the browser's id from visits older than 90 days; that somebody came by whose link stays, for the numbers
    of shops and what orders say. Returns how many that were."""
    gone = 0
    while _are_known():
        gone += _forget_some_browsers()
    return gone


def _are_known() -> bool:
    there = session.scalar(_known().limit(1))
    session.rollback()
    return there is not None


@action(quiet=True)
def _forget_some_browsers() -> int:
    gone = session.execute(
        update(Touch)
        .where(Touch.id.in_(_known().limit(BATCH)))
        .values(visitor_id=case((Touch.user_id.is_(None), NOBODY), else_=""))
        .execution_options(synchronize_session=False)
    )
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]


def _known() -> Select[int]:
    return select(Touch.id).where(IS_KNOWN, Touch.at < clock.now() - TRACES_KEPT)


def forget_old() -> int:
    """Deletes what is older than 90 days. Returns how many that were."""
    gone = 0
    while _are_old():
        gone += _forget_some()
    return gone


def _are_old() -> bool:
    there = session.scalar(select(Trace.user_id).where(Trace.at < clock.now() - TRACES_KEPT).limit(1))
    session.rollback()
    return there is not None


@action(quiet=True)
def _forget_some() -> int:
    since = clock.now() - TRACES_KEPT
    key = tuple_(Trace.user_id, Trace.kind, Trace.digest)
    old = select(Trace.user_id, Trace.kind, Trace.digest).where(Trace.at < since).limit(BATCH)
    gone = session.execute(delete(Trace).where(key.in_(old)))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]
