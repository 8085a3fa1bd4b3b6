"""Links to the site's own things become cards, through the sight of whoever reads; others stay links."""

import pytest

from core import addresses
from core.db import session
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries
from domain.says.links import OwnLink, own_links, product_in
from tests.queries import counted


@pytest.fixture(autouse=True)
def host():
    addresses.configure("https://angels.example")
    addresses.asked_at("localhost:8000")
    yield
    addresses.configure("")
    addresses.asked_at("")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("https://angels.example/products/5", [("product", 5)]),
        ("see http://LOCALHOST:8000/says/7.", [("post", 7)]),
        ("/@Alma, /products/5?x=1 and /says/7", [("person", "alma"), ("product", 5), ("post", 7)]),
        ("/products/1 /products/2 /products/1 /products/3 /products/4", [("product", n) for n in (1, 2, 3)]),
        ("看/products/5，好", [("product", 5)]),
        ("https://evil.example/products/5 https://angels.example.evil.example/products/5", []),
        ("https://angels.example@evil.example/products/5", []),
        ("https://evil.example/https://angels.example", []),
        ("/products/5/reviews /products/x /says/new a/products/5 /products/5a @alma", []),
        ("/products/" + "9" * 40, []),
    ],
)
def test_what_is_an_own_link(body, found):
    assert own_links(body) == tuple(OwnLink(kind, key) for kind, key in found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5", 5),
        (" #5 ", 5),
        ("/products/5", 5),
        ("https://angels.example/products/5", 5),
        ("durian", None),
        ("", None),
    ],
)
def test_a_product_is_named_by_its_number_or_its_address(typed, found):
    assert product_in(typed) == found


def test_a_post_shows_what_it_links_to(cast):
    said = actions.publish(cast.alma, body="The best durian")
    linking = actions.publish(cast.bo, body=f"/products/{cast.product_id} /says/{said} /@eve")
    product, post, person = queries.post(ANONYMOUS, linking).links
    assert product.product.id == cast.product_id
    assert (post.post.words, post.post.author.handle) == ("The best durian", "alma")
    assert person.person.handle == "eve"


def test_what_stands_there_anyway_is_not_shown_twice(cast):
    body = f"/products/{cast.product_id}"
    assert (
        queries.post(ANONYMOUS, actions.publish(cast.bo, body=body, product_id=cast.product_id)).links == ()
    )


def test_a_link_shows_nothing_that_its_reader_may_not_see(cast):
    secret = actions.publish(cast.alma, body="quilllinked", audience="friends")
    linking = actions.publish(cast.bo, body=f"look /says/{secret} /@alma")
    comment = actions.comment(cast.bo, linking, body=f"or /says/{secret}")
    assert [card.post.words for card in queries.post(cast.bo, linking).links if card.post] == ["quilllinked"]
    assert queries.comment(cast.bo, comment).links[0].post.words == "quilllinked"
    for reader in (ANONYMOUS, cast.eve, cast.dora):
        assert [card.post for card in queries.post(reader, linking).links] == [None]
        assert queries.comment(reader, comment).links == ()
    people.block(cast.alma, cast.eve.id)
    assert queries.post(cast.eve, linking).links == ()


def test_links_cost_a_query_a_kind_however_many(cast):
    said = [actions.publish(cast.alma, body=f"number {n}") for n in range(5)]
    actions.publish(cast.bo, body=f"/says/{said[0]} /@alma /products/{cast.product_id}")
    session.rollback()
    with counted() as few:
        queries.discover(cast.eve)
    for n in said:
        actions.publish(cast.bo, body=f"/says/{n} /@chen /products/{cast.product_id}")
    session.rollback()
    with counted() as many:
        queries.discover(cast.eve)
    assert len(many) == len(few)
