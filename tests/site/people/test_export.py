"""/settings/export: all that is one's own, and nothing that is another's."""

import io
import json
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Column

from core import clock
from core.db import session
from core.unit import action
from domain import export
from domain.models import ROOMS
from domain.people import actions
from domain.people.viewer import Viewer
from domain.says.models import Comment, Post, Reaction
from tests.cast import PASSWORD, Cast
from tests.conftest import Time
from tests.queries import counted
from tests.web import post, sign_in


def taken(client: FlaskClient) -> dict[str, bytes]:
    """The files of the archive that this browser's person downloads."""
    with post(client, "/settings/export", password=PASSWORD) as answer:
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.mimetype == "application/zip"
        assert answer.content_length == len(answer.data)
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}


def rows(archive: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(archive[f"{name}.json"])
    return found


def texts(archive: dict[str, bytes]) -> str:
    return "\n".join(body.decode() for name, body in archive.items() if not name.endswith(".webp"))


def test_every_table_with_something_of_a_person_is_taken_or_left_on_purpose() -> None:
    named = {
        column.table.name
        for table in export.TABLES
        for column in table.select_of(Viewer(1)).selected_columns
        if isinstance(column, Column)
    }
    owned = {
        model.__tablename__
        for room in ROOMS
        for model in vars(room).values()
        if hasattr(model, "__tablename__")
        and any(key.target_fullname == "users.id" for key in model.__table__.foreign_keys)
    }
    assert owned - named == LEFT_ON_PURPOSE


# Secrets and sessions' keys; what others said or decided; what is only counted; what follows from other rows.
LEFT_ON_PURPOSE = {
    "blocks", "cases", "checkouts", "circle_members", "dismissals", "follows", "friend_requests", "group_members",
    "hidings", "invite_uses", "catalog_imports", "commission_caps", "lessons_read", "merchant_decisions", "merchant_staff", "merchants", "mod_actions", "mutes", "notices", "order_steps",
    "purchases", "push_subscriptions", "rate_versions", "role_grants", "secret_links", "settlements", "shipments",
    "sent_drafts", "suspensions", "touches",
    "broadcast_receipts", "broadcasts", "canned_replies", "letter_threads",
    "adjustments", "traces", "gateway_payments", "merchant_destinations", "order_case_picture_drafts",
    "merchant_fees", "order_case_steps", "payout_approvals", "payout_steps",
    "unseen_people", "announcement_opt_outs", "group_guests", "group_pins", "group_removals",
}  # fmt: skip


def test_friends_are_named_only_if_they_agree(client: FlaskClient, cast: Cast, time: Time) -> None:
    sign_in(client, cast.alma)
    before = taken(client)
    assert rows(before, "friends") == []
    assert json.loads(before["counts.json"])["friends"] == 1

    actions.change_privacy(cast.bo, purchases_shown="counted", is_exportable=True)
    time.pass_(minutes=61)
    assert [row["handle"] for row in rows(taken(client), "friends")] == ["bo"]


def test_once_an_hour(client: FlaskClient, cast: Cast, time: Time) -> None:
    sign_in(client, cast.alma)
    taken(client)

    answer = post(client, "/settings/export", password=PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "60 min" in answer.get_data(as_text=True)
    time.pass_(minutes=61)
    assert taken(client)


@pytest.mark.parametrize("password", ["", "not hers at all", "x" * 20_000])
def test_the_password_is_asked_for_and_a_wrong_one_costs_no_hour(
    client: FlaskClient, cast: Cast, password: str
) -> None:
    sign_in(client, cast.alma)
    answer = post(client, "/settings/export", password=password)

    assert answer.status_code == 422
    assert 'id="password-error"' in answer.get_data(as_text=True)
    assert taken(client)


def test_a_suspended_person_may_take_her_data(client: FlaskClient, cast: Cast) -> None:
    from datetime import timedelta

    actions.suspend(cast.dora, cast.eve.id, reason="Spam", until_at=clock.now() + timedelta(days=3))

    assert taken(sign_in(client, cast.eve))


def test_the_readme_is_in_her_language(client: FlaskClient, cast: Cast) -> None:
    actions.change_profile(cast.alma, display_name="Alma", bio="", locale="zh_Hans", theme="")

    assert "你的" in taken(sign_in(client, cast.alma))["README.txt"].decode()


@action
def write_much(cast: Cast, many: int) -> None:
    at = clock.now()
    for number in range(many):
        entry = Post(
            author_id=cast.alma.id, body=f"No {number}", body_html="", audience="public", reaction_kinds={},
            created_at=at,
        )  # fmt: skip
        session.add(entry)
        session.flush()
        session.add(Comment(post_id=entry.id, author_id=cast.alma.id, body="so", body_html="", created_at=at))
        for kind in ("like", "helpful"):
            session.add(Reaction(post_id=entry.id, user_id=cast.alma.id, kind=kind, created_at=at))


def test_a_long_life_comes_in_batches_and_loses_nothing(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export.reading, "BATCH", 7)
    write_much(cast, 30)
    sign_in(client, cast.alma)

    with counted() as statements:
        archive = taken(client)
    assert [row["body"] for row in rows(archive, "posts")] == [f"No {number}" for number in range(30)]
    assert len(rows(archive, "comments")) == 30
    assert len(rows(archive, "reactions")) == 60
    assert not [one for one in statements if one.startswith("INSERT") and "attempts" not in one]


def test_pictures_beyond_the_room_are_counted(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from blueprints.people import export as view
    from domain.says import actions as says
    from tests.world import picture

    kept = [picture(client.application, color) for color in ("red", "green", "blue")]
    says.publish(cast.alma, body="Three", pictures=kept, alts=["", "", ""])
    monkeypatch.setattr(view, "PICTURE_BYTES", 10)
    archive = taken(sign_in(client, cast.alma))

    assert not [name for name in archive if name.startswith("pictures/")]
    assert "3 older pictures had no room." in archive["README.txt"].decode()
