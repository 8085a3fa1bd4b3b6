"""What everybody takes from /settings/export out of a world with one of everything: her own, and nothing of others."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import session
from domain.orders.models import Order
from domain.people.models import User
from tests.cast import make_cast
from tests.conftest import emptied
from tests.site.people.test_export import rows, taken, texts
from tests.web import sign_in
from tests.world import Secret, World, make_world

PEOPLE = ("alma", "bo", "chen", "dora", "eve", "olga")

# Whose own words they are. What is not named here is nobody's, or at most one person's.
WRITTEN_BY = {
    Secret.FRIENDS_POST: {"alma"},
    Secret.FRIENDS_COMMENT: {"bo"},
    Secret.OWN_POST: {"alma"},
    Secret.OWN_COMMENT: {"alma"},
    Secret.EVES_POST: {"eve"},
    Secret.ALMAS_POST: {"alma"},
    Secret.FOLDED_POST: {"chen"},
    Secret.FOLD_REASON: set(),
    Secret.DELETED_POST: set(),
    Secret.MESSAGE: {"bo"},
    Secret.STREET: {"bo"},
    Secret.PHONE: {"bo"},
    Secret.STORE_WORDS: {"alma"},
    Secret.DIGITAL_WORDS: set(),
    Secret.DRAFT: set(),
    Secret.DESTINATION: {"alma"},
    Secret.TRANSFER_DETAILS: set(),
    Secret.REPORT: {"alma", "chen", "eve"},
    Secret.SETTLEMENT: set(),
    Secret.ADJUSTMENT: set(),
    Secret.HOLD: {"alma"},
    Secret.REGISTRATION: set(),
    Secret.CONTACT: set(),
    Secret.REFUND_REASON: {"bo"},
    Secret.MAIL: {"alma"},
}


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[World]:
    with emptied(app):
        yield make_world(app, make_cast())


@pytest.fixture(scope="module")
def archives(app: Flask, world: World) -> dict[str, dict[str, bytes]]:
    return {handle: taken(sign_in(app.test_client(), getattr(world.cast, handle))) for handle in PEOPLE}


@pytest.mark.parametrize("secret", [value for name, value in vars(Secret).items() if name.isupper()])
def test_private_words_are_in_the_archive_of_who_wrote_them_alone(
    archives: dict[str, dict[str, bytes]], secret: str
) -> None:
    holders = {handle for handle, archive in archives.items() if secret in texts(archive)}

    if secret in WRITTEN_BY:
        assert holders == WRITTEN_BY[secret]
    else:
        assert len(holders) <= 1


@pytest.mark.parametrize("handle", PEOPLE)
def test_nobody_takes_addresses_tokens_or_hashes_with_her(
    archives: dict[str, dict[str, bytes]], handle: str
) -> None:
    found = texts(archives[handle])

    assert not [other for other in PEOPLE if other != handle and f"{other}@example.org" in found]
    kept = {hash_ for (hash_,) in session.execute(select(User.password_hash))}
    assert not [one for one in kept if one in found]
    assert "token" not in found and "hash" not in found


def test_alma_finds_what_is_hers(archives: dict[str, dict[str, bytes]], world: World) -> None:
    alma = archives["alma"]

    assert rows(alma, "profile")[0]["email"] == "alma@example.org"
    assert {row["audience"] for row in rows(alma, "posts")} == {"public", "friends", "circle", "me"}
    assert {row["state"] for row in rows(alma, "payouts")} == {"requested"}
    assert sum(row["amount_cents"] for row in rows(alma, "ledger_lines")) > 0
    assert rows(alma, "earnings")
    [photo] = rows(alma, "photos")
    assert alma[f"pictures/{photo['file']}.webp"][:4] == b"RIFF"
    assert "@alma" in alma["README.txt"].decode()


def test_bo_finds_his_orders_also_for_a_spreadsheet(
    archives: dict[str, dict[str, bytes]], world: World
) -> None:
    bo = archives["bo"]
    numbers = {row["number"] for row in rows(bo, "orders")}

    assert numbers == set(session.scalars(select(Order.number).where(Order.buyer_id == world.cast.bo.id)))
    assert len(bo["orders.csv"].decode("utf-8-sig").splitlines()) == 1 + len(rows(bo, "order_lines"))
    assert all(number in bo["orders.csv"].decode() for number in numbers)
