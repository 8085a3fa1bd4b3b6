"""/search for all of the cast, with and without words."""

import pytest

from domain.says import actions as says
from domain.search import index
from tests.queries import counted
from tests.web import sign_in


@pytest.fixture
def posts(cast):
    for number in range(25):
        says.publish(cast.alma, body=f"Durian no. {number}, <b>ripe</b>", product_id=cast.product_id)
    index.repair()


def test_without_words_the_page_says_what_can_be_searched(client, cast):
    assert client.get("/search").status_code == 200


def test_hits_are_marked_and_what_people_wrote_stays_text(client, posts):
    page = client.get("/search?q=durian&kind=says").get_data(as_text=True)
    assert "<mark>Durian</mark>" in page and "<b>ripe</b>" not in page


def test_htmx_gets_the_results_alone(client, posts):
    part = client.get("/search?q=durian", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in part and 'id="results"' in part


@pytest.mark.parametrize(
    "arguments",
    [
        "q=durian&page=2",
        "q=durian&page=99999999999999999999",
        "q=durian&page=-1",
        "q=durian&kind=nonsense&sort=x",
        "q=%00%ff",
        "q=" + "x" * 3000,
    ],
)
def test_odd_arguments_are_answered_with_a_page(client, posts, arguments):
    assert client.get(f"/search?{arguments}").status_code == 200


def test_the_number_of_queries_does_not_depend_on_the_hits(client, cast, posts):
    sign_in(client, cast.bo)
    with counted() as few:
        client.get("/search?q=durian%2024")
    with counted() as many:
        client.get("/search?q=durian")
    assert len(many) <= 12 and len(many) - len(few) <= 2
