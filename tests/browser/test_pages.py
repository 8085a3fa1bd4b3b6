"""Every page of the demo world on a phone and on a desktop, as a stranger and as each of the cast: nothing sticks out,
nothing is too small to tap, nothing is written to the console. The screens are kept in var/check to be looked at."""

from pathlib import Path
from typing import get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import NotFound

from tests.browser.addresses import CAST, STRANGER, addresses
from tests.browser.look import faults_on
from tests.browser.people import Colors, Device, People
from tests.browser.servers import ROOT, Site

SCREENS = ROOT / "var" / "check"
DEMO_PASSWORD = "angel-says-demo"

# Files, feeds, parts, redirects and single-use links: no pages to look at.
NO_PAGES = frozenset(
    "advice.advisable atom.about_product atom.about_topic atom.by_person atom.own atom.public_stream auth.new_password"
    " auth.set_up bundle dev.mail dev.mail_html earnings.as_file feed.news groups.messages"
    " healthz htmx_file invites.picture invites.print_picture invites.show manifest naming.suggest media metrics"
    " notices.open_one orders.proof preferences push.worker readyz robots shares.come_by shares.poster sitemap static"
    # Files; and what waits for a gateway, of which the demo world has none.
    " admin_adjustments.tax_file cases.draft_picture cases.picture payments.code payments.show statements.as_file"
    " topics.suggest unsubscribe.show"
    # Streams, parts, redirects, files and links of the groups, the desk and the letters.
    " broadcasts.stop_by_link bulk_orders.export group_feed.questions group_talk.message groups.like groups.stream"
    " letters.news letters.picture merchant_files.export merchant_papers.show merchant_staff.asked problems.kept_picture"
    " problems.picture reports.letter_picture wechat.arrival wechat.leaving"
    " admin_invoices.as_file merchant_invoices.as_file stopping.by_link".split()
)
SAMPLE = {
    STRANGER: ("/", "/products", "/products/1", "/@alma", "/search?q=durian", "/register"),
    "alma": (
        "/",
        "/says/new",
        "/checkout",
        "/products/1/group?room=chat",
        "/earnings",
        "/friends?tab=requests",
        "/store",
        "/?sort=repurchase",
        "/friends/circles",
        "/settings/notices",
        "/collections",
    ),
    "chen": ("/merchant", "/merchant/products/new", "/merchant/orders"),
    "dora": ("/moderation",),
    "olga": ("/admin/merchants", "/admin/payouts"),
}


@pytest.mark.parametrize("device", get_args(Device))
@pytest.mark.parametrize("who", [STRANGER, *CAST])
def test_every_page_looks_right(people: People, demo: Site, who: str, device: Device) -> None:
    page = opened(people, demo, who, device)
    faults = []

    for address in looked_at_by(demo, who, device):
        page.goto(address, wait_until="load")
        faults += faults_on(page)
        page.screenshot(path=screen(who, device, address))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("colors", get_args(Colors))
@pytest.mark.parametrize("who", list(SAMPLE))
def test_everybody_can_use_the_pages(people: People, demo: Site, who: str, colors: Colors) -> None:
    device: Device = "phone" if colors == "light" else "desktop"
    page = opened(people, demo, who, device, colors)
    faults = []

    for address in SAMPLE[who]:
        page.goto(address, wait_until="load")
        page.screenshot(path=screen(who, f"{device}-{colors}", address))
        faults += barriers_on(page)

    assert not faults, "\n".join(faults)


def test_no_page_is_left_out(app: Flask, demo: Site) -> None:
    urls = app.url_map.bind("localhost")
    looked_at = set()
    for who in (STRANGER, *CAST):
        for address in addresses(demo, who):
            try:
                looked_at.add(urls.match(address.partition("?")[0])[0])
            except NotFound:
                continue

    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - looked_at - NO_PAGES == set()


def looked_at_by(demo: Site, who: str, device: Device) -> list[str]:
    """On a desktop, what looks the same to several people is left to Alma."""
    found = addresses(demo, who)
    if device == "phone" or who in (STRANGER, "alma"):
        return found
    hers = set(addresses(demo, "alma"))
    return [address for address in found if address not in hers]


def opened(people: People, demo: Site, who: str, device: Device, colors: Colors = "light") -> Page:
    """Phones speak the language of their owner, desktops English."""
    page = people.open(demo, device=device, colors=colors)
    if who != STRANGER:
        people.sign_in(page, who, DEMO_PASSWORD)
        if device == "desktop":
            page.goto("/preferences?lang=en&next=/")
        page.goto("/products/1")
        page.locator("#buy button[name=next]").or_(
            page.locator(".product-page-bar button[name=next]")
        ).locator("visible=true").first.click()
    return page


def barriers_on(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {one['id']} ({one['impact']}), {one['help']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def screen(who: str, device: str, address: str) -> Path:
    name = address.strip("/").translate(str.maketrans("/?=&@", "-----")) or "home"
    return SCREENS / f"{who}-{device}" / f"{name}.png"
