"""What htmx makes smooth: the page stays, the focus stays, what was done is said. Each person changes her own things."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.servers import Site

PASSWORD = "angel-says-demo"


@pytest.fixture
def eve(people: People, demo: Site) -> Page:
    page = people.sign_in(people.open(demo, device="desktop"), "eve", PASSWORD)
    page.goto("/preferences?lang=en&next=/discover")
    return page


def test_a_like_counts_at_once_and_keeps_the_focus(eve: Page) -> None:
    post = eve.locator("article[data-post-id]").nth(1)
    like = post.get_by_role("button", name="Like")
    was = like.get_attribute("aria-pressed")

    like.focus()
    eve.keyboard.press("Enter")

    expect(like).to_have_attribute("aria-pressed", "false" if was == "true" else "true")
    expect(like).to_be_focused()


def test_a_comment_appears_under_its_post(eve: Page) -> None:
    post = eve.locator("article[data-post-id]").first
    post.locator(".post-actions a[href$='#write']").first.click()
    field = post.locator("textarea[name=body]")
    expect(field).to_be_focused()

    field.fill("Where is it from?")
    post.get_by_role("button", name="Send").click()

    expect(post.locator(".comments")).to_contain_text("Where is it from?")
    expect(eve).to_have_url(re.compile("/discover$"))


def test_an_empty_comment_is_refused_where_it_was_written(eve: Page) -> None:
    path = eve.locator("article[data-post-id] .post-meta a").first.get_attribute("href")
    eve.goto(str(path))
    field = eve.locator("#write textarea[name=body]")

    field.fill("   ")
    eve.locator("#write").get_by_role("button", name="Send").click()

    expect(eve.locator("#write .field-error, .toast.is-error").first).to_be_visible()


def test_the_menu_of_a_post_opens_where_it_is_asked_for(eve: Page) -> None:
    post = eve.locator("article[data-post-id]").nth(1)
    post.get_by_label("More about this post").click()

    expect(post.get_by_role("link", name="Report")).to_be_visible()
    expect(post.locator("summary[aria-label='More about this post']")).to_be_focused()

    eve.keyboard.press("Escape")
    expect(post.get_by_role("link", name="Report")).not_to_be_visible()


def test_following_is_one_press_and_back(eve: Page) -> None:
    eve.goto("/@chuchu")
    for _ in range(2):
        button = eve.get_by_role("button", name=re.compile("^Follow(ing)?$"))
        before = button.inner_text()
        button.focus()
        eve.keyboard.press("Enter")
        expect(button).not_to_have_text(before)
        expect(button).to_be_focused()


def test_endorsing_is_one_press_and_says_so(eve: Page) -> None:
    eve.goto("/products/3")
    endorsement = eve.locator("#endorsement")

    endorsement.get_by_role("button", name="Become its angel").click()

    expect(endorsement).to_contain_text("You are its angel.")
    expect(eve.locator("#toasts")).to_contain_text("You are its angel now.")
    expect(endorsement.locator(":focus")).to_have_count(1)
    endorsement.get_by_role("button", name="Stop endorsing").click()
    expect(endorsement.get_by_role("button", name="Become its angel")).to_be_visible()


def test_the_cart_counts_up_under_the_finger(eve: Page) -> None:
    eve.goto("/products/1")
    eve.get_by_role("button", name="Add to cart").locator("visible=true").first.click()
    expect(eve.locator("#cart-added")).to_contain_text("in your cart")
    eve.goto("/cart")
    total = eve.locator(".is-total dd").first
    before = total.inner_text()
    quantity = int(eve.locator("input[name=quantity]").input_value())
    more = eve.get_by_role("button", name="One more")

    more.focus()
    eve.keyboard.press("Enter")

    expect(total).not_to_have_text(before)
    expect(eve.locator("input[name=quantity]")).to_have_value(str(quantity + 1))
    expect(more).to_be_focused()
    expect(eve.locator("#cart-count")).to_contain_text("1")
    eve.get_by_role("button", name=re.compile("^Remove ")).click()
    expect(eve.get_by_text("Your cart is empty")).to_be_visible()
    expect(eve.locator("#cart-count")).to_be_empty()


def test_a_list_goes_on_when_its_end_comes_into_view(eve: Page) -> None:
    posts = eve.locator("article[data-post-id]")
    first = posts.count()

    eve.locator("a.more").scroll_into_view_if_needed()

    expect(posts.nth(first)).to_be_visible()
    ids = posts.evaluate_all("all => all.map((one) => one.dataset.postId)")
    assert len(ids) == len(set(ids))


def test_search_answers_while_one_types(eve: Page) -> None:
    eve.goto("/search")
    field = eve.locator("#search-words")

    field.press_sequentially("durian", delay=30)

    expect(eve.locator("#results mark").first).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("durian")
    expect(eve).to_have_url(re.compile("q=durian"))


def test_a_point_in_time_is_told_in_the_readers_own(people: People, demo: Site) -> None:
    bo = people.sign_in(people.open(demo), "bo", PASSWORD)
    bo.goto("/orders?state=to_pay")
    bo.locator(".order-card a").first.click()

    until = bo.locator(".pay-facts time").first

    expect(until).to_have_attribute("title", re.compile("UTC$"))
    expect(until).not_to_contain_text("UTC")


def test_a_message_stands_there_before_the_server_has_it(people: People, demo: Site) -> None:
    alma = people.sign_in(people.open(demo), "alma", PASSWORD)
    alma.goto("/products/1/group?room=chat")
    alma.route("**/products/1/messages", lambda route: alma.wait_for_timeout(500) or route.continue_())
    field = alma.locator("#chat-body")

    field.fill("Anyone for a box together?")
    field.press("Enter")

    expect(alma.locator(".bubble.is-pending")).to_contain_text("Anyone for a box together?")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(alma.locator(".bubble[data-group-message-id]").last).to_contain_text("Anyone for a box together?")
    expect(alma.locator(".bubble.is-pending")).to_have_count(0)
