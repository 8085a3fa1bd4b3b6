"""/products/ID/stream: what is said in the chat, as it is said."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from blueprints.groups import stream
from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.groups import actions
from domain.people import actions as people
from domain.people.actions.sessions import end_other_sessions
from tests.cast import make_product
from tests.web import post, sign_in

STREAM = {"Accept": "text/event-stream"}


MOST_BEATS = 100


@pytest.fixture(autouse=True)
def quick_heart(monkeypatch):
    monkeypatch.setattr(stream, "BEAT_SECONDS", 0.1)


@pytest.fixture
def group(cast):
    """The durian's chat: Chen sells, Alma endorses, one message."""
    angels.endorse(cast.alma, cast.product_id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    actions.send(cast.alma, cast.product_id, body="The first word")
    return f"/products/{cast.product_id}/stream"


class Reader:
    """Somebody whose page is open; what comes is parsed into (id, name, data)."""

    def __init__(self, client, address, **headers):
        self.answer = client.get(address, headers={**STREAM, **headers})
        assert self.answer.status_code == 200, self.answer.text
        self.pieces = self.events()

    def events(self) -> Iterator[tuple[str, str, str]]:
        beats = 0
        for piece in self.answer.response:
            beats += piece == stream.BEAT
            assert beats < MOST_BEATS, "nothing came"
            for block in piece.decode().split("\n\n"):
                fields = [line.partition(": ")[::2] for line in block.splitlines()]
                said = {name: value for name, value in fields if name in ("id", "event")}
                if said.get("event", "beat") != "beat":
                    data = "\n".join(value for name, value in fields if name == "data")
                    yield said.get("id", ""), said["event"], data

    def until(self, name: str) -> tuple[str, str, str]:
        return next(event for event in self.pieces if event[1] == name)

    def says_no_more(self) -> bool:
        """It ends, and until then tells at most who is here."""
        return [name for _, name, _ in self.pieces if name != "here"] == ["end"]

    def close(self) -> None:
        self.answer.close()


@pytest.fixture
def reading(app, group):
    opened = []

    def read(person, address=group, **headers) -> Reader:
        opened.append(Reader(sign_in(app.test_client(), person), address, **headers))
        return opened[-1]

    yield read
    for one in opened:
        one.close()
    # The next test puts another database under the site.
    with app.extensions["live"].looking:
        pass


def test_what_is_said_comes_at_once_with_its_place(reading, group, cast):
    reader = reading(cast.chen)
    assert reader.until("at")[0] == "1.0"

    actions.send(cast.alma, cast.product_id, body="Now you hear me")
    assert "Now you hear me" in reader.until("said")[2]
    assert reader.until("at")[0] == "2.0"


def test_a_page_that_is_up_to_date_hears_so(reading, group, cast):
    assert reading(cast.chen, group + "?after=1.0").until("at")[0] == "1.0"


def test_whoever_comes_back_gets_everything_since_and_nothing_twice(reading, group, cast):
    for number in range(60):
        actions.send(cast.alma, cast.product_id, body=f"Word {number:02}.")
    reader = reading(cast.chen, **{"Last-Event-ID": "1.0"})
    parts = reader.until("said")[2] + reader.until("said")[2]
    assert [parts.count(f"Word {number:02}.") for number in range(60)] == [1] * 60
    assert "The first word" not in parts
    assert reader.until("at")[0] == "61.0"


def test_a_message_that_is_deleted_goes_from_the_pages_that_are_open(reading, group, cast):
    reader = reading(cast.chen)
    reader.until("at")
    actions.delete_message(cast.alma, 1)
    part = reader.until("changed")[2]
    assert "The first word" not in part and 'id="message-1"' in part
    assert reader.until("at")[0] == "1.1"


def test_what_was_changed_meanwhile_comes_with_the_replay(reading, group, cast):
    actions.send(cast.alma, cast.product_id, body="The second word")
    actions.fold_message(cast.dora, 1, reason="Advertising")
    reader = reading(cast.chen, **{"Last-Event-ID": "2.0"})
    assert "Advertising" in reader.until("changed")[2]


def test_nobody_hears_whom_she_has_blocked(reading, group, cast):
    reader = reading(cast.chen)
    reader.until("at")
    people.block(cast.alma, cast.chen.id)
    actions.send(cast.alma, cast.product_id, body="Not for Chen")
    after = reader.until("at")
    assert after[0] == "2.0"
    reader.close()
    assert "Not for Chen" not in "".join(event[2] for event in reader.pieces)


@pytest.mark.parametrize(
    ("who", "status"), [("alma", 200), ("chen", 200), ("dora", 200), ("bo", 403), ("eve", 403), ("", 401)]
)
def test_a_stream_is_for_those_who_may_read_the_chat(client, cast, group, who, status):
    if who:
        sign_in(client, getattr(cast, who))
    answer = client.get(group, headers=STREAM)
    assert answer.status_code == status
    answer.close()


def test_there_is_no_stream_of_what_is_not_shown(client, cast, group):
    sign_in(client, cast.alma)
    assert client.get("/products/999999/stream", headers=STREAM).status_code == 404


def test_whoever_loses_the_right_in_the_middle_is_sent_away(reading, group, cast, time):
    reader = reading(cast.alma)
    reader.until("at")
    angels.end_endorsement(cast.alma, cast.product_id)
    actions.send(cast.chen, cast.product_id, body="Within the seven days")
    assert "Within the seven days" in reader.until("said")[2]
    reader.until("at")

    time.pass_(days=8)
    actions.send(cast.chen, cast.product_id, body="She must not read this")
    assert reader.says_no_more()


def test_a_session_that_ends_ends_its_streams(reading, group, cast):
    reader = reading(cast.alma)
    reader.until("at")
    end_other_sessions(cast.alma, kept="")
    actions.send(cast.chen, cast.product_id, body="She must not read this")
    assert reader.says_no_more()


@pytest.mark.parametrize(
    "forged", ["-1", "99999999", "1.99", "9" * 400, "words", "1;DROP TABLE", "١", "1.1.1", "0x1", "NaN", " "]
)
def test_a_place_that_was_never_given_counts_as_none(reading, group, cast, forged):
    reader = reading(cast.chen, group + "?" + urlencode({"after": forged}))
    assert reader.until("at")[0] == "1.0"


def test_the_place_in_the_chat_of_one_group_says_nothing_in_another(client, reading, group, cast):
    other = another_product(cast)
    actions.welcome_staff(other, cast.merchant_id)
    for number in range(3):
        actions.send(cast.chen, other, body=f"Mangoes {number}")
    reader = reading(cast.chen, f"/products/{other}/stream", **{"Last-Event-ID": "1.0"})
    said = reader.until("said")[2]
    assert "The first word" not in said and said.count("Mangoes") == 2


def test_a_browser_that_asks_for_a_page_gets_the_chat(client, group, cast):
    answer = sign_in(client, cast.chen).get(group)
    assert answer.status_code == 303 and answer.location.endswith("?room=chat")


def test_no_proxy_holds_it_back_or_packs_it(reading, group, cast):
    headers = reading(cast.chen, **{"Accept-Encoding": "gzip, br"}).answer.headers
    assert headers["X-Accel-Buffering"] == "no" and "no-transform" in headers["Cache-Control"]
    assert "Content-Encoding" not in headers and "Content-Length" not in headers


def test_over_the_cap_it_says_when_to_come_again(client, app, group, cast, monkeypatch):
    monkeypatch.setattr(app.extensions["live"], "most", 0)
    answer = sign_in(client, cast.chen).get(group, headers=STREAM)
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0


def test_one_person_cannot_take_all_the_room(reading, client, app, group, cast):
    for _ in range(app.extensions["live"].most_each):
        reading(cast.chen)
    assert sign_in(client, cast.chen).get(group, headers=STREAM).status_code == 503
    assert reading(cast.alma).until("at")


def test_a_stream_that_is_closed_gives_its_place_back(reading, app, group, cast):
    before = app.extensions["live"].count
    reader = reading(cast.chen)
    assert app.extensions["live"].count == before + 1
    reader.close()
    assert app.extensions["live"].count == before


def test_a_page_that_is_far_behind_is_told_to_load_itself(reading, group, cast, monkeypatch):
    monkeypatch.setattr(stream, "MOST_BEHIND", 3)
    for number in range(5):
        actions.send(cast.alma, cast.product_id, body=f"Word {number}")
    assert reading(cast.chen, **{"Last-Event-ID": "1.0"}).until("gap")[0] == "6.0"


def test_the_others_see_who_is_here_and_who_types(reading, client, group, cast):
    actions.mark_read(cast.alma, cast.product_id, 1)
    chen = reading(cast.chen)
    reading(cast.alma).until("at")
    sign_in(client, cast.alma)
    assert json.loads(next_with(chen, "here", "Alma"))["names"] == ["Alma"]
    assert post(client, group.replace("stream", "typing")).status_code == 204
    assert json.loads(chen.until("typing")[2]) == {"id": cast.alma.id, "name": "Alma"}


@pytest.mark.parametrize("why", ["unseen", "blocked"])
def test_whoever_does_not_want_it_is_not_seen(reading, client, group, cast, why):
    actions.mark_read(cast.alma, cast.product_id, 1)
    if why == "unseen":
        actions.be_seen(cast.alma, False)
    else:
        people.block(cast.alma, cast.chen.id)
    chen = reading(cast.chen)
    reading(cast.alma).until("at")
    assert json.loads(chen.until("here")[2])["names"] == []
    sign_in(client, cast.alma)
    post(client, group.replace("stream", "typing"))
    actions.send(cast.chen, cast.product_id, body="Is anybody there?")
    seen = []
    for event in chen.pieces:
        seen.append(event[1])
        if event[1] == "at":
            break
    assert "typing" not in seen


@pytest.mark.parametrize(("who", "status"), [("alma", 204), ("bo", 403), ("eve", 403)])
def test_typing_is_told_by_members_only(client, group, cast, who, status):
    sign_in(client, getattr(cast, who))
    assert post(client, group.replace("stream", "typing")).status_code == status


@action
def another_product(cast) -> int:
    category_id = session.get_one(Product, cast.product_id).category_id
    return make_product(cast.merchant_id, category_id, cast.chen.id, "Mango").id


def next_with(reader: Reader, name: str, words: str) -> str:
    return next(data for _, event, data in reader.pieces if event == name and words in data)
