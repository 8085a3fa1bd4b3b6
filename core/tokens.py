"""Words of a text for searching and matching: folded so that 蘋果 meets 苹果 and ＡＢＣ meets abc.

Offsets always point into the original text, so that a hit can be marked in what the reader sees.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import opencc

MAX_WORD_CHARS = 40

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
# Vowel signs and other marks of scripts that write inside words with them; Python's \w leaves them out.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ebc\u0f71-\u0f84\u102b-\u103e"
_RUN = re.compile(f"(?P<han>[{_HAN}]+)|(?P<number>[0-9]+)|(?P<word>(?:(?![{_HAN}0-9])[^\\W_][{_MARKS}]*)+)")
_HAN_ONE = re.compile(f"[{_HAN}]")

# Full-width forms are one to one and stand in nearly every Chinese text, so they are worth a quick way.
_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Word(NamedTuple):
    """A folded word and where it stands in the original text."""

    text: str
    start: int
    end: int


class _Folded(NamedTuple):
    """A folded text. `starts` and `ends` lead back to the original for each character; None: one to one."""

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def word(self, text: str, start: int, end: int) -> Word:
        if self.starts is None or self.ends is None:
            return Word(text, start, end)
        else:
            return Word(text, self.starts[start], self.ends[end - 1])


def fold(text: str) -> str:
    """NFKC, casefold, simplified characters, nothing invisible: equal for texts that a reader takes for the same."""
    return _folded(text).text


def words(text: str) -> list[Word]:
    """The words in reading order: Chinese cut for searching (a long word also by its parts), numbers, other words."""
    return list(_words(_folded(text)))


def single_characters(text: str) -> list[Word]:
    """The Han characters one by one."""
    folded = _folded(text)
    return [folded.word(found[0], found.start(), found.end()) for found in _HAN_ONE.finditer(folded.text)]


def is_han(text: str) -> bool:
    return bool(text) and all(_HAN_ONE.match(character) for character in text)


def _words(folded: _Folded) -> Iterator[Word]:
    # Its dictionary takes a fifth of a second, which no command that never cuts a word should wait for.
    import rjieba

    for run in _RUN.finditer(folded.text):
        if run["han"]:
            for piece, start, end in rjieba.tokenize(run[0], "search", True):
                yield folded.word(piece[:MAX_WORD_CHARS], run.start() + start, run.start() + end)
        elif run["number"]:
            yield folded.word(run[0][:MAX_WORD_CHARS], run.start(), run.end())
        else:
            yield folded.word(_singular(run[0])[:MAX_WORD_CHARS], run.start(), run.end())


def _singular(word: str) -> str:
    """English plurals only; what it makes need not be a word, as long as singular and plural meet."""
    if len(word) < 4 or not word.endswith("s") or not word.isascii() or word.endswith(("us", "ss", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]


def _folded(text: str) -> _Folded:
    quick = text.translate(_WIDTH)
    cased = quick.casefold()
    # Case folding only ever lengthens, so an equal length means one to one.
    if len(cased) == len(text) and _is_plain(quick) and _is_plain(cased):
        return _Folded(_simplified(cased))
    else:
        return _folded_by_clusters(text)


def _is_plain(text: str) -> bool:
    return text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _INVISIBLE.search(text))


def _folded_by_clusters(text: str) -> _Folded:
    pieces, starts, ends = [], [], []
    for start, end in _clusters(text):
        piece = _fold_cluster(text[start:end])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return _Folded(_simplified("".join(pieces)), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A character with the marks and Hangul parts that it may compose with."""
    start = 0
    for at in range(1, len(text)):
        if not (
            unicodedata.combining(text[at])
            or "\u1160" <= text[at] <= "\u11ff"
            or "\uff9e" <= text[at] <= "\uff9f"
        ):
            yield start, at
            start = at
    if text:
        yield start, len(text)


@functools.lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return _INVISIBLE.sub("", folded)


# Category Cf without the number signs; with the variation selectors, and with surrogates, which nothing can convert.
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)


# One word, two ways to write it in simplified characters: the durian of Taiwan and that of the mainland.
_SPELT_OTHERWISE = str.maketrans("梿", "莲")


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    whole = _converter().convert(text)
    if len(whole) == len(text):
        return whole.translate(_SPELT_OTHERWISE)
    else:
        # A phrase of another length would move every offset after it.
        return "".join(_simplified_character(character) for character in text)


@functools.lru_cache(maxsize=4096)
def _simplified_character(character: str) -> str:
    one = _converter().convert(character)
    return (one if len(one) == 1 else character).translate(_SPELT_OTHERWISE)


@functools.cache
def _converter() -> opencc.OpenCC:
    """Loaded at first use and then shared: converting changes nothing in it."""
    return opencc.OpenCC("t2s")
