"""A stranger fills a cart on a phone, signs in on the way to the checkout, and orders."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import press, shown
from tests.browser.people import People
from tests.browser.servers import Site

PASSWORD = "angel-says-demo"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_stranger_buys_what_she_put_into_her_cart(people: People, demo: Site, scripts: bool) -> None:
    page = people.open(demo, scripts=scripts)
    page.goto("/preferences?lang=en&next=/products/3")
    title = page.locator("h1").inner_text()
    shown(page.get_by_role("button", name="Add to cart")).click()
    if scripts:
        expect(page.locator("#cart-added")).to_contain_text("in your cart")
        page.goto("/cart")
    else:
        press(page, "Put 1 piece into the cart")
    expect(page.locator("#cart")).to_contain_text(title)

    shown(page.get_by_role("link", name="Sign in and check out")).click()
    page.locator("main input[name=login]").fill("dora")
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/checkout$"))

    expect(page.locator("#checkout")).to_contain_text(title)
    if page.locator("[name=recipient]").is_visible():
        for name, value in (
            ("recipient", "Dora"),
            ("phone", "13800005678"),
            ("region", "Hangzhou"),
            ("street", "Lake Road 1"),
        ):
            page.locator(f"main [name={name}]").fill(value)
    # The sum and the button stay in sight on a phone.
    bar = page.locator(".action-bar")
    expect(bar).to_be_in_viewport()
    bar.get_by_role("button", name="Place the order").click()
    page.wait_for_url(re.compile("/orders"))
    expect(page.locator("main")).to_contain_text(title)
