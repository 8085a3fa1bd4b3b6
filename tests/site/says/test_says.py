"""/says, /says/new, /says/ID and what changes them."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.says import actions
from domain.says.models import Photo, Post, Rating
from tests.cast import make_product
from tests.domain.says.world import endorse, picture, receive
from tests.queries import counted
from tests.web import post, sign_in


def jpeg(color: str = "red") -> io.BytesIO:
    kept = io.BytesIO()
    Image.new("RGB", (400, 300), color).save(kept, "JPEG")
    kept.seek(0)
    return kept


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_post_is_written_and_shown(client, cast):
    answer = post(sign_in(client, cast.bo), "/says", body="Sweet!", audience="public")
    (made,) = session.scalars(select(Post))
    assert (answer.status_code, answer.location) == (303, f"/says/{made.id}")
    page = text_of(client.get(answer.location))
    assert f'data-post-id="{made.id}"' in page
    assert "<p>Sweet!</p>" in page


def test_stars_come_with_a_received_purchase(client, cast):
    receive(cast, cast.bo)
    browser = sign_in(client, cast.bo)
    page = text_of(browser.get(f"/says/new?product_id={cast.product_id}"))
    assert 'name="rating" value="5"' in page
    post(browser, "/says", body="Sweet!", product_id=cast.product_id, rating="5", audience="friends")
    assert session.execute(select(Rating.stars, Rating.user_id)).all() == [(5, cast.bo.id)]
    again = post(
        browser, "/says", body="Once more", product_id=cast.product_id, rating="5", audience="friends"
    )
    assert again.status_code == 422
    assert "Once more" in text_of(again)
    assert "once for each purchase" in text_of(again) or "each of your purchases" in text_of(again)


def test_who_cannot_rate_reads_why(client, cast):
    page = text_of(sign_in(client, cast.eve).get(f"/says/new?product_id={cast.product_id}"))
    assert 'name="rating"' not in page
    assert "once you have received it" in page
    client.post("/logout")
    page = text_of(sign_in(client, cast.chen).get(f"/says/new?product_id={cast.product_id}"))
    assert "You work for this merchant" in page


def test_the_angel_reads_what_her_post_will_say(client, cast):
    from domain.angels import actions as angels

    angels.endorse(cast.alma, cast.product_id)
    angels.make_share_link(cast.alma, product_id=cast.product_id)
    page = text_of(sign_in(client, cast.alma).get(f"/says/new?product_id={cast.product_id}"))
    assert 'value="1500"' in page
    assert "You are its angel" in page


def test_what_was_bought_is_offered_first_and_others_are_found(client, cast):
    from core.unit import action

    other = action(lambda: make_product(cast.merchant_id, 1, cast.chen.id, title="Passion fruit jam").id)()
    receive(cast, cast.bo)
    browser = sign_in(client, cast.bo)
    offered = re.compile(r'href="/says/new\?product_id=(\d+)"')
    assert offered.findall(text_of(browser.get("/says/new"))) == [str(cast.product_id)]
    part = browser.get("/says/new?q=fruit", headers={"HX-Request": "true"})
    assert offered.findall(text_of(part)) == [str(other)]
    assert text_of(part).lstrip().startswith("<section") and b"<html" not in part.data
    assert browser.get("/says/new?product_id=999999").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"body": ""},
        {"body": "x" * 5001},
        {"body": "a\x00b"},
        {"body": "hello", "rating": "six"},
        {"body": "hello", "rating": "6"},
        {"body": "hello", "rating": "5"},
        {"body": "hello", "audience": "circle:1"},
        {"body": "hello", "product_id": "9" * 40},
        {"body": "hello", "product_id": "-1"},
        {"body": "hello", "product_id": "77777"},
        {"body": "hello", "photo_tokens": "nonsense"},
    ],
)
def test_what_does_not_fit_comes_back_with_the_words_kept(client, cast, fields):
    answer = post(sign_in(client, cast.bo), "/says", **fields)
    assert answer.status_code == 422
    assert "form" in text_of(answer)
    if fields["body"] == "hello":
        assert ">\nhello</textarea>" in text_of(answer).replace("\r\n", "\n")
    assert session.scalars(select(Post)).all() == []


def test_accepted_pictures_survive_a_refusal(client, cast):
    browser = sign_in(client, cast.bo)
    answer = post(
        browser,
        "/says",
        body="x" * 5001,
        photos=[(jpeg(), "a.jpg"), (io.BytesIO(b"no picture"), "b.jpg"), (jpeg("blue"), "c.jpg")],
        photo_alts=["red", "broken", "blue"],
    )
    assert answer.status_code == 422
    tokens = re.findall(r'name="photo_tokens" value="([^"]+)"', text_of(answer))
    assert len(tokens) == 2
    assert [alt in text_of(answer) for alt in ('value="red"', 'value="broken"', 'value="blue"')] == [
        True,
        False,
        True,
    ]
    answer = post(
        browser,
        "/says",
        body="now",
        photo_tokens=tokens,
        photo_alts=["red", "blue", "green"],
        photos=[(jpeg("green"), "d.jpg")],
    )
    assert answer.status_code == 303
    rows = session.execute(select(Photo.alt, Photo.post_id.is_not(None)).order_by(Photo.position)).all()
    assert rows == [("red", True), ("blue", True), ("green", True)]
    page = text_of(browser.get(answer.location))
    assert 'alt="green"' in page


def test_more_than_nine_pictures_are_refused(client, cast):
    answer = post(
        sign_in(client, cast.bo), "/says", body="many", photos=[(jpeg(), f"{n}.jpg") for n in range(10)]
    )
    assert answer.status_code == 422
    assert len(re.findall(r'name="photo_tokens"', text_of(answer))) == 9


def test_nobody_takes_somebody_elses_draft(client, cast):
    tokens = actions.keep_drafts(cast.alma, [picture()])
    assert post(sign_in(client, cast.bo), "/says", body="mine", photo_tokens=tokens).status_code == 422


def test_friends_only_is_for_friends(client, cast):
    post_id = actions.publish(cast.alma, body="secret words", audience="friends")
    assert client.get(f"/says/{post_id}").status_code == 404
    for person, status in ((cast.bo, 200), (cast.alma, 200), (cast.eve, 404), (cast.dora, 404)):
        browser = sign_in(client, person)
        for address in (f"/says/{post_id}", f"/says/{post_id}/comments/new"):
            answer = browser.get(address, headers={"HX-Request": "true"})
            assert answer.status_code == status, (person.handle, address)
        browser.post("/logout")


def test_a_folded_post_shows_its_reason_and_not_its_text(client, cast):
    post_id = actions.publish(
        cast.alma, body="secret words", pictures=[picture()], product_id=cast.product_id
    )
    actions.fold_post(cast.dora, post_id, reason="Advertising")
    page = text_of(client.get(f"/says/{post_id}"))
    assert "Advertising" in page
    assert "secret words" not in page
    assert "/media/" not in page
    page = text_of(sign_in(client, cast.alma).get(f"/says/{post_id}"))
    assert "secret words" in page and "Advertising" in page


def test_the_author_changes_a_post(client, cast):
    receive(cast, cast.bo)
    post_id = actions.publish(
        cast.bo, body="great", product_id=cast.product_id, stars=5, pictures=[picture()]
    )
    browser = sign_in(client, cast.bo)
    page = text_of(browser.get(f"/says/{post_id}/edit"))
    (token,) = re.findall(r'name="photo_tokens" value="([^"]+)"', page)
    assert 'value="5" checked' in page
    answer = post(
        browser,
        f"/says/{post_id}",
        body="good",
        audience="friends",
        rating="4",
        photo_tokens=token,
        photo_alts="box",
    )
    assert (answer.status_code, answer.location) == (303, f"/says/{post_id}")
    made = session.get_one(Post, post_id)
    assert (made.body, made.audience, made.stars, made.photo_count) == ("good", "friends", 4, 1)
    assert post(browser, f"/says/{post_id}", body="", audience="friends").status_code == 422


def test_others_neither_change_nor_delete_it(client, cast):
    post_id = actions.publish(cast.alma, body="mine")
    browser = sign_in(client, cast.bo)
    assert browser.get(f"/says/{post_id}/edit").status_code == 403
    assert post(browser, f"/says/{post_id}", body="x", audience="public").status_code == 403
    assert post(browser, f"/says/{post_id}/delete").status_code == 403
    assert browser.get("/says/999999/edit").status_code == 404


def test_deleting_ends_it(client, cast):
    post_id = actions.publish(cast.bo, body="gone soon")
    browser = sign_in(client, cast.bo)
    answer = post(browser, f"/says/{post_id}/delete")
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get(f"/says/{post_id}").status_code == 404
    part = post(browser, f"/says/{actions.publish(cast.bo, body='too')}/delete", htmx=True)
    assert "Your post is deleted." in text_of(part)


def test_the_page_of_one_person(client, cast):
    receive(cast, cast.alma)
    endorse(cast.alma, cast.product_id)
    shown = actions.publish(cast.alma, body="for all", product_id=cast.product_id, stars=4)
    actions.publish(cast.alma, body="for me", audience="me")
    page = text_of(client.get("/@alma/says"))
    assert re.findall(r'<article class="post[^"]*" id="post-(\d+)"', page) == [str(shown)]
    assert client.get("/@nobody_there/says").status_code == 404


def test_a_page_for_strangers_carries_no_token_and_no_cookie(client, cast):
    post_id = actions.publish(cast.alma, body="for all")
    answer = client.get(f"/says/{post_id}")
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in text_of(answer)


def test_the_queries_of_a_post_do_not_grow_with_its_comments(client, cast):
    receive(cast, cast.alma)
    post_id = actions.publish(cast.alma, body="x", product_id=cast.product_id, stars=5, pictures=[picture()])
    browser = sign_in(client, cast.bo)
    counts = []
    for more in (2, 12):
        for _ in range(more):
            root = actions.comment(cast.bo, post_id, body="yes")
            actions.comment(cast.alma, post_id, body="and no", parent_id=root)
        actions.react(cast.eve, post_id)
        actions.react(cast.chen if more == 2 else cast.dora, post_id)
        if more == 12:
            actions.react(cast.eve, post_id)
        browser.get(f"/says/{post_id}")
        with counted() as statements:
            browser.get(f"/says/{post_id}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10, statements
