"""People at their browsers: each has her own window on her own device, and remembers what went wrong in it."""

import re
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.servers import Site

Device = Literal["phone", "desktop"]
Colors = Literal["light", "dark"]
# Conditions are waited for, so this only says when a test gives up: a busy machine may take long.
PATIENCE_MS = 30_000

# What Chromium writes for an answer that a test asked for on purpose: a refused form, a closed page.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|422)")


@dataclass
class People:
    browser: Browser
    faults: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        site: Site,
        *,
        device: Device = "phone",
        scripts: bool = True,
        locale: str = "en",
        colors: Colors = "light",
    ) -> Page:
        """A window of somebody who has never been here."""
        is_phone = device == "phone"
        context = self.browser.new_context(
            base_url=site.url,
            viewport={"width": 390, "height": 844} if is_phone else {"width": 1280, "height": 900},
            is_mobile=is_phone,
            has_touch=is_phone,
            java_script_enabled=scripts,
            locale=locale,
            timezone_id="Asia/Shanghai",
            color_scheme=colors,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._note_console(page, message))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", lambda answer: self._note_answer(page, answer))
        return page

    def sign_in(self, page: Page, handle: str, password: str) -> Page:
        page.goto("/login")
        page.locator("main input[name=login]").fill(handle)
        page.locator("main input[name=password]").fill(password)
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile(r"^(?!.*/login)"))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _note_console(self, page: Page, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.faults.append(f"{page.url}: {message.type} in the console: {message.text}")

    def _note_answer(self, page: Page, answer: Response) -> None:
        if answer.status >= 500:
            self.faults.append(f"{page.url}: {answer.status} from {answer.request.method} {answer.url}")
