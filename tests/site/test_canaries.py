"""A canary in each kind of private thing (tests/site/canary_world.py). Every address with an argument that leads to one,
and every page without arguments, is opened by each kind of reader; what each is mailed, is pushed and takes with her is
read too. A canary is met by those for whom it is meant and by nobody else."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import session
from domain.notices.models import Notice
from tests.cast import make_cast
from tests.conftest import emptied
from tests.site.canary_world import MEANT_FOR, READERS, WORD, Canaries, make_canaries
from tests.site.people.test_export import taken, texts
from tests.web import sign_in
from web.notice_mail import digest_letter, notices_letter, push_messages

# Written by reading, files, what signs out, what shows the site's own mails to whoever develops it.
NOT_OPENED = (
    "/static", "/assets", "/media", "/metrics", "/preferences", "/logout", "/healthz", "/readyz", "/dev/",
)  # fmt: skip
# Of each kind of address so many are opened, the most private things first; of posts and their history all.
EACH = 5
ALL_OF = ("says.show", "history.show", "responses.replies")
# A part is made of what its page is made of, so that some readers are enough.
PARTS_FOR = ("stranger", "fay", "gus", "eve")
Met = dict[str, dict[str, set[str]]]


@pytest.fixture(scope="module")
def met(app: Flask) -> Iterator[Met]:
    with emptied(app):
        made = make_canaries(app, make_cast())
        found: Met = defaultdict(lambda: defaultdict(set))
        # What she is told first, since looking at the site marks it as read.
        hear_what_is_told(app, made, found)
        look_everywhere(app, made, found)
        yield found


def note(found: Met, reader: str, place: str, text: str) -> None:
    """canary -> reader -> where she met it."""
    for canary in MEANT_FOR:
        if canary in text:
            found[canary][reader].add(place)


def hear_what_is_told(app: Flask, made: Canaries, found: Met) -> None:
    for reader, viewer in made.viewers.items():
        ids = session.scalars(select(Notice.id).where(Notice.user_id == viewer.id)).all()
        session.rollback()
        letters = {"mail": notices_letter(app, viewer.id, ids), "digest": digest_letter(app, viewer.id)}
        for place, letter in letters.items():
            if letter is not None:
                note(found, reader, place, f"{letter.subject} {letter.text} {letter.html}")
        for number in ids:
            note(found, reader, "push", str(push_messages(app, viewer.id, [number])))


def look_everywhere(app: Flask, made: Canaries, found: Met) -> None:
    browsers: dict[str, FlaskClient] = {"stranger": app.test_client()}
    for handle, viewer in made.viewers.items():
        browsers[handle] = sign_in(app.test_client(), viewer)
    for path in dict.fromkeys(addresses(app, made)):
        for reader, browser in browsers.items():
            for as_part in (False, True)[: 1 + (reader in PARTS_FOR)]:
                with browser.get(path, headers={"HX-Request": "true"} if as_part else {}) as answer:
                    assert answer.status_code < 500, (reader, path)
                    if answer.status_code != 200:
                        break
                    note(found, reader, path, answer.get_data().decode(errors="replace"))
    for reader in made.viewers:
        note(found, reader, "export", texts(taken(browsers[reader])))
        feed = browsers["stranger"].get(f"/feeds/{made.feeds[reader]}.atom")
        assert feed.status_code == 200
        note(found, reader, "feed", feed.text)


def addresses(app: Flask, made: Canaries) -> Iterator[str]:
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        if "GET" not in (rule.methods or ()) or not set(names) <= set(made.values):
            continue
        every = product(*(made.values[name] for name in names))
        for chosen in every if rule.endpoint in ALL_OF else islice(every, EACH):
            path = adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), method="GET")
            if not path.startswith(NOT_OPENED):
                yield path
    yield from (f"/search?q={WORD}&kind={kind}" for kind in ("all", "products", "says", "people", "groups"))
    yield from (f"/search?q={WORD}&kind=says&sort=newest", "/feed/new?since=1", "/?reviews=1", "/?own=1")
    yield from (f"{at}?q={WORD}" for at in ("/says/new", "/says/advisable", "/friends"))
    yield from (f"{at}/suggest?q={WORD[:3]}" for at in ("/people", "/topics"))
    yield from (f"/friends?tab={tab}" for tab in ("requests", "following", "suggestions", "blocked"))
    yield from (f"/collections/add?post_id={post_id}" for post_id in made.values["post_id"][:EACH])
    yield f"/products/{made.values['product_id'][0]}/group?room=chat"
    for who in ("stranger", "merchant", "friend:bo", "friend:fay"):
        yield from (f"/@alma?as={who}", f"/@alma/says?as={who}")


def test_every_kind_of_reader_looks_and_is_told(met: Met) -> None:
    assert {reader for of_one in met.values() for reader in of_one} == set(READERS)
    places = {place for of_one in met.values() for paths in of_one.values() for place in paths}
    assert {"mail", "digest", "push", "export", "feed"} <= places


@pytest.mark.parametrize("canary", MEANT_FOR)
def test_a_canary_is_met_by_those_for_whom_it_is_meant_and_by_nobody_else(met: Met, canary: str) -> None:
    # A feed holds what every stranger may read, whoever's browser asks.
    open_to_all = "stranger" in MEANT_FOR[canary]
    told = {
        reader: sorted(path for path in paths if not (open_to_all and path.endswith(".atom")))
        for reader, paths in met[canary].items()
    }
    assert {
        reader: paths for reader, paths in told.items() if paths and reader not in MEANT_FOR[canary]
    } == {}
    assert {reader for reader, paths in told.items() if paths} == MEANT_FOR[canary]
