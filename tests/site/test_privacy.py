"""What is meant for some is shown to nobody else: every page that anybody finds is opened by everybody."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import make_cast
from tests.conftest import emptied
from tests.web import sign_in
from tests.world import HARVEST, Secret, World, make_world

EVERYONE = ("stranger", "alma", "bo", "chen", "dora", "eve", "olga")

# Alma and Bo are friends, Alma has blocked Eve, Chen sells, Dora moderates, Olga runs the site.
MEANT_FOR = {
    Secret.FRIENDS_POST: {"alma", "bo"},
    Secret.FRIENDS_COMMENT: {"alma", "bo"},
    Secret.OWN_POST: {"alma"},
    Secret.OWN_COMMENT: {"alma"},
    Secret.FRIENDS_COLLECTION: {"alma", "bo"},
    Secret.OWN_COLLECTION: {"alma"},
    Secret.EVES_POST: set(EVERYONE) - {"alma"},
    Secret.ALMAS_POST: set(EVERYONE) - {"eve"},
    Secret.FOLDED_POST: {"chen", "dora", "olga"},
    # The moderator is told that readers see it in place of the text.
    Secret.FOLD_REASON: set(EVERYONE),
    Secret.DELETED_POST: set(),
    Secret.MESSAGE: {"alma", "bo", "chen", "dora", "olga"},
    Secret.STREET: {"bo", "chen", "olga"},
    Secret.PHONE: {"bo", "chen", "olga"},
    Secret.STORE_WORDS: {"alma"},
    Secret.DIGITAL_WORDS: {"chen"},
    Secret.DRAFT: {"chen", "olga"},
    Secret.DESTINATION: {"alma", "olga"},
    Secret.TRANSFER_DETAILS: {"bo", "chen"},
    Secret.REPORT: {"dora", "olga"},
    Secret.SETTLEMENT: {"olga"},
    Secret.ADJUSTMENT: {"alma", "olga"},
    Secret.INVOICE: {"chen", "olga"},
    Secret.HOLD: {"alma", "olga"},
    Secret.REGISTRATION: {"eve", "olga"},
    Secret.PAPER: {"eve", "olga"},
    Secret.PAPER_TALK: {"eve", "olga"},
    Secret.FOLDED_QUESTION: {"bo", "chen", "dora", "olga"},
    Secret.CONTACT: {"chen", "olga"},
    Secret.REFUND_REASON: {"bo", "chen", "olga"},
    # The platform reads what was brought before it, and no other talk.
    Secret.CASE_REASON: {"bo", "chen", "dora", "olga"},
    Secret.PROBLEM: {"bo", "chen", "dora", "olga"},
    Secret.PROBLEM_TALK: {"bo", "chen", "dora", "olga"},
    Secret.LETTER: {"bo", "chen"},
    Secret.JUDGED_LETTER: {"bo", "chen", "dora", "olga"},
    # Alma has blocked Eve since, so that neither sees it any more.
    Secret.ANGELS_LETTER: set(),
    Secret.TAG: {"bo", "chen"},
    Secret.READY_WORDS: {"chen"},
    Secret.BROADCAST: {"bo", "chen"},
    Secret.CASE_TALK: {"bo", "chen"},
    Secret.UNSENT: {"alma"},
    Secret.OLD_WORDS: {"alma"},
    Secret.CIRCLE_NAME: {"alma"},
    Secret.CIRCLE_POST: {"alma", "bo"},
    Secret.MUTED_WORD: {"alma"},
    Secret.MAIL: {"alma"},
}

# A feed reader is nobody: feeds hold what every stranger may read, whoever's browser asks.
OF_FEEDS = ".atom"
# Written by reading (a cookie, a mark), or files.
NOT_OPENED = ("/preferences", "/static/", "/assets/", "/metrics", "/notices/", "/login?", "/register?")
# What asks with the fields of a form (hx-include) is no link by itself.
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"]*)"(?! hx-include)')
SEARCHES = [
    f"/search?q={HARVEST}&kind={kind}&sort={sort}"
    for kind in ("all", "products", "says", "people", "groups")
    for sort in ("relevance", "newest")
]
MORE = [
    "/discover",
    f"/says/new?q={HARVEST}",
    "/admin/people?q=alma",
    "/products?sort=newest",
    "/feed/new?since=1",
    "/says/new?draft=1",
]


class Shown:
    """Who met which text where, and what the answers were."""

    def __init__(self) -> None:
        self.where: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.statuses: dict[str, dict[str, int]] = defaultdict(dict)
        self.links: set[tuple[str, str, str]] = set()

    def note(self, person: str, path: str, status: int, text: str) -> None:
        self.statuses[path].setdefault(person, status)
        if path.startswith("/dev/"):
            # What was mailed is shown to whoever develops the site, on her own machine.
            return
        for secret in MEANT_FOR:
            if secret in text and not (path.endswith(OF_FEEDS) and "stranger" in MEANT_FOR[secret]):
                self.where[secret][person].add(path)


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[World]:
    with emptied(app):
        yield make_world(app, make_cast())


@pytest.fixture(scope="module")
def shown(app: Flask, world: World) -> Shown:
    browsers: dict[str, FlaskClient] = {"stranger": app.test_client()}
    for handle in EVERYONE[1:]:
        browsers[handle] = sign_in(app.test_client(), getattr(world.cast, handle))
    shown = Shown()
    typed = {path for _, path in world.paths(app, "GET")}
    known = typed | {*SEARCHES, *MORE}
    for person, browser in browsers.items():
        known |= walk(shown, person, browser, known)
    # Whoever knows an address may type it.
    for path in sorted(known):
        for person, browser in browsers.items():
            if person not in shown.statuses[path]:
                look(shown, person, browser, path)
            if path in typed and shown.statuses[path].get(person, 404) < 400:
                look(shown, person, browser, path, {"HX-Request": "true"})
    return shown


def walk(shown: Shown, person: str, browser: FlaskClient, known: set[str]) -> set[str]:
    """Opens all that is known and all that those pages lead to."""
    found, todo = set(known), sorted(known)
    while todo:
        path = todo.pop()
        text = look(shown, person, browser, path)
        for link in LINK.findall(text):
            address = urlsplit(unescape(link))._replace(fragment="").geturl()
            shown.links.add((person, path, address))
            if address not in found:
                found.add(address)
                todo.append(address)
    return found


def look(
    shown: Shown, person: str, browser: FlaskClient, path: str, headers: dict[str, str] | None = None
) -> str:
    if path.startswith(NOT_OPENED):
        return ""
    with browser.get(path, headers=headers) as answer:
        text = answer.text if answer.mimetype.startswith("text/") or "xml" in answer.mimetype else ""
        shown.note(person, path, answer.status_code, text)
        return text


@pytest.mark.parametrize(
    ("secret", "people"), MEANT_FOR.items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_text_is_shown_to_those_for_whom_it_is_meant_and_to_nobody_else(
    shown: Shown, secret: str, people: set[str]
) -> None:
    met = shown.where[secret]
    assert {person: sorted(paths)[:5] for person, paths in met.items() if person not in people} == {}
    assert people - set(met) == set(), "and they do find it"


def test_the_picture_of_a_transfer_is_for_buyer_and_seller(shown: Shown, world: World) -> None:
    claimed, proof_id = world.values["number"][1], world.values["orders.id"][0]
    answers = shown.statuses[f"/orders/{claimed}/proofs/{proof_id}"]

    assert {person for person, status in answers.items() if status == 200} == {"bo", "chen", "olga"}


def test_and_it_has_no_public_address(shown: Shown, world: World) -> None:
    answers = shown.statuses[f"/media/{world.proof_key}-1440.webp"]
    assert set(answers.values()) == {404} and len(answers) == len(EVERYONE)


def test_what_is_not_shown_is_not_there(shown: Shown, world: World) -> None:
    """404 and never 403: the answer does not tell that there is something."""
    friends, own, deleted = (world.values["post_id"][number] for number in (2, 3, 6))
    for post_id, people in ((friends, {"alma", "bo"}), (own, {"alma"}), (deleted, set())):
        answers = shown.statuses[f"/says/{post_id}"]
        assert {person: status for person, status in answers.items() if person not in people} == {
            person: 404 for person in EVERYONE if person not in people
        }
    for number in world.values["number"]:
        answers = shown.statuses[f"/orders/{number}"]
        assert {answers[person] for person in ("alma", "dora", "eve")} == {404}


def test_no_page_breaks_for_anybody(shown: Shown) -> None:
    assert {
        path: answers for path, answers in shown.statuses.items() if max(answers.values(), default=0) >= 500
    } == {}


def test_every_link_leads_somewhere(shown: Shown) -> None:
    """What a page offers its reader is there for her; a closed chat says why it is closed."""
    dead = [
        (person, page, link)
        for person, page, link in sorted(shown.links)
        if shown.statuses[page].get(person) == 200 and shown.statuses[link].get(person, 200) >= 400
    ]
    assert [one for one in dead if not one[2].endswith("/group?room=chat")] == []


def test_every_page_that_is_the_same_for_all_strangers_is_kept(
    app: Flask, world: World, shown: Shown
) -> None:
    """A view may be marked so and still set a cookie, for a token that nobody needs: then every visit costs."""
    browser, cache = app.test_client(), app.extensions["page_cache"]
    for endpoint, path in world.paths(app, "GET"):
        if (
            getattr(app.view_functions[endpoint], "is_cacheable", False)
            and browser.get(path).status_code == 200
        ):
            before = cache.hits
            browser.get(path)
            assert cache.hits == before + 1, path
