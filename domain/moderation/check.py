"""What must hold in moderation: the log is whole, and says everything that moderators did."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import aliased

from core.db import session
from core.invariants import SHOWN, found, register
from domain.groups.models import Answer, Message, Question
from domain.letters.models import Letter
from domain.moderation import rules
from domain.moderation.actions.log import facts_of
from domain.moderation.models import Case, ChainHead, ModAction, Report
from domain.problems.models import Problem
from domain.says.models import Comment, Post

PORTION = 1_000


def chain_is_unbroken() -> list[str]:
    """Every action follows the one before it and is what was written then; none is missing at the end."""
    breaches: list[str] = []
    last, length = rules.GENESIS, 0
    for row in _in_order():
        if row.previous_hash != last:
            breaches.append(f"mod_action {row.id} does not follow the one before it")
        if rules.hash_of_action(row.previous_hash, facts_of(row)) != row.hash:
            breaches.append(f"mod_action {row.id} is not what was written")
        last, length = row.hash, length + 1
        if len(breaches) > SHOWN:
            return [*breaches, "and more like these"]
    head = session.execute(select(ChainHead.length, ChainHead.hash)).first()
    if head is None and length:
        breaches.append("the end of the log is not noted")
    elif head is not None and (head.length, head.hash) != (length, last):
        breaches.append(
            f"the log should have {head.length} actions and end in {head.hash[:12]}, it has {length}"
        )
    return breaches


def _in_order() -> Iterator[Any]:
    """A hash follows from the one before it, so that the rows have to be walked; never all of them at once."""
    columns = list(ModAction.__table__.columns)
    last_id = 0
    while True:
        rows = session.execute(
            select(*columns).where(ModAction.id > last_id).order_by(ModAction.id).limit(PORTION)
        ).all()
        yield from rows
        if len(rows) < PORTION:
            return
        last_id = rows[-1].id


def cases_count_their_reports() -> list[str]:
    counted = select(Report.case_id, func.count().label("n")).group_by(Report.case_id).subquery()
    there = func.coalesce(counted.c.n, 0)
    return found(
        select(Case.id.label("id"), Case.report_count.label("kept"), there.label("there"))
        .outerjoin(counted, counted.c.case_id == Case.id)
        .where(Case.report_count != there),
        "case %(id)s says %(kept)s reports, there are %(there)s",
    )


def decided_cases_have_a_decision() -> list[str]:
    decision = select(ModAction.id).where(ModAction.case_id == Case.id).exists()
    return found(
        select(Case.id.label("id"), Case.state.label("state")).where((Case.state == "decided") != decision),
        "case %(id)s is %(state)s, and the log does not say the same",
    )


def what_is_folded_was_folded_in_the_log() -> list[str]:
    """Nothing is folded, and nothing opened again, behind the log's back."""
    kinds = (
        ("post", Post),
        ("comment", Comment),
        ("question", Question),
        ("answer", Answer),
        ("message", Message),
        ("problem", Problem),
        ("letter", Letter),
    )
    things = union_all(
        *(
            select(literal(kind).label("kind"), table.id.label("id")).where(table.state == "folded")
            for kind, table in kinds
        )
    ).subquery()
    later = aliased(ModAction)
    newest = (
        select(ModAction.verb)
        .where(
            ModAction.target_type == things.c.kind,
            ModAction.target_id == things.c.id,
            ModAction.verb.in_(("fold", "restore")),
            ~select(later.id)
            .where(
                later.target_type == ModAction.target_type,
                later.target_id == ModAction.target_id,
                later.verb.in_(("fold", "restore")),
                later.id > ModAction.id,
            )
            .exists(),
        )
        .correlate(things)
        .scalar_subquery()
    )
    return found(
        select(things.c.kind, things.c.id).where(func.coalesce(newest, "") != "fold"),
        "%(kind)s %(id)s is folded, and the log does not say so",
    )


register("moderation: the chain of actions is unbroken", chain_is_unbroken)
register("moderation: cases count their reports", cases_count_their_reports)
register("moderation: decided cases have a decision", decided_cases_have_a_decision)
register("moderation: what is folded was folded in the log", what_is_folded_was_folded_in_the_log)
