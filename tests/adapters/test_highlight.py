import pytest
from hypothesis import given, strategies as st

from adapters.search import highlight


def hits(text: str, query: str, max_chars: int = 160) -> list[str]:
    return [fragment.text for fragment in highlight(text, query, max_chars) if fragment.is_hit]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("这个蘋果很甜", "苹果", ["蘋果"]),
        ("这个苹果很甜", "蘋果", ["苹果"]),
        ("苹果树和苹", "苹", ["苹", "苹"]),
        ("Fresh APPLES and pears", "apple", ["APPLES"]),
        ("strawberries", "straw", ["strawberries"]),
        ("我在清华大学读书", "清华大学", ["清华大学"]),
        ("ＡＢＣ…abc", "abc", ["ＡＢＣ", "abc"]),
        ("nothing of the kind", "苹果", []),
        ("", "苹果", []),
    ],
)
def test_a_hit_is_marked_as_the_text_has_it(text, query, marked):
    assert hits(text, query) == marked


def test_the_part_with_the_most_hits_is_shown():
    text = "苹果。" + "今天天气很好。" * 40 + "苹果和梨，苹果和桃，都是水果。"

    shown = highlight(text, "苹果 梨", max_chars=40)

    assert "".join(fragment.text for fragment in shown).startswith("…")
    assert [fragment.text for fragment in shown if fragment.is_hit] == ["苹果", "梨", "苹果"]


def test_a_text_without_hits_is_shown_from_its_beginning():
    assert "".join(fragment.text for fragment in highlight("a" * 200, "b", max_chars=50)) == "a" * 50 + "…"


def test_markup_in_a_text_stays_a_piece_of_text():
    assert ("<script>", False) not in highlight("<script>苹果</script>", "script")
    assert "".join(fragment.text for fragment in highlight("<b>苹果</b>", "苹果")) == "<b>苹果</b>"


@given(st.text(max_size=300), st.text(max_size=30), st.integers(min_value=10, max_value=200))
def test_the_pieces_put_together_are_a_part_of_the_text(text, query, max_chars):
    shown = "".join(fragment.text for fragment in highlight(text, query, max_chars))
    line = " ".join(text.split())

    assert len(shown) <= max_chars + 2
    assert shown.removeprefix("…").removesuffix("…") in line or shown in line
