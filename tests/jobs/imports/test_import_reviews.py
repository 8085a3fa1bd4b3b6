"""`import reviews`: every good row comes in once, a bad one is told with its line, a bad file with its reason."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from core import invariants
from core.db import session
from domain.groups.models import GroupMember
from domain.orders.models import Order, Purchase
from domain.people.viewer import ANONYMOUS
from domain.says.models import Post, Rating
from domain.search import index, queries

HEAD = "category,positive,text\n"
ROWS = HEAD + (
    "水果,1,苹果很脆，下次再买\n"
    "水果,0,收到的蘋果坏了两个\n"
    '书籍,1,"一口气读完，""很好"""\n'
    "洗发水,1,用了三周，头发不油了\n"
)

Run = Callable[[str | bytes], Result]


@pytest.fixture
def run(site, tmp_path: Path) -> Run:
    def run(content: str | bytes, name: str = "reviews.csv") -> Result:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return site.test_cli_runner().invoke(args=["import", "reviews", str(path)])

    return run


def count(kind) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_every_row_becomes_a_received_purchase_with_its_rating_and_its_post(run):
    result = run(ROWS)
    assert result.exit_code == 0, result.output
    assert [count(kind) for kind in (Order, Rating, Post)] == [4, 4, 4]
    assert sorted(session.scalars(select(Rating.stars))) == [2, 5, 5, 5]
    assert session.scalar(select(func.sum(Purchase.times))) == 4


def test_a_second_run_adds_nothing(run):
    run(ROWS)
    result = run(ROWS)
    assert "0 imported, 4 there before" in result.output
    assert count(Post) == 4


def test_everything_that_must_hold_holds_afterwards(run):
    import domain.checks

    assert domain.checks
    run(ROWS)
    session.rollback()
    assert [outcome for outcome in invariants.outcomes() if outcome.breaches] == []
    assert list(index.differences()) == []


@pytest.mark.parametrize("words", ["苹果", "蘋果"])
def test_either_script_finds_the_fruit(run, words):
    run(ROWS)
    session.rollback()
    bodies = {found.thing.body for found in queries.search(ANONYMOUS, words, kind="says").items}
    assert bodies == {"苹果很脆，下次再买", "收到的蘋果坏了两个"}


def test_content_buyers_belong_to_the_group(run):
    run(ROWS)
    assert (
        session.scalars(select(GroupMember.basis).where(GroupMember.basis == "happy_buyer")).all()
        == ["happy_buyer"] * 3
    )


def test_nobody_is_sent_a_notice_of_what_happened_long_ago(run):
    from domain.notices.models import Notice

    run(ROWS)
    assert count(Notice) == 0


def test_a_gzipped_file_and_one_with_a_byte_order_mark_come_in_too(run):
    assert "4 imported" in run(gzip.compress(ROWS.encode()), "reviews.csv.gz").output
    assert "4 there before" in run(b"\xef\xbb\xbf" + ROWS.encode()).output


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("水果,1", "2 fields instead of 3"),
        ("水果,1,好,more", "4 fields instead of 3"),
        ("水果,2,好", "it takes 0 or 1"),
        ("水果,1,", "a field is missing"),
        (",1,好", "a field is missing"),
        ("水果,1," + "好" * 5_001, "5000"),
        ("水果" * 30 + ",1,好", "category"),
        ("水果,1,a\x00b", ""),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_others_come_in(run, row, told):
    result = run(HEAD + "水果,1,很好\n" + row + "\n书籍,0,一般\n")
    assert result.exit_code == 0, result.output
    assert "line 3: " in result.output and told in result.output
    assert "2 imported, 0 there before, 1 skipped" in result.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "empty"),
        (HEAD, "no rows"),
        ("category;positive;text\n水果;1;好\n", "must name the columns"),
        ("text,positive,category\n好,1,水果\n", "must name the columns"),
        (ROWS.encode("gbk"), "not UTF-8"),
        (ROWS.encode("utf-16"), "not UTF-8"),
        (b"\x00\x01\x02", "must name the columns"),
    ],
)
def test_a_bad_file_ends_in_a_clear_message_and_changes_nothing(run, content, told):
    result = run(content)
    assert result.exit_code == 1
    assert told in result.output and "Traceback" not in result.output
    assert count(Post) == 0


def test_a_file_that_is_cut_off_or_missing_is_told_too(run, site):
    result = run(gzip.compress(ROWS.encode() * 2_000)[:-400], "reviews.csv.gz")
    assert result.exit_code == 1 and "gzip" in result.output
    missing = site.test_cli_runner().invoke(args=["import", "reviews", "nowhere.csv"])
    assert missing.exit_code == 1 and "no file" in missing.output


def test_the_same_words_in_two_categories_are_two_rows(run):
    assert "2 imported" in run(HEAD + "水果,1,很好\n书籍,1,很好\n").output
