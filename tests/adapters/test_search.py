import time
from datetime import UTC, datetime, timedelta

import pytest

from adapters.search import Document, WhooshIndex, key_of
from adapters.search.interface import Kind

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def say(number: int, body: str, **more) -> Document:
    return Document(
        kind="say", id=number, title=more.pop("title", ""), body=body, **{"created_at": NOON, **more}
    )


@pytest.fixture
def index(tmp_path):
    index = WhooshIndex(tmp_path / "index")
    yield index
    index.close()


def found(index: WhooshIndex, text: str, **asked) -> list[int]:
    return [hit.id for hit in index.search(text, **asked).items]


def test_a_traditional_query_finds_a_simplified_text_and_the_other_way_round(index):
    index.apply([say(1, "这个苹果很甜"), say(2, "這個蘋果很甜")], [])

    assert sorted(found(index, "苹果")) == sorted(found(index, "蘋果")) == [1, 2]


def test_one_character_is_enough(index):
    index.apply([say(1, "苹果树"), say(2, "苹果"), say(3, "梨")], [])

    assert sorted(found(index, "苹")) == [1, 2]


def test_chinese_and_english_may_be_mixed_in_any_order(index):
    index.apply([say(1, "iPhone15 的电池不错"), say(2, "电池"), say(3, "iPhone")], [])

    assert found(index, "电池 iphone") == [1]
    assert found(index, "IPHONE 15") == [1]


def test_plural_finds_singular(index):
    index.apply([say(1, "one apple a day")], [])

    assert found(index, "apples") == [1]


@pytest.mark.parametrize(
    ("begun", "expected"), [("straw", [1]), ("str", [1]), ("st", []), ("云南", [2]), ("云", [2])]
)
def test_a_last_word_may_be_unfinished_from_three_letters_or_two_characters_on(index, begun, expected):
    index.apply([say(1, "strawberry"), say(2, "云南白药")], [])

    assert found(index, begun) == expected


def test_a_finished_word_is_not_taken_for_a_beginning(index):
    index.apply([say(1, "strawberry")], [])

    assert found(index, "straw ") == []


def test_a_prefix_that_thousands_of_words_share_is_cut_at_two_hundred(index):
    index.apply([say(n, f"abc{chr(97 + n % 26)}{chr(97 + n // 26)}x") for n in range(600)], [])

    assert index.search("abc").total <= 200


def test_a_word_that_many_have_is_not_taken_for_a_beginning_either(index):
    index.apply([say(n, "straw") for n in range(100)] + [say(500, "strawberry")], [])

    assert index.search("straw").total == 100


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(index):
    index.apply([say(1, "龙井 绿茶 好喝"), say(2, "好喝", title="龙井 绿茶")], [])

    assert found(index, "龙井") == [2, 1]


def test_rank_lifts_a_document_over_its_equal(index):
    index.apply([say(1, "green tea"), say(2, "green tea", rank=1.0)], [])

    assert found(index, "green tea") == [2, 1]


def test_when_nothing_has_every_word_those_with_some_of_them_are_shown_and_said_to_be(index):
    index.apply([say(1, "绿茶"), say(2, "拖鞋")], [])

    hits = index.search("绿茶 台灯")

    assert [hit.id for hit in hits.items] == [1]
    assert hits.relaxed
    assert not index.search("绿茶").relaxed


def test_the_newest_come_first_when_asked(index):
    index.apply([say(n, "茶", created_at=NOON + timedelta(days=-abs(n - 3))) for n in range(1, 6)], [])

    assert found(index, "茶", sort="newest", limit=3)[0] == 3
    assert index.search("茶", sort="newest", limit=3).total == 5


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_pages_follow_each_other_without_gap_or_repeat(index, sort):
    index.apply([say(n, "茶 " * (n % 7 + 1), created_at=NOON + timedelta(hours=n)) for n in range(45)], [])

    pages = [index.search("茶", sort=sort, limit=20, offset=offset) for offset in (0, 20, 40)]

    assert sorted(hit.id for page in pages for hit in page.items) == list(range(45))
    assert [page.more for page in pages] == [True, True, False]


@pytest.mark.parametrize(("limit", "offset"), [(-1, -5), (10**9, 10**9), (0, 0)])
def test_absurd_pages_are_brought_within_bounds(index, limit, offset):
    index.apply([say(1, "茶")], [])

    assert len(index.search("茶", limit=limit, offset=offset).items) <= 1


def test_kinds_are_told_apart(index):
    kinds: list[Kind] = ["product", "say", "person", "group"]
    index.apply([Document(kind=kind, id=7, title="龙井", created_at=NOON) for kind in kinds], [])

    for kind in kinds:
        assert [hit.kind for hit in index.search("龙井", kinds=[kind]).items] == [kind]
    assert len(index.search("龙井", kinds=["say", "group"]).items) == 2
    assert index.search("龙井", kinds=[]).items == []


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_what_is_meant_for_friends_is_found_by_friends_only(index, sort):
    index.apply(
        [
            say(1, "茶", author_id=10),
            say(2, "茶", author_id=10, audience="friends"),
            say(3, "茶", author_id=11, audience="friends"),
            say(4, "茶", author_id=12, audience="circle:5"),
        ],
        [],
    )

    assert sorted(found(index, "茶", sort=sort, audiences={"public"})) == [1]
    assert sorted(found(index, "茶", sort=sort, audiences={"public"}, also_by={10, 99})) == [1, 2]
    assert sorted(found(index, "茶", sort=sort, audiences={"public", "circle:5"})) == [1, 4]
    assert sorted(found(index, "茶", sort=sort, audiences={"public"}, shown_by={"friends": [11, 12]})) == [
        1,
        3,
    ]
    assert sorted(found(index, "茶", sort=sort)) == [1, 2, 3, 4]


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_a_search_may_be_kept_to_some_authors_and_one_product(index, sort):
    huge = 2**62 + 1
    index.apply([say(n, "茶", author_id=huge + n % 3, product_id=huge + n % 2) for n in range(6)], [])

    assert sorted(found(index, "茶", sort=sort, by=[huge])) == [0, 3]
    assert sorted(found(index, "茶", sort=sort, about=huge + 1)) == [1, 3, 5]
    assert sorted(found(index, "茶", sort=sort, by=[huge], about=huge + 1)) == [3]
    assert found(index, "茶", sort=sort, by=[]) == []


def test_a_document_put_in_again_replaces_itself(index):
    index.apply([say(1, "苹果")], [])
    index.apply([say(1, "香蕉"), say(1, "橙子")], [])

    assert (found(index, "苹果"), found(index, "香蕉"), found(index, "橙子")) == ([], [], [1])
    assert index.count() == 1


def test_a_deleted_document_is_not_found(index):
    index.apply([say(1, "苹果"), say(2, "苹果")], [])
    index.apply([], [key_of("say", 1), key_of("say", 404)])

    assert found(index, "苹果") == [2]
    assert dict(index.keys_and_versions()).keys() == {"say:2"}


def test_the_version_changes_with_everything_that_is_indexed(index):
    one = say(1, "苹果", author_id=3)
    index.apply([one], [])

    assert dict(index.keys_and_versions()) == {one.key: one.version}
    others = [
        say(1, "苹", author_id=3),
        say(1, "苹果", author_id=4),
        say(1, "苹果", author_id=3, audience="me"),
    ]
    others += [
        say(1, "苹果", author_id=3, rank=0.5),
        say(1, "苹果", author_id=3, created_at=NOON + timedelta(hours=1)),
    ]
    assert one.version not in {other.version for other in others}
    assert one.version == say(1, "苹果", author_id=3, created_at=NOON.astimezone()).version


def test_a_rebuild_replaces_everything_and_counts_aloud(index):
    index.apply([say(1, "苹果")], [])
    told: list[int] = []

    built = index.rebuild((say(n % 500 + 2, "香蕉") for n in range(600)), total=600, progress=told.append)

    assert built == index.count() == 500
    assert found(index, "苹果") == []
    assert told[-1] == 500 and told == sorted(told)
    assert index.needs_rebuild is None


def test_a_rebuild_that_fails_leaves_the_old_index(index):
    index.rebuild([say(1, "苹果")])

    def broken():
        yield say(2, "香蕉")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.rebuild(broken())

    assert found(index, "苹果") == [1]
    index.apply([say(3, "香蕉")], [])
    assert found(index, "香蕉") == [3]


def test_one_commit_that_fails_changes_nothing(index):
    index.apply([say(1, "苹果")], [])

    with pytest.raises(AttributeError):
        index.apply([say(2, "苹果"), say(3, None)], ["say:1"])

    assert found(index, "苹果") == [1]


HOSTILE = [
    "",
    "   ",
    "(" * 5_000,
    " ".join(f"word{n}" for n in range(20_000)),
    "w " * 20_000,
    "*",
    "?*",
    "茶*",
    "[a TO z]",
    "NOT 茶",
    "茶 AND OR NOT",
    '"茶',
    "kind:say",
    "words:茶^1e308",
    "~2",
    "a" * 1_000_000,
    "的" * 100_000,
    "茶\0\ud800",
    "\u202e茶",
    "' OR 1=1 --",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_hostile_queries_are_harmless_and_quick(index, hostile, sort):
    index.apply([say(n, f"茶 word{n} w{n} the quick brown 的") for n in range(300)], [])
    started = time.process_time()

    hits = index.search(hostile, sort=sort)

    assert len(hits.items) <= 20
    assert time.process_time() - started < 0.5


def test_hostile_documents_are_indexed_all_the_same(index):
    index.apply([say(1, hostile) for hostile in HOSTILE] + [say(2, "茶")], [])

    assert found(index, "茶") != []
