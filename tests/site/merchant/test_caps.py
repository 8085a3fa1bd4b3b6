"""/merchant/commission-limits"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from domain.catalog import caps
from tests.cast import Cast
from tests.web import post, sign_in

ADDRESS = "/merchant/commission-limits"


def kept(cast: Cast) -> list[int | None]:
    return [one.cents for one in caps.announced(cast.merchant_id, at=clock.now()).values()]


def test_the_owner_sets_limits_and_reads_from_when_they_hold(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.chen)
    assert post(client, ADDRESS, line="12.00", order="").status_code == 303
    html = client.get(ADDRESS).text
    assert kept(cast) == [1_200, None]
    assert 'value="12.00"' in html and "there is no limit yet" in html


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("given", [{"line": "0"}, {"order": "-1"}, {"line": "much"}, {"order": "1e99"}])
def test_what_is_no_limit_comes_back_as_it_was_typed(
    client: FlaskClient, cast: Cast, given: dict[str, str]
) -> None:
    sign_in(client, cast.chen)
    answer = post(client, ADDRESS, **{"line": "", "order": "", **given})
    assert answer.status_code == 422
    assert f'value="{next(iter(given.values()))}"' in answer.text and "field-error" in answer.text
    assert kept(cast) == [None, None]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("line=10&order=", "earns ¥10.00 instead of ¥22.50"),
        ("line=&order=5", "earns ¥5.00 instead of ¥22.50"),
        ("line=&order=", "earns ¥22.50, as before"),
        ("line=-3&order=0", "earns ¥22.50, as before"),
    ],
)
def test_the_effect_is_shown_in_money_before_anything_is_kept(
    client: FlaskClient, cast: Cast, query: str, words: str
) -> None:
    sign_in(client, cast.chen)
    part = client.get(f"{ADDRESS}?{query}", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="cap-effect"') and words in plain(part)
    assert words in plain(client.get(f"{ADDRESS}?{query}").text)
    assert kept(cast) == [None, None]


def test_it_is_for_the_owner_alone(app: Flask, cast: Cast) -> None:
    for person in (cast.alma, cast.eve, cast.olga):
        client = sign_in(app.test_client(), person)
        assert client.get(ADDRESS).status_code == 403
        assert post(client, ADDRESS, line="1", order="1").status_code == 403
    assert kept(cast) == [None, None]
