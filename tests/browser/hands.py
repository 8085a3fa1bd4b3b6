"""What hands do on a page: fill in, press, take a picture."""

from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page


def fill(page: Page, name: str, value: str) -> None:
    page.locator(f"main [name='{name}']").first.fill(value)


def press(page: Page, name: str) -> None:
    shown(page.locator("main").get_by_role("button", name=name, exact=True)).click()


def shown(found: Locator) -> Locator:
    """The one of several that this screen shows: phones have their own bar."""
    return found.locator("visible=true").first


def a_picture(folder: Path, name: str, color: str) -> str:
    path = folder / name
    image = Image.new("RGB", (640, 480), "linen")
    ImageDraw.Draw(image).ellipse((120, 60, 520, 420), fill=color)
    image.save(path)
    return str(path)
