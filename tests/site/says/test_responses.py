"""Comments and likes through the site."""

import re

from core.db import session
from domain.says import actions
from domain.says.models import Comment, Post
from tests.domain.says.world import receive
from tests.queries import counted
from tests.web import post, sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_like_is_a_switch(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    browser = sign_in(client, cast.bo)
    part = post(browser, f"/says/{post_id}/reactions", htmx=True, kind="like")
    assert 'aria-pressed="true"' in text_of(part)
    assert text_of(part).lstrip().startswith(f'<div class="reaction" id="like-{post_id}"')
    answer = post(browser, f"/says/{post_id}/reactions", kind="like")
    assert (answer.status_code, answer.location) == (303, f"/says/{post_id}#post-{post_id}")
    assert session.get_one(Post, post_id).reaction_count == 0
    assert post(browser, f"/says/{post_id}/reactions", kind="dislike").status_code == 422
    assert post(browser, "/says/999999/reactions", kind="like").status_code == 404


def test_a_reaction_is_chosen_and_shown_with_its_number(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    browser = sign_in(client, cast.bo)
    part = text_of(post(browser, f"/says/{post_id}/reactions", htmx=True, kind="thanks"))
    assert 'aria-label="Thanks"' in part
    assert 'name="kind" value="thanks"' in part and 'aria-pressed="true"' in part
    page = text_of(client.get(f"/says/{post_id}"))
    assert re.search(r'<li class="is-thanks">.*?<span>1</span>', page, re.S)
    post(browser, f"/says/{post_id}/reactions", kind="love")
    assert session.get_one(Post, post_id).reaction_kinds == {"love": 1}


def test_readers_say_that_a_review_helped(client, cast):
    receive(cast, cast.bo)
    post_id = actions.publish(cast.bo, body="hello", product_id=cast.product_id, stars=4)
    actions.react(cast.eve, post_id, kind="helpful")
    browser = sign_in(client, cast.alma)
    part = text_of(post(browser, f"/says/{post_id}/reactions", htmx=True, kind="helpful"))
    assert "2 found this helpful" in part and 'aria-pressed="true"' in part
    for address in (
        f"/says/{post_id}",
        f"/products/{cast.product_id}",
        f"/products/{cast.product_id}/reviews",
    ):
        assert "2 found this helpful" in text_of(browser.get(address))
    other = sign_in(browser, cast.bo)
    assert "helpful-button" not in text_of(other.get(f"/says/{post_id}"))
    assert post(other, f"/says/{post_id}/reactions", kind="helpful").status_code == 403


def test_a_comment_and_its_answer(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    browser = sign_in(client, cast.bo)
    answer = post(browser, f"/says/{post_id}/comments", body="How many?")
    (made,) = session.query(Comment)
    assert (answer.status_code, answer.location) == (303, f"/says/{post_id}#comment-{made.id}")
    part = post(browser, f"/says/{post_id}/comments", htmx=True, body="Five", parent_id=made.id, whole="1")
    assert f'data-comment-id="{made.id + 1}"' in text_of(part)
    assert f'id="comment-count-{post_id}" hx-swap-oob="true">2<' in text_of(part)
    page = text_of(browser.get(f"/says/{post_id}"))
    assert page.index("How many?") < page.index("Five")


def test_a_refused_comment_comes_back_with_its_words(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    browser = sign_in(client, cast.bo)
    words = "y" * 2001
    answer = post(browser, f"/says/{post_id}/comments", body=words)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "<html" in text_of(answer)
    part = post(browser, f"/says/{post_id}/comments", htmx=True, body=words)
    assert part.status_code == 422
    assert part.headers["HX-Retarget"] == f"#write-{post_id}"
    assert words in text_of(part) and "<html" not in text_of(part)
    for parent in ("999999", "x", "9" * 30):
        assert post(browser, f"/says/{post_id}/comments", body="hm", parent_id=parent).status_code == 422


def test_comments_page_by_key(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    ids = [actions.comment(cast.bo, post_id, body=f"number {n}") for n in range(25)]
    page = text_of(client.get(f"/says/{post_id}"))
    shown = [int(found) for found in re.findall(r'<li class="comment" id="comment-(\d+)"', page)]
    assert shown == ids[:20]
    more = re.search(r'class="more[^"]*" href="([^"]+)"', page)[1]
    part = text_of(client.get(more, headers={"HX-Request": "true"}))
    assert [int(found) for found in re.findall(r'<li class="comment" id="comment-(\d+)"', part)] == ids[20:]
    assert f'id="comments-{post_id}"' in part


def test_a_thread_shows_its_newest_answers_and_the_rest_on_demand(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    root = actions.comment(cast.bo, post_id, body="How many?")
    for n in range(5):
        actions.comment(cast.alma, post_id, body=f"answer {n}", parent_id=root)
    page = text_of(client.get(f"/says/{post_id}"))
    assert [f"answer {n}" in page for n in range(5)] == [False, False, True, True, True]
    assert f'href="/comments/{root}/replies"' in page
    for headers in ({}, {"HX-Request": "true"}):
        rest = text_of(client.get(f"/comments/{root}/replies", headers=headers))
        assert all(f"answer {n}" in rest for n in range(5))


def test_a_deleted_comment_keeps_its_place(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    root = actions.comment(cast.bo, post_id, body="silly words")
    actions.comment(cast.alma, post_id, body="an answer", parent_id=root)
    browser = sign_in(client, cast.bo)
    part = post(browser, f"/comments/{root}/delete", htmx=True)
    assert "This comment was deleted." in text_of(part)
    page = text_of(browser.get(f"/says/{post_id}"))
    assert "silly words" not in page
    assert "an answer" in page
    assert post(browser, f"/comments/{root}/delete").status_code == 404


def test_many_comments_take_no_more_queries_than_few(client, cast):
    counts = []
    for threads in (3, 40):
        post_id = actions.publish(cast.alma, body="hello")
        roots = [actions.comment(cast.bo, post_id, body=f"number {n}") for n in range(threads)]
        for root in roots:
            actions.comment(cast.alma, post_id, body="answer", parent_id=root)
        with counted() as statements:
            assert text_of(client.get(f"/says/{post_id}")).count("answer</p>") == min(threads, 20)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_deleted_comment_without_answers_vanishes(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    root = actions.comment(cast.bo, post_id, body="first")
    first, second = (actions.comment(cast.bo, post_id, body=f"answer {n}", parent_id=root) for n in (1, 2))
    third = actions.comment(cast.alma, post_id, body="to the first answer", parent_id=first)
    alone = actions.comment(cast.bo, post_id, body="alone")
    browser = sign_in(client, cast.bo)
    kept = "This comment was deleted."
    assert kept in text_of(post(browser, f"/comments/{first}/delete", htmx=True))
    for comment_id in (second, alone):
        assert text_of(post(browser, f"/comments/{comment_id}/delete", htmx=True)) == ""
    page = text_of(browser.get(f"/says/{post_id}"))
    shown = [int(found) for found in re.findall(r'<li class="comment" id="comment-(\d+)"', page)]
    assert shown == [root, first, third]
    assert page.count(kept) == 1 and "to Bo" not in page
    actions.delete_comment(cast.alma, third)
    assert kept not in text_of(browser.get(f"/says/{post_id}"))


def test_comments_of_a_hidden_post_are_hidden(client, cast):
    post_id = actions.publish(cast.alma, body="hello", audience="friends")
    root = actions.comment(cast.bo, post_id, body="between us")
    assert client.get(f"/comments/{root}/replies").status_code == 404
    browser = sign_in(client, cast.eve)
    assert browser.get(f"/comments/{root}/replies").status_code == 404
    assert post(browser, f"/says/{post_id}/comments", body="hi").status_code == 404
    assert post(browser, f"/comments/{root}/delete").status_code == 404
    assert post(browser, f"/says/{post_id}/reactions", kind="like").status_code == 404


def test_the_form_for_an_answer_opens_under_the_comment(client, cast):
    post_id = actions.publish(cast.alma, body="hello")
    root = actions.comment(cast.alma, post_id, body="first")
    browser = sign_in(client, cast.bo)
    part = text_of(browser.get(f"/says/{post_id}/comments/new?parent={root}", headers={"HX-Request": "true"}))
    assert f'name="parent_id" value="{root}"' in part
    answer = browser.get(f"/says/{post_id}/comments/new?parent={root}")
    assert (answer.status_code, answer.location) == (303, f"/says/{post_id}?reply={root}#write")
    page = text_of(browser.get(f"/says/{post_id}?reply={root}"))
    assert f'name="parent_id" value="{root}"' in page


def test_under_a_folded_post_nothing_is_said_not_even_in_a_part(app, cast):
    post_id = actions.publish(cast.alma, body="Buy gold from me")
    actions.comment(cast.bo, post_id, body="canary in the mine")
    actions.react(cast.bo, post_id)
    actions.fold_post(cast.dora, post_id, reason="Spam")
    for browser in (app.test_client(), sign_in(app.test_client(), cast.eve)):
        for headers in ({}, {"HX-Request": "true"}):
            answer = browser.get(f"/says/{post_id}", headers=headers)
            assert answer.status_code == 200
            assert "canary" not in answer.text and "/@bo" not in answer.text
    moderator = sign_in(app.test_client(), cast.dora)
    assert "canary" in moderator.get(f"/says/{post_id}", headers={"HX-Request": "true"}).text
