"""Bringing a file in: its rows are put down, looked at without a change, and then done, each in a transaction of its
own, so that nobody waits long for the database and a stop in the middle loses and doubles nothing."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError as PoolTimeout

from core import clock
from core.db import lock, session
from core.errors import DomainError, NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.text import tidy
from core.unit import action, record
from domain.catalog.events import ImportGoesOn
from domain.catalog.import_models import CatalogImport, CatalogImportRow
from domain.catalog.importing.columns import Row
from domain.catalog.importing.plan import Plan, plan, shelf_for
from domain.catalog.importing.rows import done, may_sell, refused
from domain.merchants import policy as merchants
from domain.people.viewer import Viewer

log = logging.getLogger("angelsays.imports")

CHUNK = 50
KEPT = timedelta(days=30)
BUSY = ("checking", "running")
# Of the database, not of the file.
PASSING = (OperationalError, InterfaceError, PoolTimeout)


@action
def begin(actor: Viewer, merchant_id: int, *, name: str, rows: Sequence[Row], digits: int) -> int:
    """Puts the rows down to be looked at; nothing of the shop changes. Returns the id of the import. What was brought
    in a month ago is forgotten."""
    require(merchants.can_own(actor, merchant_id))
    busy = select(CatalogImport.id).where(
        CatalogImport.merchant_id == merchant_id, CatalogImport.state.in_(BUSY)
    )
    if session.scalar(busy.limit(1)) is not None:
        raise Refused(N_("Another file is being worked on. Wait until it is done."), field="file")
    if not rows:
        raise Refused(N_("The file has no rows."), field="file")
    _forget_old(merchant_id)
    made = CatalogImport(
        merchant_id=merchant_id,
        by_id=actor.id,
        name=tidy(name, one_line=True)[:120],
        row_count=len(rows),
        created_at=clock.now(),
        begun_at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.execute(insert(CatalogImportRow), [_stored(made.id, row) for row in rows])
    record(ImportGoesOn(made.id, actor.id, digits))
    return made.id


@action
def run(actor: Viewer, import_id: int, *, digits: int) -> None:
    """Does what the trial showed; rows that were bad are passed over. Asked for again, it changes nothing."""
    made = _own(actor, import_id)
    if made.state != "checked":
        return
    made.state = "running"
    made.done_count = made.bad_count
    made.new_count = made.changed_count = made.same_count = 0
    made.begun_at, made.ended_at = clock.now(), None
    session.execute(
        update(CatalogImportRow)
        .where(CatalogImportRow.import_id == import_id, CatalogImportRow.outcome != "bad")
        .values(outcome="", told=[])
    )
    record(ImportGoesOn(import_id, actor.id, digits))


def carry_on(facts: Sequence[ImportGoesOn], viewer_of: Callable[[int], Viewer]) -> None:
    """Looks at the next rows of files, or does them, and asks for the rest to be done after what else waits. An error
    of ours ends the file that met it, and no other; where the database is busy or away, all of it is tried again."""
    for fact in facts:
        try:
            _carry_on(fact, viewer_of)
        except PASSING:
            raise
        except Exception:
            log.exception("import %s of a catalogue failed", fact.import_id)
            session.rollback()
            session.expunge_all()
            _fail(fact.import_id)


def _carry_on(fact: ImportGoesOn, viewer_of: Callable[[int], Viewer]) -> None:
    session.rollback()
    made = session.get(CatalogImport, fact.import_id)
    if made is None or made.state not in BUSY:
        return
    state, merchant_id = made.state, made.merchant_id
    rows = _waiting(fact.import_id)
    session.rollback()
    try:
        actor = viewer_of(fact.by_id)
        require(merchants.can_own(actor, merchant_id))
    except DomainError as problem:
        _give_up(fact.import_id, problem)
        return
    if state == "checking":
        _note_trial(fact.import_id, merchant_id, rows, fact.digits)
    else:
        for row in rows:
            _do(actor, fact.import_id, merchant_id, row, fact.digits)
    session.expunge_all()
    _finish_or_go_on(fact)


def _do(actor: Viewer, import_id: int, merchant_id: int, row: Row, digits: int) -> None:
    try:
        _do_kept(actor, import_id, merchant_id, row, digits)
    except DomainError as problem:
        session.rollback()
        _note(import_id, row.line, refused(problem))


@action
def _do_kept(actor: Viewer, import_id: int, merchant_id: int, row: Row, digits: int) -> None:
    """The row and what became of it, in one transaction: done twice it would say so twice."""
    waits = select(CatalogImportRow.line).where(
        CatalogImportRow.import_id == import_id,
        CatalogImportRow.line == row.line,
        CatalogImportRow.outcome == "",
    )
    if session.scalar(lock(waits)) is not None:
        _note(import_id, row.line, done(actor, merchant_id, row, digits))


def _note_trial(import_id: int, merchant_id: int, rows: Sequence[Row], digits: int) -> None:
    shelf, can_sell = shelf_for(merchant_id, rows), may_sell(merchant_id)
    plans = [(row.line, plan(row, shelf, digits=digits, can_sell=can_sell, is_trial=True)) for row in rows]
    session.rollback()
    _note_all(import_id, [(line, made.outcome, made.told) for line, made in plans])


@action
def _note(import_id: int, line: int, made: Plan) -> None:
    _note_all(import_id, [(line, made.outcome, made.told)])


@action
def _note_all(import_id: int, outcomes: Sequence[tuple[int, str, list[object]]]) -> None:
    counts = {"new": 0, "changed": 0, "same": 0, "bad": 0}
    for line, outcome, told in outcomes:
        noted = session.execute(
            update(CatalogImportRow)
            .where(
                CatalogImportRow.import_id == import_id,
                CatalogImportRow.line == line,
                CatalogImportRow.outcome == "",
            )
            .values(outcome=outcome, told=told)
            .execution_options(synchronize_session=False)
        )
        counts[outcome] += noted.rowcount  # type: ignore[attr-defined]
    session.execute(
        update(CatalogImport)
        .where(CatalogImport.id == import_id)
        .values(
            done_count=CatalogImport.done_count + sum(counts.values()),
            new_count=CatalogImport.new_count + counts["new"],
            changed_count=CatalogImport.changed_count + counts["changed"],
            same_count=CatalogImport.same_count + counts["same"],
            bad_count=CatalogImport.bad_count + counts["bad"],
        )
        .execution_options(synchronize_session=False)
    )


@action
def _finish_or_go_on(fact: ImportGoesOn) -> None:
    made = session.scalar(lock(select(CatalogImport).where(CatalogImport.id == fact.import_id)))
    if made is None or made.state not in BUSY:
        return
    waits = select(CatalogImportRow.line).where(
        CatalogImportRow.import_id == fact.import_id, CatalogImportRow.outcome == ""
    )
    if session.scalar(waits.limit(1)) is not None:
        record(fact)
    else:
        made.state = "checked" if made.state == "checking" else "done"
        made.ended_at = clock.now()


@action
def _give_up(import_id: int, problem: DomainError) -> None:
    """Who began it may not go on: what waits is not done, and says why."""
    waiting = session.scalars(
        select(CatalogImportRow.line).where(
            CatalogImportRow.import_id == import_id, CatalogImportRow.outcome == ""
        )
    ).all()
    told: list[object] = [["", problem.text, {}]]
    _note_all(import_id, [(line, "bad", told) for line in waiting])
    made = session.get_one(CatalogImport, import_id)
    made.state, made.ended_at = "done", clock.now()


@action
def _fail(import_id: int) -> None:
    """What was done stays done; the shop reads where it ended and may send the file again."""
    made = session.scalar(lock(select(CatalogImport).where(CatalogImport.id == import_id)))
    if made is not None and made.state in BUSY:
        made.state, made.ended_at = "failed", clock.now()


def _waiting(import_id: int) -> list[Row]:
    statement = (
        select(CatalogImportRow.line, CatalogImportRow.cells)
        .where(CatalogImportRow.import_id == import_id, CatalogImportRow.outcome == "")
        .order_by(CatalogImportRow.line)
        .limit(CHUNK)
    )
    return [_loaded(row.line, row.cells) for row in session.execute(statement)]


def _stored(import_id: int, row: Row) -> dict[str, object]:
    extra = {"_twin": row.twin, "_first": row.first, "_broken": row.broken}
    cells = {**row.cells, **{name: str(int(value)) for name, value in extra.items() if value}}
    return {"import_id": import_id, "line": row.line, "cells": cells, "outcome": "", "told": []}


def _loaded(line: int, cells: dict[str, str]) -> Row:
    extra = {name: int(cells.get(name, 0)) for name in ("_twin", "_first", "_broken")}
    shown = {name: value for name, value in cells.items() if not name.startswith("_")}
    return Row(line, shown, extra["_twin"], extra["_first"], bool(extra["_broken"]))


def _own(actor: Viewer, import_id: int) -> CatalogImport:
    made = session.scalar(lock(select(CatalogImport).where(CatalogImport.id == import_id)))
    if made is None or made.merchant_id not in actor.merchant_ids:
        raise NotFound
    require(merchants.can_own(actor, made.merchant_id))
    return made


def _forget_old(merchant_id: int) -> None:
    old = list(
        session.scalars(
            select(CatalogImport.id).where(
                CatalogImport.merchant_id == merchant_id, CatalogImport.created_at < clock.now() - KEPT
            )
        )
    )
    if old:
        session.execute(delete(CatalogImportRow).where(CatalogImportRow.import_id.in_(old)))
        session.execute(delete(CatalogImport).where(CatalogImport.id.in_(old)))
