"""Which passwords are taken, and that they open nothing but their own account."""

import pytest
from hypothesis import given, settings, strategies
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from domain.people import passwords


@pytest.mark.parametrize(
    "password", ["plum harbour kettle", "orchard-lantern-42", "秋天的苹果园里有三只猫x9", "x9$Lq2!vTz" * 12]
)
def test_a_good_password_is_taken(password: str) -> None:
    assert passwords.problem_with(password) is None


@pytest.mark.parametrize(
    "password",
    ["short", "p" * 129, "1234567890", "aaaaaaaaaaaa", "qwertyuiop", "angelsays1", "天使说天使说天使说天"],
)
def test_a_weak_one_is_not(password: str) -> None:
    assert passwords.problem_with(password) is not None


def test_what_is_known_of_the_owner_makes_it_weak() -> None:
    assert passwords.problem_with("wolkenstein7", ()) is None
    assert passwords.problem_with("wolkenstein7", ("wolkenstein",)) is not None


def test_the_three_thousand_commonest_are_refused() -> None:
    common = FREQUENCY_LISTS["passwords"][:3_000]

    assert [password for password in common if passwords.problem_with(password) is None] == []


def test_a_long_one_is_judged_by_its_beginning_and_taken_whole() -> None:
    long = "plum harbour kettle " * 6

    assert passwords.problem_with(long) is None
    assert not passwords.fits(long[:-1] + "!", passwords.hash_of(long))


@settings(deadline=None)
@given(strategies.text(min_size=10, max_size=128, alphabet=strategies.characters(exclude_categories=["Cs"])))
def test_any_text_opens_its_own_account_and_no_other_text_does(password: str) -> None:
    kept = passwords.hash_of(password)

    assert passwords.fits(password, kept)
    assert not passwords.fits(password[:-1] + ("x" if password[-1] != "x" else "y"), kept)


@settings(deadline=None)
@given(strategies.text(max_size=10))
def test_a_text_of_any_kind_can_be_judged(text: str) -> None:
    answer = passwords.problem_with(text * 10, (text,))

    assert answer is None or "%" not in answer


def test_nobody_has_a_password() -> None:
    assert not passwords.fits("nobody's password", None)
    assert not passwords.fits("anything at all", "!")
