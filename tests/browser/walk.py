"""The loop of the site, step by step, as people do it on their pages. The steps are the same with and without scripts."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.hands import a_picture, fill, press, shown
from tests.browser.people import People
from tests.browser.servers import Site
from tests.cast import PASSWORD

PRICE, RATE = "100", "12"
EARNS = "¥12.00"
SAYS = "这个榴莲很甜，闻着就香。The best durian of the summer."
QUESTION = "How many days does it keep?"
ANSWER = "Three days in the fridge, in its box."
INDEXED_WITHIN_SECONDS = 2


@dataclass
class Walk:
    people: People
    site: Site
    scripts: bool
    folder: Path
    pages: dict[str, Page] = field(default_factory=dict)

    def page_of(self, handle: str, device: str = "phone") -> Page:
        """The window of one of those who were there from the beginning, signed in."""
        if handle not in self.pages:
            page = self.people.open(self.site, device=device, scripts=self.scripts)  # type: ignore[arg-type]
            self.pages[handle] = self.people.sign_in(page, handle, PASSWORD)
        return self.pages[handle]

    def joins(self, handle: str, page: Page) -> None:
        """Fills in the registration that this page shows."""
        fill(page, "handle", handle)
        fill(page, "display_name", handle.capitalize())
        fill(page, "email", f"{handle}@example.org")
        fill(page, "password", PASSWORD)
        press(page, "Join")
        expect(page.locator("main input[name=password]")).to_have_count(0)
        self.pages[handle] = page

    def a_shop_opens(self) -> None:
        chen = self.people.open(self.site, device="desktop", scripts=self.scripts)
        chen.goto("/register")
        self.joins("chen", chen)
        chen.goto("/merchant/application")
        chen.get_by_label("A person").check()
        fill(chen, "name", "Chen's Orchard")
        fill(chen, "contact", "+86 130 0000 0000")
        chen.locator("input[name=agrees]").check()
        press(chen, "Send the application")
        olga = self.page_of("olga", "desktop")
        olga.goto("/admin/merchants")
        olga.get_by_role("link", name="Chen's Orchard").click()
        press(olga, "Verify")
        expect(olga.locator("main").get_by_text("Verified").first).to_be_visible()

    def a_product_goes_on_sale(self) -> str:
        chen = self.pages["chen"]
        chen.goto("/merchant/products/new")
        fill(chen, "title", "Musang King durian")
        chen.locator("main select[name=category_id]").select_option(label="Fruit")
        fill(chen, "description", "Ripened on the tree, **never** frozen.")
        chen.locator("main input[type=file]").first.set_input_files(
            a_picture(self.folder, "durian.jpg", "olive")
        )
        fill(chen, "variants-0-price", PRICE)
        fill(chen, "variants-0-stock", "5")
        fill(chen, "rate", RATE)
        press(chen, "Put on sale")
        expect(chen.locator("main").get_by_text("On sale").first).to_be_visible()
        chen.get_by_role("link", name="See its page").click()
        expect(chen.locator("h1")).to_have_text("Musang King durian")
        expect(chen.locator(".gallery img").first).to_be_visible()
        found = re.search(r"/products/(\d+)", chen.url)
        assert found
        return found[0]

    def a_friend_comes_by_invite(self) -> None:
        bo = self.page_of("bo")
        bo.goto("/invites")
        press(bo, "Make a link")
        code = bo.locator("[data-invite-code]").get_attribute("data-invite-code")
        alma = self.people.open(self.site, scripts=self.scripts)
        alma.goto(f"/i/{code}")
        alma.get_by_role("link", name="Join and become friends").click()
        self.joins("alma", alma)
        press(alma, "Become friends with Bo")
        alma.goto("/friends")
        expect(alma.locator("main").get_by_role("link", name="Bo").first).to_be_visible()

    def lets_friends_see_what_she_buys(self, handle: str) -> None:
        page = self.pages[handle]
        page.goto("/settings/privacy")
        page.locator("main input[name=purchases_shown][value=named]").check()
        press(page, "Save")

    def puts_into_the_cart(self, handle: str, product: str) -> None:
        page = self.pages[handle]
        page.goto(product)
        shown(page.get_by_role("button", name="Add to cart")).click()
        if self.scripts:
            expect(page.locator("#cart-added")).to_contain_text("1 in your cart")
        page.goto("/cart")

    def fills_in_the_checkout(self, handle: str) -> None:
        page = self.pages[handle]
        shown(page.get_by_role("link", name="Check out")).click()
        for name, value in {
            "recipient": handle.capitalize(),
            "phone": "13000000000",
            "region": "Shanghai",
            "street": "1 Orchard Road",
        }.items():
            fill(page, name, value)
        page.locator("input[name=payment_method][value=sandbox]").check()

    def sees_who_is_credited(self, handle: str) -> None:
        """Before the order is placed, and changeable until then."""
        page = self.pages[handle]
        expect(page.locator(".credit-words")).to_contain_text(f"Alma earns {EARNS}")
        choice = page.locator("main select[name^='credit-']")
        expect(choice).to_have_value("alma")
        if self.scripts:
            choice.select_option("none")
            expect(page.locator(".credit-words")).to_contain_text("Nobody earns on this line.")
            page.locator("main select[name^='credit-']").select_option("alma")
            expect(page.locator(".credit-words")).to_contain_text(f"Alma earns {EARNS}")

    def orders_and_pays(self, handle: str) -> str:
        page = self.pages[handle]
        shown(page.get_by_role("button", name="Place the order")).click()
        press(page, "Pay now (sandbox)")
        expect(page.locator("#order").get_by_text("The merchant packs your order.")).to_be_visible()
        number = page.locator("#order").get_attribute("data-order-number")
        assert number
        return number

    def is_sent(self, number: str) -> None:
        chen = self.pages["chen"]
        chen.goto("/merchant/orders")
        chen.locator(f"[data-order-number='{number}'] a").first.click()
        fill(chen, "carrier", "SF Express")
        fill(chen, "tracking_number", "SF1020304050")
        press(chen, "It is on its way")
        expect(chen.locator(".tracking").first).to_have_text("SF1020304050")

    def receives(self, handle: str, number: str) -> None:
        page = self.pages[handle]
        page.goto(f"/orders/{number}")
        expect(page.locator(".tracking").first).to_have_text("SF1020304050")
        press(page, "I have received it")
        expect(page.get_by_role("link", name="Say how it is").first).to_be_visible()

    def says_how_it_is(self, handle: str) -> str:
        page = self.pages[handle]
        page.get_by_role("link", name="Say how it is").first.click()
        page.locator("input[name=rating][value='5']").check(force=True)
        fill(page, "body", SAYS)
        page.locator("main input[type=file]").set_input_files(a_picture(self.folder, "opened.jpg", "gold"))
        press(page, "Publish")
        page.wait_for_url(re.compile(r"/says/\d+|/$"))
        page.goto("/@alma/says")
        post = page.locator("article[data-post-id]").first
        expect(post.get_by_role("img", name="5 out of 5 stars")).to_be_visible()
        expect(post.locator(".photos img")).to_be_visible()
        expect(post).to_contain_text("Bought")
        return f"/says/{post.get_attribute('data-post-id')}"

    def is_found(self, post: str) -> None:
        """In either script, two seconds after it was published and not later."""
        time.sleep(INDEXED_WITHIN_SECONDS)
        eve = self.page_of("eve")
        for words in ("榴莲", "榴蓮", "莲", "durian summer"):
            eve.goto("/")
            search = eve.locator(".top-search input[name=q]")
            search.fill(words)
            search.press("Enter")
            expect(eve.locator(f"#results [data-post-id='{post.rsplit('/', 1)[1]}']")).to_be_visible()
            expect(eve.locator("#results mark").first).to_be_visible()

    def endorses_and_shares(self, handle: str, product: str) -> str:
        page = self.pages[handle]
        page.goto(product)
        press(page, "Become its angel")
        expect(page.locator("#endorsement").get_by_text("You are its angel.")).to_be_visible()
        press(page, "My share link")
        expect(page.locator(".ad-label")).to_have_text(f"Ad: Alma earns {EARNS}, paid by the merchant")
        link = page.locator("main input[readonly]").input_value()
        assert link.startswith(self.site.url), link
        return link

    def comes_by_the_link(self, link: str, product: str) -> None:
        """Bo is on another device where nobody is signed in; the touch is his once he is."""
        bo = self.pages["bo"] = self.people.open(self.site, scripts=self.scripts)
        bo.goto(link)
        expect(bo.locator("h1")).to_have_text("Musang King durian")
        expect(bo.locator(".ad-label").first).to_contain_text(f"Alma earns {EARNS}")
        bo.goto("/login?next=" + quote(bo.url.removeprefix(self.site.url)))
        fill(bo, "login", "bo")
        fill(bo, "password", PASSWORD)
        press(bo, "Sign in")
        bo.wait_for_url(re.compile(rf"{product}\b(?!.*/login)"))
        expect(bo.locator(".ad-label").first).to_contain_text(f"Alma earns {EARNS}")
        friends = bo.locator("#friends-bought")
        expect(friends).to_contain_text("1 friend bought it")
        expect(friends.get_by_role("link", name="Alma")).to_be_visible()
        bo.goto("/")
        post = bo.locator("article[data-post-id]").first
        expect(post).to_contain_text("The best durian of the summer")
        expect(post.locator(".ad-label")).to_have_text(f"Ad: Alma earns {EARNS}, paid by the merchant")
        expect(post.locator("a[data-ad-label]")).to_have_attribute("rel", "sponsored nofollow")

    def talks_about(self, post: str) -> None:
        bo = self.pages["bo"]
        bo.goto(post)
        article = bo.locator("article[data-post-id]")
        article.get_by_role("button", name="Like").click()
        expect(bo.locator("article[data-post-id]").get_by_role("button", name="Like")).to_have_attribute(
            "aria-pressed", "true"
        )
        bo.locator("#write textarea[name=body]").fill("I want one too.")
        press(bo, "Send")
        expect(bo.locator("[data-comment-id]")).to_contain_text("I want one too.")

    def asks_and_is_answered(self, product: str) -> None:
        bo, chen = self.pages["bo"], self.pages["chen"]
        bo.goto(f"{product}/group")
        fill(bo, "body", QUESTION)
        press(bo, "Ask")
        expect(bo.locator("[data-question-id]")).to_contain_text(QUESTION)
        chen.goto("/merchant/questions")
        chen.get_by_role("link", name=QUESTION).click()
        fill(chen, "body", ANSWER)
        press(chen, "Answer")
        expect(chen.locator(".answer")).to_contain_text(ANSWER)
        bo.goto(product)
        expect(bo.locator(".answer.is-merchant")).to_contain_text(ANSWER)

    def chats_with_the_members(self, product: str) -> None:
        """Alma is a member, Bo is not yet; the chat of a member with scripts renews itself."""
        alma, chen = self.pages["alma"], self.pages["chen"]
        for member in (alma, chen):
            member.goto(f"{product}/group?room=chat")
        alma.locator("textarea[name=body]").fill("Is the next lot as good?")
        press(alma, "Send")
        expect(alma.locator(".bubble.is-mine[data-group-message-id]")).to_contain_text(
            "Is the next lot as good?"
        )
        if not self.scripts:
            chen.get_by_role("link", name="Load new messages").click()
        expect(chen.locator(".bubble[data-group-message-id]")).to_contain_text("Is the next lot as good?")

    def earnings_of_alma_are(self, amount: str) -> None:
        alma = self.pages["alma"]
        alma.goto("/earnings")
        expect(alma.locator("#earning-numbers .stat").first.locator("data")).to_have_text(amount)

    def gets_the_money_back(self, number: str) -> None:
        bo, chen = self.pages["bo"], self.pages["chen"]
        bo.goto(f"/orders/{number}")
        bo.get_by_text("Ask for your money back").click()
        fill(bo, "reason", "It came open.")
        press(bo, "Ask for the money")
        expect(bo.locator(".refund")).to_contain_text("It came open.")
        chen.goto(f"/merchant/orders/{number}")
        chen.locator("input[name=decision][value=accept]").check()
        fill(chen, "reason", "I am sorry. Here it is.")
        press(chen, "Decide")
        expect(chen.locator(".refund")).to_contain_text("Given back")
        bo.goto(f"/orders/{number}")
        expect(bo.locator(".refund")).to_contain_text("I am sorry. Here it is.")

    def is_reported_and_folded(self, post: str) -> None:
        eve, dora = self.page_of("eve"), self.page_of("dora", "desktop")
        eve.goto(post)
        eve.locator("article[data-post-id] .menu summary").click()
        eve.get_by_role("link", name="Report").click()
        eve.locator("main input[type=radio][name=reason]").first.check()
        press(eve, "Report")
        expect(
            eve.get_by_text(re.compile("Thank you|You have reported this|will look at it")).first
        ).to_be_visible()
        dora.goto("/moderation")
        case = dora.locator("[data-case-id]").first
        expect(case).to_contain_text("durian")
        case.get_by_text("Fold or suspend…").click()
        case.locator("textarea[name=words]").fill("Please do not shout.")
        case.get_by_role("button", name="Fold it").click()
        # Over the reload that a page without scripts makes.
        expect(dora.get_by_role("button", name="Fold it")).to_have_count(0)
        eve.goto(post)
        expect(eve.locator(".tombstone")).to_contain_text("Please do not shout.")
        expect(eve.locator("main")).not_to_contain_text("The best durian")
        alma = self.pages["alma"]
        alma.goto(post)
        expect(alma.locator("article[data-post-id]")).to_contain_text("Please do not shout.")
        expect(alma.locator("article[data-post-id]")).to_contain_text("The best durian of the summer")

    def everyone_was_told(self) -> None:
        told = {
            "alma": ("folded your post", f"credited to you: {EARNS}", "Bo commented", "on its way"),
            "bo": ("friends now", "answered your question", "¥100.00 go back"),
            "chen": (
                "Bo asked about Musang King durian",
                "A buyer has opened a case about Musang King durian",
            ),
            "eve": ("report",),
        }
        for handle, words in told.items():
            page = self.pages[handle]
            page.goto("/notices")
            for word in words:
                expect(page.locator("#notices")).to_contain_text(re.compile(word, re.IGNORECASE))
