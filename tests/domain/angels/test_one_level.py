"""Angels have one level: whoever is paid for a sale is the angel of its line, and nobody stands above her."""

from sqlalchemy import ForeignKey

import domain.models  # noqa: F401
from core.db import Model

# Every column that leads from money to a person, with why it does.
PAID = {
    "commissions.angel_id": "the angel of the order line",
    "order_lines.angel_id": "the same, frozen at placement",
    "touches.angel_id": "whose link was followed",
    "payouts.user_id": "who withdraws her own money",
}
ACTED = {
    "touches.user_id": "who followed the link",
    "payouts.decided_by_id": "the operator",
    "settlements.proposed_by_id": "the operator",
    "settlements.decided_by_id": "the operator",
    "commission_reviews.opened_by_id": "the operator",
    "commission_reviews.decided_by_id": "the operator",
    "commission_reviews.appeal_by_id": "the operator",
}
MONEY = {"accounts",  "commission_holds", "commission_reviews", "commissions", "entries", "entry_lines", "order_lines", "payouts", "settlements", "touches"}  # fmt: skip
UPWARD = (
    "parent",
    "upline",
    "sponsor",
    "inviter",
    "referrer",
    "recruit",
    "ancestor",
    "leader",
    "team",
    "tier",
    "level",
)


def leads_to_people(key: ForeignKey) -> bool:
    return key.column.table.name == "users"


def test_no_column_of_money_leads_to_anybody_but_the_angel_of_the_line() -> None:
    found = {
        f"{name}.{column.name}"
        for name in MONEY
        for column in Model.metadata.tables[name].columns
        if any(leads_to_people(key) for key in column.foreign_keys)
    }

    assert found == PAID.keys() | ACTED.keys()


def test_no_column_of_a_person_or_of_money_names_somebody_above() -> None:
    names = {
        f"{table}.{column.name}"
        for table in MONEY | {"users", "endorsements", "share_links"}
        for column in Model.metadata.tables[table].columns
    }

    assert [name for name in names if any(word in name.split(".")[1] for word in UPWARD)] == []


def test_an_invite_carries_no_money() -> None:
    columns = {column.name for column in Model.metadata.tables["invites"].columns}

    assert not any("cents" in column or "bps" in column for column in columns)


def test_a_line_has_one_commission() -> None:
    commissions = Model.metadata.tables["commissions"]

    unique = [
        constraint
        for constraint in commissions.constraints
        if constraint.__class__.__name__ == "UniqueConstraint"
    ]

    assert [[column.name for column in constraint.columns] for constraint in unique] == [["order_line_id"]]
