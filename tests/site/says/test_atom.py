"""/@HANDLE.atom and /products/ID.atom."""

from xml.etree import ElementTree

from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.people.models import User
from domain.says import actions
from tests.domain.says.world import endorse, picture, receive

NS = {"a": "http://www.w3.org/2005/Atom"}


def entries(answer) -> list[tuple[str, str]]:
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    return [
        (entry.findtext("a:id", "", NS), entry.findtext("a:content", "", NS))
        for entry in feed.findall("a:entry", NS)
    ]


def test_a_person_is_read_elsewhere(client, cast):
    receive(cast, cast.alma)
    endorse(cast.alma, cast.product_id)
    shown = actions.publish(
        cast.alma,
        body="a < b & <b>c</b>",
        product_id=cast.product_id,
        stars=4,
        pictures=[picture()],
        alts=['"x" <y>'],
    )
    actions.publish(cast.alma, body="friends", audience="friends")
    folded = actions.publish(cast.alma, body="folded")
    actions.fold_post(cast.dora, folded, reason="Spam")
    ((address, content),) = entries(client.get("/@alma.atom"))
    assert address == f"http://localhost/says/{shown}"
    assert "<p>a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;</p>" in content
    assert 'alt="&#34;x&#34; &lt;y&gt;"' in content
    assert "★★★★☆" in content
    assert client.get("/@nobody_here.atom").status_code == 404


def test_reviews_of_a_product_are_read_elsewhere(client, cast):
    receive(cast, cast.bo)
    post_id = actions.publish(cast.bo, body="Sweet", product_id=cast.product_id, stars=5)
    actions.publish(cast.bo, body="no stars", product_id=cast.product_id)
    assert [address for address, _ in entries(client.get(f"/products/{cast.product_id}.atom"))] == [
        f"http://localhost/says/{post_id}"
    ]
    assert client.get("/products/99999.atom").status_code == 404


def test_a_strange_name_does_not_break_it(client, cast):
    @action
    def rename() -> None:
        session.get_one(User, cast.alma.id).display_name = "</title> & ]]>"

    rename()
    actions.publish(cast.alma, body="]]> & </content>")
    assert len(entries(client.get("/@alma.atom"))) == 1


def test_who_earns_on_what_she_reviews_says_so_elsewhere_too(client, cast):
    receive(cast, cast.alma)
    angels.endorse(cast.alma, cast.product_id)
    actions.publish(cast.alma, body="Sweet", product_id=cast.product_id, stars=5)
    ((_, content),) = entries(client.get(f"/products/{cast.product_id}.atom"))
    assert "Ad: Alma earns" in content
