"""A real browser before a real server: the village for the walks, the demo world for the pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.people import PATIENCE_MS, People
from tests.browser.servers import Site, site_with

expect.set_options(timeout=PATIENCE_MS)

ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A browser on a machine that is busy with two of them may be too slow once; the summary names it.
            if os.environ.get("CI") == "true":
                item.add_marker(pytest.mark.flaky(reruns=1))


def chromium_path() -> str | None:
    given = os.environ.get("CHROMIUM")
    return (
        given
        if given and Path(given).exists()
        else shutil.which("chromium") or shutil.which("chromium-browser")
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        said = "no Chromium here: apt-get install chromium fonts-wqy-microhei, or set CHROMIUM to its path"
        assert os.environ.get("CI") != "true", said
        pytest.skip(said)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def village(people: People, tmp_path: Path) -> Iterator[Site]:
    """Bo, Dora the moderator, Eve and Olga the operator; nothing is sold yet."""
    with site_with("village", tmp_path / "village") as site:
        yield site
        # Nobody's window may still talk to a server that is gone.
        people.close()


@pytest.fixture(scope="session")
def demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo world. Its tests only read, or change what no other test looks at."""
    with site_with("demo", tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture
def people(chromium: Browser) -> Iterator[People]:
    """Opens browsers for people; when the test is over, none of them may have seen a fault."""
    opened = People(chromium)
    yield opened
    opened.close()
    assert not opened.faults, "\n".join(opened.faults)
