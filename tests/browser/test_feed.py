"""The feed while it is open: what is new is told by a bar and never put above the reader's eyes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.servers import Site

PASSWORD = "angel-says-demo"


@pytest.fixture
def bo(people: People, demo: Site) -> Page:
    page = people.sign_in(people.open(demo, device="phone"), "bo", PASSWORD)
    page.goto("/preferences?lang=en&next=/")
    return page


def say(people: People, demo: Site, handle: str, body: str) -> None:
    page = people.sign_in(people.open(demo, device="desktop"), handle, PASSWORD)
    page.goto("/says/new")
    page.locator("textarea[name=body]").fill(body)
    page.locator("main form button.is-primary[type=submit], main form button.is-primary").last.click()
    page.wait_for_url(re.compile("/says/[0-9]+"))


def look(page: Page) -> None:
    """What the page does by itself every half minute."""
    page.evaluate("document.getElementById('feed-news').dispatchEvent(new Event('poll'))")


def test_what_is_new_waits_behind_a_bar(bo: Page, people: People, demo: Site) -> None:
    first = bo.locator("article[data-post-id]").first
    was = first.get_attribute("data-post-id")
    expect(bo.locator(".pill-new")).to_have_count(0)

    say(people, demo, "alma", "Fresh from the tree, said while Bo reads")
    look(bo)

    bar = bo.locator("#feed-news .pill-new")
    expect(bar).to_have_text(re.compile("1 new post"))
    assert first.get_attribute("data-post-id") == was
    bar.click()
    expect(bo.locator("article[data-post-id]").first).to_contain_text("said while Bo reads")
    expect(bo.locator(".pill-new")).to_have_count(0)


def test_a_page_that_nobody_sees_does_not_ask(bo: Page) -> None:
    asked: list[str] = []
    bo.on("request", lambda request: asked.append(request.url) if "/feed/new" in request.url else None)
    bo.clock.install()
    bo.goto("/")
    turn = (
        "is_hidden => { Object.defineProperty(document, 'hidden', {configurable: true, get: () => is_hidden});"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    bo.evaluate(turn, True)
    bo.clock.run_for(600_000)
    assert asked == []
    bo.evaluate(turn, False)
    with bo.expect_response(re.compile("/feed/new")) as seen:
        bo.clock.run_for(1_000)
    assert seen.value.status == 204
