"""Who may do what on every address of a group: one table. Each row is an address and, for every kind of person, the
answer's status."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.groups import actions
from domain.groups.models import (
    AnnouncementOptOut,
    Answer,
    GroupGuest,
    GroupMember,
    GroupPin,
    GroupRemoval,
    Message,
    Question,
)
from domain.merchants.models import Merchant, MerchantStaff
from domain.people.models import User
from domain.people.viewer import Viewer
from domain.says import actions as says
from domain.viewers import viewer_of
from tests.cast import Cast
from tests.domain.says import world
from tests.web import post, sign_in

# Signed out; a stranger; a buyer who is not happy; a happy one; an angel; staff of another shop; staff; a moderator;
# a member whose reason is gone, within the seven days; a guest.
PEOPLE = ("", "stranger", "unhappy", "happy", "angel", "other_staff", "staff", "moderator", "lapsed", "guest")
READS_CHAT = {"happy", "angel", "staff", "moderator", "lapsed", "guest"}
TALKS = READS_CHAT - {"lapsed"}
SIGNED_IN = set(PEOPLE) - {""}
EVERYONE = set(PEOPLE)


@dataclass(frozen=True)
class Row:
    """`may`: who is let in, answered with `yes`; the others are refused with 403, the signed out are sent to sign in."""

    name: str
    path: str
    may: set[str]
    yes: int = 200
    method: str = "get"
    data: tuple[tuple[str, str], ...] = ()
    is_open: bool = False
    signed_out: int = 303

    def expected(self, who: str) -> int:
        if who in self.may:
            return self.yes
        return 403 if who or self.is_open else self.signed_out


ROWS = (
    Row("questions", "/products/{product}/group", EVERYONE, is_open=True),
    Row("chat", "/products/{product}/group?room=chat", READS_CHAT, is_open=True),
    Row("chat at a place", "/products/{product}/group?room=chat&at=1", READS_CHAT, is_open=True),
    Row("a question", "/products/{product}/questions/{question}", EVERYONE, is_open=True),
    Row("members", "/products/{product}/group/members", READS_CHAT),
    Row("a message's address", "/messages/{message}", READS_CHAT, yes=303),
    Row("new messages", "/products/{product}/messages?after=0", READS_CHAT, signed_out=401),
    Row("stream", "/products/{product}/stream", READS_CHAT, signed_out=401),
    Row("stream, as a page", "/products/{product}/stream", SIGNED_IN, yes=303),
    Row("typing", "/products/{product}/typing", READS_CHAT, 204, "post"),
    Row("be seen", "/products/{product}/presence", SIGNED_IN, 303, "post", (("seen", "1"),)),
    Row("ask", "/products/{product}/questions", SIGNED_IN, 303, "post", (("body", "Why?"),)),
    Row(
        "answer",
        "/products/{product}/questions/{question}/answers",
        {"happy", "angel", "staff", "guest", "stranger"},
        303,
        "post",
        (("body", "So."),),
    ),
    Row("talk", "/products/{product}/messages", TALKS, 303, "post", (("body", "Hello"),)),
    Row("pin", "/messages/{other_message}/pin", {"staff", "moderator"}, 303, "post", (("days", "7"),)),
    Row("take a pin down", "/group-pins/{pin}/end", {"staff", "moderator"}, 303, "post"),
    Row("announce", "/products/{product}/group/announcements", {"staff"}, 303, "post", (("body", "Ripe!"),)),
    Row("no announcements", "/products/{product}/group/announcements/off", SIGNED_IN, 303, "post"),
    Row("announcements again", "/products/{product}/group/announcements/on", SIGNED_IN, 303, "post"),
    Row("read all", "/products/{product}/messages/read", READS_CHAT, 303, "post"),
    Row(
        "invite",
        "/products/{product}/group/guests",
        {"angel", "staff"},
        303,
        "post",
        (("handle", "olga"), ("days", "7")),
    ),
    Row("send a guest home", "/group-guests/{guest_id}/end", {"staff", "guest"}, 303, "post"),
    Row(
        "take out",
        "/products/{product}/group/removals",
        {"moderator"},
        303,
        "post",
        (("user_id", "{happy}"), ("reason", "Spam")),
    ),
    Row("delete another's message", "/messages/{message}/delete", {"angel"}, 303, "post"),
)


@pytest.fixture
def people(cast: Cast) -> dict[str, Viewer]:
    """All kinds of people around one group in which something was said, asked, pinned; and one guest."""
    found = {
        "stranger": cast.eve, "angel": cast.alma, "staff": cast.chen, "moderator": cast.dora, "happy": cast.bo,
        **{name: _person(name) for name in ("unhappy", "lapsed", "guest", "other_staff")},
    }  # fmt: skip
    _other_shop(found["other_staff"])
    found["other_staff"] = viewer_of(found["other_staff"].id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    angels.endorse(cast.alma, cast.product_id)
    for name, stars in (("happy", 5), ("unhappy", 2), ("lapsed", 5), ("lapsed", 1)):
        world.receive(cast, found[name])
        says.publish(found[name], body="Well", product_id=cast.product_id, stars=stars, audience="public")
    actions.invite_guest(cast.chen, cast.product_id, handle="guest", days=7)
    actions.send(cast.alma, cast.product_id, body="Between us members")
    actions.pin(cast.chen, session.scalar(select(Message.id)), days=3)
    return found


@pytest.fixture
def numbers(cast: Cast, people: dict[str, Viewer]) -> dict[str, int]:
    return {
        "product": cast.product_id,
        "question": actions.ask(people["stranger"], cast.product_id, body="Does it travel well?"),
        "message": session.scalar(select(Message.id)) or 0,
        "other_message": _another_message(cast),
        "pin": session.scalar(select(GroupPin.id)) or 0,
        "guest_id": session.scalar(select(GroupGuest.id)) or 0,
        "happy": people["happy"].id,
    }


def test_all_kinds_of_people_look_everywhere(app, people, numbers):
    for row in ROWS:
        if row.method == "get":
            found = {who: _status(app, people, numbers, row, who) for who in PEOPLE}
            assert found == {who: row.expected(who) for who in PEOPLE}, row.name


def test_whoever_may_not_is_refused_and_nothing_changes(app, people, numbers):
    before = _everything(numbers)
    for row in ROWS:
        if row.method == "post":
            refused = [who for who in PEOPLE if who not in row.may]
            found = {who: _status(app, people, numbers, row, who) for who in refused}
            assert found == {who: row.expected(who) for who in refused}, row.name
    assert _everything(numbers) == before


def test_what_is_said_reaches_only_those_who_may_read(app, people, numbers):
    for who in PEOPLE:
        client = _client(app, people, who)
        page = client.get(f"/products/{numbers['product']}/group?room=chat").text
        assert ("Between us members" in page) is (who in READS_CHAT), who


HEADERS = {"new messages": {"HX-Request": "true"}, "stream": {"Accept": "text/event-stream"}}
ONCE = {"take a pin down", "take out", "send a guest home"}


@pytest.mark.parametrize("who", ["stranger", "happy", "angel", "staff", "moderator", "guest"])
def test_whoever_may_may(app, people, numbers, who):
    rows = [row for row in ROWS if row.method == "post" and who in row.may]
    for row in sorted(rows, key=lambda row: row.name in ONCE):
        assert _status(app, people, numbers, row, who) == row.yes, row.name


def _everything(numbers) -> list[object]:
    session.rollback()
    kinds = (Message, GroupPin, GroupGuest, GroupMember, GroupRemoval, AnnouncementOptOut, Question, Answer)
    counts: list[object] = [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
    return [*counts, session.scalar(select(Message.state).where(Message.id == numbers["message"]))]


def _another_message(cast: Cast) -> int:
    seq = actions.send(cast.alma, cast.product_id, body="Another one between us")
    return session.scalar(select(Message.id).where(Message.seq == seq)) or 0


def _status(app, people, numbers, row, who) -> int:
    client = _client(app, people, who)
    headers = HEADERS.get(row.name, {})
    path = row.path.format(**numbers)
    if row.method == "get":
        answer = client.get(path, headers=headers)
        # A stream is open until somebody ends it.
        answer.close()
        return answer.status_code
    data = {name: value.format(**numbers) for name, value in row.data}
    return post(client, path, data_=data).status_code


def _client(app, people, who):
    client = app.test_client()
    return sign_in(client, people[who]) if who else client


@action
def _person(handle: str) -> Viewer:
    user = User(
        handle=handle,
        display_name=handle.capitalize(),
        email=f"{handle}@example.org",
        password_hash=session.scalars(select(User.password_hash)).first() or "",
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    return viewer_of(user.id)


@action
def _other_shop(owner: Viewer) -> None:
    like = session.scalars(select(Merchant)).first()
    assert like is not None and session.scalars(select(Product)).first() is not None
    shop = Merchant(
        owner_id=owner.id,
        kind=like.kind,
        name="Another shop",
        state="verified",
        fee_bps=0,
        created_at=clock.now(),
    )
    session.add(shop)
    session.flush()
    session.add(MerchantStaff(merchant_id=shop.id, user_id=owner.id, role="owner", created_at=clock.now()))
