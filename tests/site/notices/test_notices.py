"""/notices: the list, the way from a notice to its thing, marking as read."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from blueprints.notices.wording import ICONS, SENTENCES
from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.groups import actions as groups
from domain.moderation import actions as moderation
from domain.notices import actions as notices, queries
from domain.notices.models import Notice
from domain.orders import actions as orders
from domain.people import actions as people
from domain.says import actions as says
from jobs import worker
from tests.buying import bought, paid, shipped
from tests.cast import Cast
from tests.domain.moderation.world import WORDS, make_world
from tests.queries import counted
from tests.web import post, sign_in


def much_happens(cast: Cast) -> None:
    """Something of nearly every kind."""
    world = make_world(cast)
    says.comment(cast.bo, world.post, body="Really?")
    says.comment(cast.eve, world.post, body="Yes", parent_id=world.comment)
    says.react(cast.bo, world.post)
    says.publish(cast.eve, body="@alma <script>alert(1)</script>")
    people.ask_friend(cast.eve, cast.alma.id)
    people.follow(cast.dora, cast.alma.id)
    groups.send(cast.chen, cast.product_id, body="@alma look")
    paid(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"})
    shipped(cast.alma, cast.chen, (cast.other_variant_id, 1))
    number = bought(cast.alma, (cast.variant_id, 1), method="transfer")
    orders.claim_payment(cast.alma, number)
    orders.refuse_payment(cast.chen, number, reason="Nothing came")
    angels.end_endorsement(cast.alma, cast.product_id)
    for kind in ("post", "comment", "question", "message"):
        case_id = moderation.report(cast.olga, kind, world.id_of(kind), reason="spam")
        moderation.fold(cast.dora, case_id, reason_code="spam", words=WORDS)
    for verdict in ("person", "answer"):
        case_id = moderation.report(
            cast.alma, verdict, cast.eve.id if verdict == "person" else world.answer, reason="abuse"
        )
        moderation.dismiss(cast.dora, case_id)
    case_id = moderation.report(cast.bo, "person", cast.alma.id, reason="abuse")
    moderation.suspend(cast.dora, case_id, reason_code="abuse", words=WORDS, days=3)
    worker.drain()


@pytest.mark.parametrize("locale", ["en", "zh_Hans", "zh_Hant"])
def test_everything_that_happens_is_told_in_the_readers_language(
    cast: Cast, client: FlaskClient, locale: str
):
    much_happens(cast)
    client.set_cookie("lang", locale)
    for person in (cast.alma, cast.bo, cast.chen, cast.eve):
        page = sign_in(client, person).get("/notices")

        text = page.get_data(as_text=True)
        assert page.status_code == 200
        assert text.count("data-notice-id") == session.query(Notice).filter_by(user_id=person.id).count()
        assert "%(" not in text and "<script>alert" not in text


def test_every_notice_leads_to_a_page_that_is_there(cast: Cast, client: FlaskClient):
    much_happens(cast)
    for person in (cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga):
        sign_in(client, person)
        for row in session.query(Notice).filter_by(user_id=person.id).all():
            answer = client.get(f"/notices/{row.id}")
            assert answer.status_code == 303
            there = client.get(answer.location)
            assert there.status_code == 200, (row.kind, row.target_type, answer.location)
            if "#" in answer.location and row.kind not in ("folded",):
                assert f'id="{answer.location.split("#")[1]}"' in there.get_data(as_text=True), (
                    answer.location
                )
    assert session.query(Notice).filter(Notice.read_at.is_(None)).count() == 0


def test_every_kind_has_its_words_and_its_picture():
    from pathlib import Path

    news = "".join(path.read_text() for path in Path("domain/notices/news").glob("*.py"))
    everything = "".join(path.read_text() for path in Path("domain").rglob("*.py"))

    assert set(SENTENCES) == set(ICONS)
    assert set(re.findall(r'kind="(\w+)"', news)) <= set(SENTENCES)
    assert {kind for kind in SENTENCES if f'"{kind}"' not in everything} == set()


def test_marking_one_as_read(cast: Cast, client: FlaskClient):
    much_happens(cast)
    sign_in(client, cast.chen)
    before = queries.unread_count(cast.chen)
    notice_id = queries.notices_of(cast.chen).items[0].id

    answer = post(client, "/notices/read", htmx=True, notice_id=notice_id)

    text = answer.get_data(as_text=True)
    assert text.lstrip().startswith("<li") and "is-unread" not in text
    assert 'id="notice-count"' in text and str(before - 1) in text
    assert queries.unread_count(cast.chen) == before - 1


def test_marking_all_as_read(cast: Cast, client: FlaskClient):
    much_happens(cast)
    sign_in(client, cast.alma)
    assert "All read" in client.get("/notices").get_data(as_text=True)

    answer = post(client, "/notices/read")

    assert (answer.status_code, answer.location) == (303, "/notices")
    assert queries.unread_count(cast.alma) == 0
    text = client.get("/notices").get_data(as_text=True)
    assert "is-unread" not in text and "/notices/read" not in text


@pytest.mark.parametrize("notice_id", ["999", "x", "-1", "99999999999999999999"])
def test_what_is_no_notice_of_hers_is_not_found(cast: Cast, client: FlaskClient, notice_id: str):
    sign_in(client, cast.bo)

    assert post(client, "/notices/read", notice_id=notice_id).status_code == 404


def test_anothers_notices_stay_closed(cast: Cast, client: FlaskClient):
    people.ask_friend(cast.eve, cast.alma.id)
    worker.drain()
    (row,) = queries.notices_of(cast.alma)
    for person in (cast.bo, cast.dora, cast.olga):
        sign_in(client, person)
        assert client.get(f"/notices/{row.id}").status_code == 404
        assert post(client, "/notices/read", notice_id=row.id).status_code == 404
        assert "Nothing new yet" in client.get("/notices").get_data(as_text=True)


def test_the_pages_turn(cast: Cast, client: FlaskClient):
    @action
    def many() -> None:
        for number in range(45):
            at = clock.now() - timedelta(minutes=number)
            notices.tell([cast.alma.id], kind="follow", target=("person", number), actor_id=cast.bo.id, at=at)

    many()
    sign_in(client, cast.alma)

    seen, page = [], client.get("/notices").get_data(as_text=True)
    for _ in range(3):
        seen += re.findall(r'data-notice-id="(\d+)"', page)
        found = re.search(r'href="(/notices\?before=[^"]+)"', page)
        if found:
            page = client.get(found[1], headers={"HX-Request": "true"}).get_data(as_text=True)
            assert "<html" not in page

    assert len(seen) == len(set(seen)) == 45
    assert client.get("/notices?before=rubbish").status_code == 200


def test_a_comment_on_a_later_page_of_its_post_is_found(cast: Cast, client: FlaskClient):
    post_id = says.publish(cast.alma, body="Sweet")
    for number in range(25):
        last = says.comment(cast.bo, post_id, body=f"Number {number}")
    worker.drain()
    (row,) = queries.notices_of(cast.alma)
    sign_in(client, cast.alma)

    answer = client.get(f"/notices/{row.id}")

    assert answer.location.endswith(f"#comment-{last}")
    assert f'id="comment-{last}"' in client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["like"], "Bo liked your post"),
        (["love"], "Bo loved your post"),
        (["laugh"], "Bo found your post funny"),
        (["wow"], "Bo was amazed by your post"),
        (["thanks", "thanks"], "Eve and Bo thanked you for your post"),
        (["thanks", "wow"], "Eve and Bo reacted to your post"),
    ],
)
def test_it_says_with_what_somebody_reacted(
    cast: Cast, client: FlaskClient, kinds: list[str], said: str
) -> None:
    post_id = says.publish(cast.alma, body="Sweet")
    for person, kind in zip((cast.bo, cast.eve), kinds, strict=False):
        says.react(person, post_id, kind=kind)
    worker.drain()
    sign_in(client, cast.alma)

    assert said in client.get("/notices").text


def test_the_page_runs_at_most_ten_queries(cast: Cast, client: FlaskClient):
    much_happens(cast)
    sign_in(client, cast.alma)

    with counted() as ran:
        client.get("/notices")

    assert len(ran) <= 10, ran
