"""Imports the checks of every room, lower rooms first, so that the registry of `core.invariants` is complete."""

from core import invariants, triggers
from core.db import session
from domain.angels import check as angels
from domain.catalog import check as catalog
from domain.ledger import check as ledger
from domain.orders import check as orders
from domain.people import check as people
from domain.says import check as says
from domain.search import check as search

ROOMS = (people, catalog, ledger, angels, orders, says, search)


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


invariants.register("database: triggers exist", triggers_exist)
