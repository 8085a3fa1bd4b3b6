"""Friendship between two browsers: by a link that is passed on, by asking and answering, and its end."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import fill, press, shown
from tests.browser.people import People
from tests.browser.servers import Site
from tests.cast import PASSWORD

both_ways = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def window(people: People, village: Site, handle: str, scripts: bool) -> Page:
    return people.sign_in(people.open(village, scripts=scripts), handle, PASSWORD)


@both_ways
def test_a_link_makes_two_friends_and_tells_its_maker(people: People, village: Site, scripts: bool) -> None:
    bo = window(people, village, "bo", scripts)
    bo.goto("/invites")
    press(bo, "Make a link")
    code = bo.locator("[data-invite-code]").get_attribute("data-invite-code")
    expect(bo.get_by_text("Nobody has come by it yet")).to_be_visible()

    eve = people.open(village, scripts=scripts)
    eve.goto(f"/i/{code}")
    eve.locator("main").get_by_role("link", name="Sign in").click()
    fill(eve, "login", "eve")
    fill(eve, "password", PASSWORD)
    eve.locator("main form button").first.click()
    press(eve, "Become friends with Bo")
    expect(eve.locator("main").get_by_text("Friends", exact=True).first).to_be_visible()

    fay = people.open(village, scripts=scripts)
    fay.goto(f"/i/{code}")
    fay.get_by_role("link", name="Join and become friends").click()
    for name, value in {
        "handle": "fay",
        "display_name": "Fay",
        "email": "fay@example.org",
        "password": PASSWORD,
    }.items():
        fill(fay, name, value)
    press(fay, "Join")
    press(fay, "Become friends with Bo")

    bo.goto("/invites")
    expect(bo.get_by_text("2 friends came by it")).to_be_visible()
    expect(bo.locator(".invite-came").get_by_role("link", name="Fay")).to_be_visible()
    bo.get_by_role("link", name="Show or print").click()
    with bo.expect_download() as download:
        bo.get_by_role("link", name="Download the picture").click()
    assert download.value.suggested_filename.endswith(".png")

    eve.goto("/friends?tab=suggestions")
    expect(eve.locator("[data-handle=fay]")).to_contain_text("1 friend in common: Bo")
    eve.get_by_role("button", name="Don’t suggest Fay").click()
    expect(eve.locator("[data-handle=fay]")).to_have_count(0)


@both_ways
def test_asking_declining_accepting_and_ending(people: People, village: Site, scripts: bool) -> None:
    eve = window(people, village, "eve", scripts)
    dora = window(people, village, "dora", scripts)

    eve.goto("/@dora")
    press(eve, "Add friend")
    expect(shown(eve.get_by_role("button", name="Take the request back"))).to_be_visible()
    dora.goto("/friends?tab=requests")
    press(dora, "Decline")
    expect(dora.get_by_role("button", name="Decline")).to_have_count(0)

    eve.goto("/@dora")
    press(eve, "Add friend")
    expect(shown(eve.get_by_role("button", name="Take the request back"))).to_be_visible()
    dora.goto("/friends?tab=requests")
    press(dora, "Accept")
    expect(dora.get_by_role("button", name="Accept")).to_have_count(0)
    dora.goto("/friends")
    expect(dora.locator("[data-handle=eve]")).to_be_visible()

    friend = dora.locator("[data-handle=eve]")
    friend.locator("summary").first.click()
    friend.get_by_text("End the friendship", exact=True).first.click()
    shown(friend.get_by_role("button", name="End the friendship")).click()
    expect(friend.get_by_role("button", name="End the friendship")).to_have_count(0)
    dora.goto("/friends")
    expect(friend).to_have_count(0)


@both_ways
def test_the_archive_is_a_download_and_the_page_stays(people: People, village: Site, scripts: bool) -> None:
    eve = window(people, village, "eve", scripts)
    eve.goto("/settings/export")
    fill(eve, "password", PASSWORD)
    with eve.expect_download() as download:
        press(eve, "Download")

    assert re.fullmatch(r"angel-says-eve-[\d-]+\.zip", download.value.suggested_filename)
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert "profile.json" in archive.namelist()
    expect(eve).to_have_url(re.compile("/settings/export$"))
    if scripts:
        expect(shown(eve.get_by_role("button", name="Download"))).to_be_enabled(timeout=9_000)
