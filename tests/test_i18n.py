"""The site speaks three languages, each of them wholly, and picks the reader's."""

import re
from html import unescape

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from flask.testing import FlaskClient

from core.db import session
from domain.people.models import User
from tests.cast import Cast
from tests.web import post, sign_in
from tools import i18n
from web.language import locale_of_header

PAGES = (
    "/",
    "/discover",
    "/products",
    "/groups",
    "/login",
    "/register",
    "/modlog",
    "/search?q=fruit",
    "/nothing-here",
)
OWN_PAGES = (
    "/",
    "/cart",
    "/orders",
    "/notices",
    "/earnings",
    "/friends",
    "/settings",
    "/says/new",
    "/merchant",
)
ENGLISH = (
    "Search", "Sign in", "Sign out", "Discover", "Groups", "Cart", "Products", "Notices", "Settings", "Orders", "Earnings",
    "Friends", "Write", "Cancel", "Language", "Nothing", "Your", "The", "and", "you", "your", "with", "what", "who",
)  # fmt: skip
WORDS = re.compile(r"\b(" + "|".join(ENGLISH) + r")\b")


@pytest.fixture
def browser(client: FlaskClient, request: pytest.FixtureRequest) -> FlaskClient:
    client.set_cookie("lang", request.param)
    return client


def words_of(page: str) -> str:
    """What a reader sees or hears of a page: its text and its labels."""
    labels = " ".join(re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', page))
    return unescape(re.sub(r"<(script|style|svg).*?</\1>|<[^>]*>", " ", page, flags=re.S) + " " + labels)


def test_every_text_is_in_both_catalogues() -> None:
    assert i18n.problems() == []


def test_a_translation_with_another_placeholder_is_found_out() -> None:
    catalog = Catalog(locale="zh_Hans")

    assert not i18n.fits(catalog.add("Order %(number)s", "订单 %(order)s"))
    assert not i18n.fits(catalog.add("Rate %(percent)s", "比例"))
    assert not i18n.fits(catalog.add("Half", "50%"))
    assert i18n.fits(catalog.add(("%(num)s star", "%(num)s stars"), ("%(num)s 星",)))


def test_traditional_chinese_has_taiwans_characters_words_and_quotation_marks() -> None:
    simplified = Catalog(locale="zh_Hans")
    simplified.add("Nothing found for “%(words)s”", "没有找到“%(words)s”")
    simplified.add("To your account after 7 days", "7 天后转账到你的账户")

    made = i18n.traditional(simplified)

    assert made.get("Nothing found for “%(words)s”").string == "沒有找到「%(words)s」"
    assert made.get("To your account after 7 days").string == "7 天後轉帳到你的帳戶"


def test_traditional_differs_from_simplified() -> None:
    simplified, traditional = i18n.load("zh_Hans"), i18n.load("zh_Hant")

    assert simplified.get("Sign in").string != traditional.get("Sign in").string
    assert traditional.get("Friends").string == "好友"


@pytest.mark.parametrize(
    ("browser", "lang"), [("zh_Hans", "zh-Hans"), ("zh_Hant", "zh-Hant")], indirect=["browser"]
)
@pytest.mark.parametrize("path", PAGES)
def test_a_strangers_page_has_no_english_words(browser: FlaskClient, lang: str, path: str) -> None:
    page = browser.get(path).get_data(as_text=True)

    assert f'<html lang="{lang}"' in page
    assert WORDS.findall(words_of(page)) == []


@pytest.mark.parametrize(
    ("browser", "lang"), [("zh_Hans", "zh-Hans"), ("zh_Hant", "zh-Hant")], indirect=["browser"]
)
def test_a_members_pages_have_no_english_words(browser: FlaskClient, cast: Cast, lang: str) -> None:
    sign_in(browser, cast.chen)

    pages = {path: browser.get(path).get_data(as_text=True) for path in OWN_PAGES}

    assert all(f'<html lang="{lang}"' in page for page in pages.values())
    assert {path: found for path, page in pages.items() if (found := WORDS.findall(words_of(page)))} == {}


@pytest.mark.parametrize("browser", ["zh_Hans"], indirect=True)
def test_a_refused_form_answers_in_the_readers_language(browser: FlaskClient, cast: Cast) -> None:
    empty = post(browser, "/register", handle="", display_name="", email="", password="")
    tampered = post(sign_in(browser, cast.alma), "/settings", display_name="Alma", locale="tlh", theme="")

    assert "请填写" in empty.get_data(as_text=True)
    assert tampered.status_code == 422
    assert "请从中选一个" in tampered.get_data(as_text=True)


def test_what_was_done_is_told_in_the_language_that_was_just_chosen(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)

    post(client, "/settings", display_name="Alma", locale="zh_Hans", theme="")

    assert "已保存。" in client.get("/settings").get_data(as_text=True)


@pytest.mark.parametrize("browser", ["zh_Hans"], indirect=True)
def test_money_time_and_counts_are_written_the_readers_way(browser: FlaskClient, cast: Cast) -> None:
    page = words_of(browser.get(f"/products/{cast.product_id}").get_data(as_text=True))

    assert "¥100.00" in page
    assert "剩 20 件" in page or "库存" in page


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh-Hant-MO", "zh_Hant"),
        ("zh-CN,zh;q=0.9", "zh_Hans"),
        ("zh", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr-FR,zh-TW;q=0.5", "zh_Hant"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        (";;,,-", "en"),
    ],
)
def test_the_browsers_language_is_understood(app: Flask, header: str, locale: str) -> None:
    with app.test_request_context():
        assert locale_of_header(header) == locale


def lang_of(client: FlaskClient, path: str = "/settings", **headers: str) -> str:
    found = re.search(r'<html lang="([^"]+)"', client.get(path, headers=headers).get_data(as_text=True))
    assert found
    return found[1]


def test_the_profile_wins_over_the_browsers_header_and_the_cookie_over_the_profile(
    client: FlaskClient, cast: Cast
) -> None:
    sign_in(client, cast.alma)
    session.get_one(User, cast.alma.id).locale = "zh_Hant"
    session.commit()

    by_profile = lang_of(client, **{"Accept-Language": "en"})
    client.set_cookie("lang", "zh_Hans")
    by_cookie = lang_of(client, **{"Accept-Language": "en"})

    assert (by_profile, by_cookie) == ("zh-Hant", "zh-Hans")


def test_a_cookie_with_no_language_of_the_site_is_passed_over(client: FlaskClient) -> None:
    client.set_cookie("lang", "tlh")

    assert lang_of(client, "/login", **{"Accept-Language": "zh-TW"}) == "zh-Hant"
