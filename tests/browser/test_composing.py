"""Writing a post: it is not lost, people are named, and a keyboard is enough."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hands import a_picture
from tests.browser.people import People
from tests.browser.servers import Site
from tests.cast import PASSWORD

WITHOUT_CONNECTION = re.compile("ERR_INTERNET_DISCONNECTED|htmx:sendError|htmx:afterRequest")


def writing(people: People, site: Site, handle: str) -> Page:
    page = people.sign_in(people.open(site, device="desktop"), handle, PASSWORD)
    page.goto("/says/new")
    return page


def test_a_draft_survives_a_reload_a_spell_without_connection_and_another_device(
    people: People, village: Site, tmp_path: Path
) -> None:
    bo = writing(people, village, "bo")
    field, line = bo.locator("#say-body"), bo.locator("[data-draft-line]")

    field.press_sequentially("The first half,")
    bo.locator("main input[type=file]").set_input_files(a_picture(tmp_path, "durian.jpg", "olive"))
    expect(bo.locator("[name=photo_tokens]")).to_have_count(1)
    expect(line).to_contain_text("Draft saved")
    bo.reload()
    expect(field).to_have_value("The first half,")
    expect(bo.locator("[name=photo_tokens]")).to_have_count(1)

    bo.context.set_offline(True)
    field.focus()
    bo.keyboard.press("Control+End")
    field.press_sequentially(" and the other.")
    expect(line).to_contain_text("no connection")
    bo.context.set_offline(False)
    expect(line).to_contain_text("Draft saved")
    people.faults[:] = [fault for fault in people.faults if not WITHOUT_CONNECTION.search(fault)]

    phone = people.sign_in(people.open(village), "bo", PASSWORD)
    phone.goto("/says/drafts")
    phone.locator(".draft-open").click()
    expect(phone.locator("#say-body")).to_have_value("The first half, and the other.")
    phone.get_by_role("button", name="Publish", exact=True).click()
    expect(phone.locator("article.post")).to_contain_text("The first half, and the other.")
    bo.goto("/says/drafts")
    expect(bo.locator("main")).to_contain_text("No drafts")


def test_what_could_not_be_saved_before_the_page_was_left_is_there_on_the_next_one(
    people: People, village: Site
) -> None:
    bo = writing(people, village, "bo")

    bo.route("**/says/drafts", lambda route: route.abort())
    bo.locator("#say-body").press_sequentially("Typed in a tunnel")
    expect(bo.locator("[data-draft-line]")).to_contain_text("Not saved yet")
    bo.goto("/")
    bo.unroute("**/says/drafts")
    bo.goto("/says/new")

    expect(bo).to_have_url(re.compile(r"/says/new\?draft=\d+"))
    expect(bo.locator("#say-body")).to_have_value("Typed in a tunnel")
    people.faults.clear()


def test_a_refused_post_comes_back_with_its_words_and_what_is_wrong(people: People, village: Site) -> None:
    bo = writing(people, village, "bo")
    words = "Too long " * 600

    bo.locator("#say-body").fill(words)
    bo.get_by_role("button", name="Publish", exact=True).click()
    expect(bo.locator("#say-body[aria-invalid]")).to_have_value(words)
    expect(bo.locator("[data-draft-line]")).to_contain_text("Draft saved")
    expect(bo.locator("#say-body")).to_have_value(words)
    expect(bo.locator("main .field-error").first).to_contain_text("5000")
    people.faults.clear()


def test_a_post_is_written_illustrated_and_looked_at_with_the_keyboard_alone(
    people: People, village: Site, tmp_path: Path
) -> None:
    eve = writing(people, village, "eve")

    to(eve, "#say-body")
    eve.keyboard.type("Thanks to @do")
    expect(eve.locator(".mention")).to_have_count(1)
    eve.keyboard.press("Enter")
    expect(eve.locator("#say-body")).to_have_value("Thanks to @dora ")
    expect(eve.locator(".mention")).to_have_count(0)
    eve.keyboard.type("and @")
    eve.keyboard.press("Escape")
    eve.keyboard.press("Backspace")

    names = ("one", "two")
    eve.locator("main input[type=file]").set_input_files(
        [a_picture(tmp_path, f"{name}.jpg", "teal") for name in names]
    )
    expect(eve.locator("[name=photo_tokens]")).to_have_count(2)
    for name, field in zip(names, eve.locator("[name=photo_alts]").all(), strict=True):
        field.focus()
        eve.keyboard.type(name)
    eve.locator("[data-arrange=earlier]").nth(1).focus()
    eve.keyboard.press("Enter")
    expect(eve.locator("[name=photo_alts]").first).to_have_value("two")

    to(eve, "input[name=audience]:checked")
    eve.keyboard.press("ArrowRight")
    to(eve, ".form-actions .button.is-primary")
    eve.keyboard.press("Enter")
    post = eve.locator("article.post")
    expect(post.locator(".post-text a[href='/@dora']")).to_be_visible()
    expect(post.locator(".photos img").first).to_have_attribute("alt", "two")

    link = post.locator("a[data-lightbox]").first
    link.focus()
    eve.keyboard.press("Enter")
    expect(eve.locator(".lightbox img")).to_have_attribute("alt", "two")
    eve.keyboard.press("ArrowRight")
    expect(eve.locator(".lightbox img")).to_have_attribute("alt", "one")
    eve.keyboard.press("Escape")
    expect(eve.locator(".lightbox")).not_to_be_visible()
    expect(link).to_be_focused()


def to(page: Page, selector: str) -> None:
    """Presses Tab until the focus is there."""
    for _ in range(60):
        if page.locator(selector).evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by the Tab key")
