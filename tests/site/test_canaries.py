"""A canary in each kind of private thing. Every address with an argument that leads to one, and every page without
arguments, is opened by each kind of reader; a canary is met by those for whom it is meant and by nobody else."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.db import session
from core.unit import action
from domain.people import actions as people
from domain.people.models import User
from domain.says import actions as says
from jobs import worker
from tests.cast import Cast, make_cast
from tests.conftest import emptied
from tests.domain.people.strangers import make_people
from tests.web import sign_in
from tests.world import picture

WORD = "canary"
HERS = {"alma"}
FRIENDS = {"alma", "bo", "fay"}
FAMILY = {"alma", "bo"}
# Bo is a friend in the circle, Fay one outside of it, Gus one from whom Alma keeps her posts; Hal follows her, Eve is
# blocked, Ida is nobody in particular, Chen sells, Dora moderates.
READERS = ("stranger", "alma", "bo", "fay", "gus", "hal", "eve", "ida", "chen", "dora")
MEANT_FOR = {
    "yellowfriends": FRIENDS,
    "yellowcircle": FAMILY,
    "yellowme": HERS,
    "yellowpublic": set(READERS) - {"gus", "eve"},
    # Alma's own comments are heard by whoever reads the post; Bo and Fay do not know one another.
    "greenalma": FRIENDS,
    "greenbo": {"alma", "bo"},
    "greencircle": FAMILY,
    "greenme": HERS,
    "pictured": FAMILY,
    "namedcircle": HERS,
    "mutedword": HERS,
    "unsentdraft": HERS,
}
# Written by reading, files, and what signs out.
NOT_OPENED = ("/static", "/assets", "/media", "/metrics", "/preferences", "/logout", "/healthz", "/readyz")


@pytest.fixture(scope="module")
def met(app: Flask) -> Iterator[dict[str, dict[str, set[str]]]]:
    with emptied(app):
        yield look_everywhere(app, make_canaries(app, make_cast()))


def make_canaries(app: Flask, cast: Cast) -> SimpleNamespace:
    alma, bo = cast.alma, cast.bo
    fay, gus, hal, ida = make_people("fay", "gus", "hal", "ida")
    give_passwords()
    for friend in (fay, gus):
        people.ask_friend(friend, alma.id)
        people.ask_friend(alma, friend.id)
    people.follow(hal, alma.id)
    circle = people.make_circle(alma, name="namedcircle")
    people.put_in_circle(alma, circle, bo.id)
    posts = {
        name: says.publish(
            alma,
            body=f"{WORD} yellow{name}",
            audience=audience,
            product_id=cast.product_id,
            pictures=[picture(app, "yellow")] if name == "circle" else [],
            alts=["pictured"] if name == "circle" else [],
        )
        for name, audience in {
            "friends": "friends",
            "circle": f"circle:{circle}",
            "me": "me",
            "public": "public",
        }.items()
    }
    comments = [
        says.comment(alma, posts["friends"], body=f"{WORD} greenalma @bo @fay @gus @ida"),
        says.comment(bo, posts["friends"], body=f"{WORD} greenbo @alma @fay"),
        says.comment(bo, posts["circle"], body=f"{WORD} greencircle @alma @fay"),
        says.comment(alma, posts["me"], body=f"{WORD} greenme @bo"),
    ]
    says.mute_word(alma, "mutedword")
    says.keep_draft(alma, str(uuid4()), {"body": [f"{WORD} unsentdraft"]})
    people.hide_from(alma, gus.id)
    people.block(alma, cast.eve.id)
    worker.drain()
    values = {
        "post_id": list(posts.values()),
        "comment_id": comments,
        "circle_id": [circle],
        "handle": ["alma", "bo"],
        "product_id": [cast.product_id],
        "name": [WORD],
    }
    viewers = {"alma": alma, "bo": bo, "fay": fay, "gus": gus, "hal": hal, "ida": ida}
    viewers |= {"eve": cast.eve, "chen": cast.chen, "dora": cast.dora}
    return SimpleNamespace(values=values, viewers=viewers)


@action
def give_passwords() -> None:
    """That of the cast, so that they can sign in."""
    known = session.scalar(select(User.password_hash).where(User.handle == "alma"))
    session.execute(update(User).where(User.password_hash == "!").values(password_hash=known))


def look_everywhere(app: Flask, world: SimpleNamespace) -> dict[str, dict[str, set[str]]]:
    """canary -> reader -> where she met it."""
    browsers: dict[str, FlaskClient] = {"stranger": app.test_client()}
    for handle, viewer in world.viewers.items():
        browsers[handle] = sign_in(app.test_client(), viewer)
    met: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted(set(addresses(app, world.values))):
        for reader, browser in browsers.items():
            for headers in ({}, {"HX-Request": "true"}):
                with browser.get(path, headers=headers) as answer:
                    assert answer.status_code < 500, (reader, path)
                    if answer.status_code != 200:
                        break
                    text = answer.get_data().decode(errors="replace")
                    for canary in MEANT_FOR:
                        if canary in text:
                            met[canary][reader].add(path)
    return met


def addresses(app: Flask, values: dict[str, list[object]]) -> Iterator[str]:
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        if "GET" not in (rule.methods or ()) or not set(names) <= set(values):
            continue
        for chosen in product(*(values[name] for name in names)):
            path = adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), method="GET")
            if not path.startswith(NOT_OPENED):
                yield path
    yield from (f"/search?q={WORD}&kind={kind}" for kind in ("all", "says"))
    yield from (f"/search?q={canary}&kind=says" for canary in MEANT_FOR if canary.startswith("yellow"))
    yield from (f"/@alma/says?as={who}" for who in ("stranger", "merchant", "friend:bo", "friend:fay"))


@pytest.mark.parametrize("canary", MEANT_FOR)
def test_a_canary_is_met_by_those_for_whom_it_is_meant_and_by_nobody_else(
    met: dict[str, dict[str, set[str]]], canary: str
) -> None:
    # Whoever searches for a word finds it in her own question, and a feed holds what every stranger may read.
    told = {
        reader: sorted(path for path in paths if not is_no_proof(canary, path))
        for reader, paths in met[canary].items()
    }
    assert {
        reader: paths for reader, paths in told.items() if paths and reader not in MEANT_FOR[canary]
    } == {}
    assert {reader for reader, paths in told.items() if paths} == MEANT_FOR[canary]


def is_no_proof(canary: str, path: str) -> bool:
    return f"q={canary}" in path or (path.endswith(".atom") and "stranger" in MEANT_FOR[canary])
