"""The members' chat in two browsers."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.servers import Site

PASSWORD = "angel-says-demo"
CHAT = "/products/1/group?room=chat"


@pytest.fixture
def alma(people: People, demo: Site) -> Page:
    return in_chat(people, demo, "alma")


@pytest.fixture
def chen(people: People, demo: Site) -> Page:
    return in_chat(people, demo, "chen")


def in_chat(people: People, demo: Site, who: str) -> Page:
    page = people.sign_in(people.open(demo), who, PASSWORD)
    page.goto(CHAT)
    expect(page.locator("#messages[data-live=stream]")).to_be_visible()
    return page


def say(page: Page, words: str) -> None:
    page.locator("#chat-body").fill(words)
    page.locator("#chat-body").press("Enter")


def said(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".bubble[data-seq] .bubble-text").all_text_contents()]


def test_two_talk_and_who_lost_the_line_catches_up(people: People, alma: Page, chen: Page) -> None:
    expect(alma.locator("[data-chat-here]")).to_contain_text("Chen")
    chen.locator("#chat-body").press_sequentially("The boxes leave", delay=20)
    expect(alma.locator("[data-chat-typing]")).to_contain_text("Chen")
    chen.locator("#chat-body").press("Enter")
    expect(alma.locator(".bubble[data-seq]").last).to_contain_text("The boxes leave")

    alma.context.set_offline(True)
    meanwhile = [f"Word {number} of Chen" for number in range(3)]
    for words in meanwhile:
        say(chen, words)
        expect(chen.locator(".bubble[data-seq]").last).to_contain_text(words)
    alma.context.set_offline(False)

    expect(alma.locator(".bubble[data-seq]").last).to_contain_text(meanwhile[-1])
    assert said(alma)[-4:] == ["The boxes leave", *meanwhile]
    say(alma, "Good to know")
    expect(chen.locator(".bubble[data-seq]").last).to_contain_text("Good to know")
    assert said(chen) == said(alma)
    people.faults.clear()


def test_what_did_not_arrive_is_kept_and_arrives_once(people: People, alma: Page, chen: Page) -> None:
    alma.context.set_offline(True)
    say(alma, "Lost in the lift")
    expect(alma.locator(".bubble.is-failed [data-again]")).to_be_visible()
    alma.context.set_offline(False)

    alma.reload()
    alma.locator(".bubble.is-failed [data-again]").click()

    expect(chen.locator(".bubble[data-seq]").last).to_contain_text("Lost in the lift")
    expect(alma.locator(".is-pending")).to_have_count(0)
    assert [said(one).count("Lost in the lift") for one in (alma, chen)] == [1, 1]
    people.faults.clear()
