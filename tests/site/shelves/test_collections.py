"""/collections, /@HANDLE/collections, /collections/ID."""

import re

from domain.angels import actions as angels
from domain.says import actions, rules
from domain.says.actions import collections
from tests.queries import counted
from tests.web import post, sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_post_begins_a_collection_and_a_product_joins_it(client, cast):
    post_id = actions.publish(cast.bo, body="worth keeping")
    browser = sign_in(client, cast.alma)
    menu = text_of(browser.get(f"/says/{post_id}"))
    assert f"/collections/add?post_id={post_id}" in menu
    assert "worth keeping" in text_of(browser.get(f"/collections/add?post_id={post_id}"))
    answer = post(browser, "/collections", title="Summer", audience="public", post_id=post_id)
    (made,) = re.findall(r"^/collections/(\d+)$", answer.location)
    assert f"/collections/add?product_id={cast.product_id}" in text_of(
        browser.get(f"/products/{cast.product_id}")
    )
    choice = text_of(browser.get(f"/collections/add?product_id={cast.product_id}"))
    assert f'action="/collections/{made}/items"' in choice
    post(browser, f"/collections/{made}/items", product_id=cast.product_id, note="with this")
    assert "It is in it" in text_of(browser.get(f"/collections/add?product_id={cast.product_id}"))
    page = text_of(browser.get(f"/collections/{made}"))
    assert page.index("worth keeping") < page.index("with this") < page.index("Durian, 3 kg")


def test_strangers_see_it_with_the_label_of_what_it_earns(client, cast):
    angels.endorse(cast.alma, cast.product_id)
    made = collections.create_collection(cast.alma, title="Summer", product_id=cast.product_id)
    page = text_of(client.get(f"/collections/{made}"))
    assert 'data-ad-label="Ad: Alma earns' in page
    assert "Take out" not in page
    assert "Summer" in text_of(client.get("/@alma/collections"))
    assert 'href="/@alma/collections"' in text_of(client.get("/@alma"))
    assert client.get("/collections").status_code == 303


def test_it_is_arranged_by_forms(client, cast):
    made = collections.create_collection(cast.alma, title="Summer")
    for n in range(2):
        collections.add_item(cast.alma, made, post_id=actions.publish(cast.alma, body=f"number {n}"))
    browser = sign_in(client, cast.alma)
    items = re.findall(r'id="item-(\d+)"', text_of(browser.get(f"/collections/{made}")))
    answer = post(browser, f"/collections/items/{items[0]}/place", to="later")
    assert answer.location == f"/collections/{made}#item-{items[0]}"
    assert re.findall(r'id="item-(\d+)"', text_of(browser.get(f"/collections/{made}"))) == items[::-1]
    post(browser, f"/collections/items/{items[0]}", note="the best")
    assert "the best" in text_of(browser.get(f"/collections/{made}"))
    assert post(browser, f"/collections/items/{items[0]}", note="x" * 201).status_code == 422
    post(browser, f"/collections/items/{items[0]}/delete")
    assert "1 thing" in text_of(browser.get(f"/collections/{made}"))
    post(browser, f"/collections/{made}", title="Winter", about="cold", audience="me")
    assert "Winter" in text_of(browser.get("/collections"))
    assert post(browser, f"/collections/{made}/delete").location == "/collections"
    assert browser.get(f"/collections/{made}").status_code == 404


def test_refused_words_come_back(client, cast):
    browser = sign_in(client, cast.alma)
    for path in ("/collections", f"/collections/{collections.create_collection(cast.alma, title='Summer')}"):
        answer = post(browser, path, title=" ", about="kept words", audience="everyone")
        assert answer.status_code == 422
        assert "kept words" in text_of(answer)
    answer = post(browser, "/collections", title="", about="kept words", product_id=cast.product_id)
    assert answer.status_code == 422 and "Durian" in text_of(answer)
    assert post(browser, "/collections", title="x", product_id=999_999).status_code == 404
    assert browser.get("/collections/add").status_code == 404


def test_a_refused_note_comes_back(client, cast, monkeypatch):
    made = collections.create_collection(cast.alma, title="Summer", product_id=cast.product_id)
    browser = sign_in(client, cast.alma)
    (item,) = re.findall(r'id="item-(\d+)"', text_of(browser.get(f"/collections/{made}")))
    words = "kept words " * 20
    answer = post(browser, f"/collections/items/{item}", note=words)
    assert answer.status_code == 422
    assert words in text_of(answer) and 'id="note-error"' in text_of(answer)
    assert f'action="/collections/items/{item}"' in text_of(answer)
    monkeypatch.setattr(rules, "COLLECTION_ITEMS_MAX", 1)
    said = actions.publish(cast.alma, body="one more")
    answer = post(browser, f"/collections/{made}/items", post_id=said, note="kept words")
    assert answer.status_code == 422
    assert "At most 1 things" in text_of(answer) and 'value="kept words"' in text_of(answer)
    assert f'name="post_id" value="{said}"' in text_of(answer)


def test_others_change_nothing(client, cast):
    made = collections.create_collection(cast.alma, title="Summer", product_id=cast.product_id)
    browser = sign_in(client, cast.bo)
    assert browser.get(f"/collections/{made}/edit").status_code == 404
    for path in (f"/collections/{made}", f"/collections/{made}/delete", f"/collections/{made}/items"):
        assert post(browser, path, title="x", product_id=cast.product_id).status_code == 404


def test_its_page_takes_the_same_queries_whatever_it_holds(client, cast):
    made = collections.create_collection(cast.alma, title="Summer", product_id=cast.product_id)
    browser, counts = sign_in(client, cast.bo), []
    for number in (1, 9):
        for n in range(number):
            collections.add_item(cast.alma, made, post_id=actions.publish(cast.alma, body=f"number {n}"))
        browser.get(f"/collections/{made}")
        with counted() as statements:
            browser.get(f"/collections/{made}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10, statements
