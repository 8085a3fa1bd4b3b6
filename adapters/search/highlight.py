"""The part of a text that answers a query, in pieces that say whether they are a hit. No HTML is made here."""

import re
from typing import NamedTuple

from adapters.search.analysis import QueryTerm, query_terms
from core.tokens import Word, fold, single_characters, words

MAX_TEXT_CHARS = 20_000
_BREAK = re.compile(r"[\s，。！？；：、,.!?;:]")


class Fragment(NamedTuple):
    text: str
    is_hit: bool


class _Span(NamedTuple):
    start: int
    end: int


def highlight(text: str, query: str, max_chars: int = 160) -> list[Fragment]:
    """About `max_chars` of the text around its hits; from its beginning when there are none."""
    line = " ".join(text[:MAX_TEXT_CHARS].split())
    hits = _hits(line, query_terms(query))
    window = _window(line, hits, max_chars)
    pieces = [Fragment("…", False)] if window.start else []
    at = window.start
    for hit in hits:
        start, end = max(hit.start, at), min(hit.end, window.end)
        if start < end:
            pieces += [Fragment(line[at:start], False), Fragment(line[start:end], True)]
            at = end
    pieces.append(Fragment(line[at : window.end], False))
    if window.end < len(line):
        pieces.append(Fragment("…", False))
    return [piece for piece in pieces if piece.text]


def _hits(line: str, terms: list[QueryTerm]) -> list[_Span]:
    """Where the terms stand, in order; what overlaps or touches is one hit."""
    wanted = {term.text for term in terms}
    prefixes = tuple(term.prefix for term in terms if term.prefix)
    found = [word for word in words(line) if word.text in wanted or _begins(line, word, prefixes)]
    found += [character for character in single_characters(line) if character.text in wanted]
    spans: list[_Span] = []
    for word in sorted(found, key=lambda word: word.start):
        if spans and word.start <= spans[-1].end:
            spans[-1] = _Span(spans[-1].start, max(spans[-1].end, word.end))
        else:
            spans.append(_Span(word.start, word.end))
    return spans


def _begins(line: str, word: Word, prefixes: tuple[str, ...]) -> bool:
    return bool(prefixes) and fold(line[word.start : word.end]).startswith(prefixes)


def _window(line: str, hits: list[_Span], max_chars: int) -> _Span:
    """The stretch with the most hits, begun a little before the first of them."""
    if len(line) <= max_chars or not hits:
        return _Span(0, min(len(line), max_chars))
    most = max(
        hits,
        key=lambda first: sum(first.start <= hit.start < first.start + max_chars * 3 // 4 for hit in hits),
    )
    start = min(max(0, most.start - max_chars // 4), len(line) - max_chars)
    if start:
        after_break = _BREAK.search(line, start, most.start)
        start = after_break.end() if after_break else start
    return _Span(start, min(len(line), start + max_chars))
