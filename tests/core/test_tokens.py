from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies as st

from core.tokens import Word, fold, is_han, single_characters, words

TEXTS = st.text() | st.lists(
    st.sampled_from(
        [
            "蘋果",
            "头髮",
            "ﬁ",
            "ß",
            "İ",
            "…",
            "①",
            "e\u0301",
            "\u200b",
            "iPhone15",
            " ",
            "，",
            "각",
            "가",
            "க்ஷ",
        ]
    )
).map("".join)


def texts_of(found: list[Word]) -> list[str]:
    return [word.text for word in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("蘋果", "苹果"),
        ("頭髮", "头发"),
        ("榴槤", "榴莲"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "STRASSE"),
        ("cafe\u0301", "CAFÉ"),
        ("苹\u200b果", "苹果"),
        ("ﬁne", "fine"),
        ("ｶﾞ", "ガ"),
    ],
)
def test_texts_that_a_reader_takes_for_the_same_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


def test_characters_are_simplified_by_phrase_where_the_phrase_decides():
    assert fold("乾燥") == "干燥"
    assert fold("乾隆") == "乾隆"


def test_a_long_chinese_word_is_found_by_its_parts_too():
    assert texts_of(words("清華大學")) == ["清华", "华大", "大学", "清华大学"]


def test_english_words_numbers_and_chinese_are_told_apart():
    assert texts_of(words("我的iPhone15很好")) == ["我", "的", "iphone", "15", "很", "好"]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("apples", "apple"), ("berries", "berry"), ("boxes", "box"), ("dishes", "dish"), ("glasses", "glass")],
)
def test_an_english_plural_meets_its_singular(plural, singular):
    assert texts_of(words(plural)) == texts_of(words(singular))


@pytest.mark.parametrize("word", ["gas", "bus", "glass", "this", "是s"])
def test_a_word_that_only_ends_in_s_is_left_alone(word):
    assert "".join(texts_of(words(word))) == word


@pytest.mark.parametrize("word", ["हिन्दी", "ภาษาไทย", "עִבְרִית", "한국어", "ひらがな", "привет"])
def test_words_of_other_scripts_are_not_torn_at_their_marks(word):
    assert texts_of(words(word)) == [fold(word)]


def test_offsets_point_into_the_text_as_it_was_written():
    text = "………ＡＢＣ：我愛蘋\u200b果，ﬁne"

    assert [(word.text, text[word.start : word.end]) for word in words(text)] == [
        ("abc", "ＡＢＣ"),
        ("我", "我"),
        ("爱", "愛"),
        ("苹果", "蘋\u200b果"),
        ("fine", "ﬁne"),
    ]


def test_single_characters_are_the_chinese_ones():
    assert single_characters("a蘋 1果。") == [Word("苹", 1, 2), Word("果", 4, 5)]


def test_punctuation_and_nothing_have_no_words():
    assert words("") == words("，。！ …() *?[]") == []


def test_a_very_long_word_is_cut():
    assert words("x" * 10_000) == [Word("x" * 40, 0, 10_000)]


@given(TEXTS)
def test_what_stands_at_the_offsets_folds_to_the_word(text):
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert is_han(word.text) or word.text[:-1] in fold(text[word.start : word.end])
    for character in single_characters(text):
        assert is_han(character.text)
        assert 0 <= character.start < character.end <= len(text)


@given(TEXTS)
def test_a_folded_text_is_in_lower_case(text):
    assert fold(text).casefold() == fold(text)


def test_many_threads_may_fold_at_once():
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(fold, ["我買了一個蘋果" * 50] * 200)) == {"我买了一个苹果" * 50}
