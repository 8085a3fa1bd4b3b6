"""Imports the checks of every room, so that the registry of `core.invariants` is complete."""

from datetime import timedelta

from sqlalchemy import func, select

from core import clock, invariants, triggers
from core.db import session
from core.outbox import OutboxRow
from domain.angels import check as angels, check_reviews as reviews
from domain.catalog import check as catalog
from domain.fans import check as fans
from domain.groups import check as groups, check_asking as asking
from domain.ledger import check as ledger, check_invoices as invoices
from domain.letters import check as letters
from domain.merchants import check as merchants
from domain.moderation import check as moderation
from domain.orders import (
    check as orders,
    check_cases as cases,
    check_coupons as coupons,
    check_money as money,
    check_payouts as payouts,
)
from domain.people import check as people
from domain.problems import check as problems
from domain.says import check as says
from domain.search import check as search

STALE = timedelta(hours=1)
ROOMS = (
    people,
    merchants,
    catalog,
    ledger,
    invoices,
    angels,
    reviews,
    orders,
    money,
    payouts,
    coupons,
    cases,
    says,
    groups,
    asking,
    problems,
    fans,
    letters,
    search,
    moderation,
)


def triggers_exist() -> list[str]:
    connection = session.connection()
    there = triggers.existing(connection)
    missing = [trigger for trigger in triggers.registered() if trigger.name not in there]
    is_sqlite = connection.dialect.name == "sqlite"
    return [
        f"trigger {trigger.name} of table {trigger.table} is missing"
        for trigger in missing
        if (trigger.sqlite if is_sqlite else trigger.postgresql)
    ]


def outbox_moves() -> list[str]:
    """Work that has been due for long: no worker drains the outbox, or a job fails again and again."""
    long_ago = clock.now() - STALE
    return invariants.found(
        select(
            OutboxRow.job.label("job"),
            func.count().label("rows"),
            func.max(OutboxRow.attempts).label("attempts"),
            func.max(OutboxRow.last_error).label("error"),
        )
        .where(OutboxRow.created_at < long_ago)
        .group_by(OutboxRow.job),
        "job %(job)s: %(rows)s rows wait for longer than an hour, tried up to %(attempts)s times: %(error)s",
    )


invariants.register("database: triggers exist", triggers_exist)
invariants.register("database: the outbox moves", outbox_moves)
