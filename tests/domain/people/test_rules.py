"""What a handle, a name, an address and a session may be."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.people import rules

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("handle", ["fay", "f_1", "123", "x" * 20, "systematic", "modena", "rooted"])
def test_a_plain_handle_is_free_to_take(handle: str) -> None:
    assert rules.handle_problem(handle) is None


@pytest.mark.parametrize(
    "handle",
    ["", "fa", "x" * 21, "Fay", "fay-1", "fay.1", "fäy", "fay ", "ｆａｙ", "fay\n", "admin", "adm1n", "m0d", "official",
     "admin_li", "root", "angelsays", "angel_says", "everyone", "supp0rt"],
)  # fmt: skip
def test_other_handles_are_not(handle: str) -> None:
    assert rules.handle_problem(handle) is not None


@pytest.mark.parametrize(
    "name",
    ["Fay", "范冰", "Anna-Lena O’Neil", "李 Team Tomato", "José", "Мария", "Ελένη", "田中さくら", "김민준", "Fay 🍉", "7",
     "Root Vegetables", "天使投资人小王", "मीरा"],
)  # fmt: skip
def test_people_keep_their_names(name: str) -> None:
    assert rules.display_name_problem(rules.display_name_of(name)) is None


@pytest.mark.parametrize(
    "name",
    ["", "   ", "🍉🍉", "...", "x" * 41, "Fay\u202egnp", "Fay\u200b", "Fay\x07", "\ue000", "官方", "平台客服小李", "客　服",
     "ＡＤＭＩＮ", "Admin", "Admin Li", "ADMINS", "adm1n", "аdmin", "Αdmin", "a d m i n", "Moderator", "天使说", "天使說官方", "管理員",
     "Angel Says", "@ngelsays", "Pаypal"],
)  # fmt: skip
def test_names_that_mislead_are_refused(name: str) -> None:
    assert rules.display_name_problem(rules.display_name_of(name)) is not None


def test_a_name_is_stored_in_its_plain_form() -> None:
    assert rules.display_name_of("  Ｆａｙ   ①  ") == "Fay 1"


@pytest.mark.parametrize("email", ["fay@example.org", "fay+shop@mail.example.org", "范@例子.中国"])
def test_an_address_is_taken(email: str) -> None:
    assert rules.email_problem(rules.email_of(email)) is None


@pytest.mark.parametrize(
    "email",
    ["", "fay", "fay@", "@example.org", "fay@example", "a b@example.org", "fay@example.org\nBcc: x@y.z", "f@y@example.org",
     "fay@example..org", "fay@.org", "x" * 250 + "@example.org", "<fay@example.org>"],
)  # fmt: skip
def test_what_is_no_address_is_not(email: str) -> None:
    assert rules.email_problem(rules.email_of(email)) is not None


def test_a_session_ends_fourteen_days_after_its_last_use() -> None:
    assert rules.session_end(NOON, NOON + timedelta(days=30)) == NOON + timedelta(days=44)


def test_a_session_ends_after_ninety_days_however_much_it_is_used() -> None:
    assert rules.session_end(NOON, NOON + timedelta(days=89)) == NOON + timedelta(days=90)


def test_a_try_is_free_until_there_were_as_many_as_allowed() -> None:
    tries = [NOON - timedelta(minutes=minute) for minute in (1, 2)]

    assert rules.wait_seconds(tries, 3, timedelta(minutes=15), NOON) == 0
    assert rules.wait_seconds(tries, 2, timedelta(minutes=15), NOON) == 13 * 60 + 1


def test_a_try_is_free_again_when_the_oldest_has_left_the_window() -> None:
    tries = [NOON - timedelta(minutes=minute) for minute in (1, 15)]

    assert rules.wait_seconds(tries, 2, timedelta(minutes=15), NOON) == 0
