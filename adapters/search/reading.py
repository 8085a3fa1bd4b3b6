"""Reads a Whoosh index: what a search looks at in each segment, and the collectors that choose among the matches."""

import heapq
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from whoosh import collectors, query
from whoosh.reading import IndexReader, TermNotFound
from whoosh.searching import Searcher

from adapters.search.analysis import QueryTerm, query_characters, query_terms
from adapters.search.interface import KINDS, Kind
from adapters.search.schema import audience_code, narrow

MAX_EXPANSIONS = 200
MAX_LOOSE_TERMS = 3
# A word that so many have is not the beginning of another one.
ENOUGH_WHOLE_WORDS = 100

Match = tuple[float, int]


class Facets:
    """The columns of one segment. A segment never changes, so they are read once."""

    def __init__(self, reader: IndexReader) -> None:
        self.kind, self.audience, self.author, self.created = (
            reader.column_reader(name, translate=False).load()
            for name in ("kind", "audience", "author", "created")
        )


@dataclass(frozen=True)
class Wanted:
    """Which matches count: codes of kinds, of audiences, of authors seen whatever the audience; `shown_by` has the
    authors seen for one audience; `only` are documents."""

    kinds: frozenset[int] | None
    audiences: frozenset[int] | None
    also_by: frozenset[int]
    shown_by: Mapping[int, frozenset[int]]
    only: frozenset[int] | None

    @classmethod
    def of(
        cls,
        searcher: Searcher,
        kinds: Collection[Kind] | None,
        audiences: Collection[str] | None,
        also_by: Collection[int],
        shown_by: Mapping[str, Collection[int]],
        by: Collection[int] | None,
        about: int | None,
    ) -> "Wanted":
        only = None
        if by is not None:
            only = _documents_with(searcher, "by", by)
        if about is not None:
            about_it = _documents_with(searcher, "about", [about])
            only = about_it if only is None else only & about_it
        return cls(
            frozenset(KINDS.index(kind) for kind in kinds) if kinds is not None else None,
            frozenset(map(audience_code, audiences)) if audiences is not None else None,
            frozenset(map(narrow, also_by)),
            {audience_code(audience): frozenset(map(narrow, ids)) for audience, ids in shown_by.items()},
            only,
        )

    @property
    def is_everything(self) -> bool:
        return self.kinds is None and self.audiences is None and self.only is None

    def test(self, facets: Facets, offset: int) -> Callable[[int], bool]:
        """Whether a document of this segment counts."""
        kinds, audiences, also_by, only = self.kinds, self.audiences, self.also_by, self.only
        shown_by, nobody = self.shown_by, frozenset[int]()
        kind, audience, author = facets.kind, facets.audience, facets.author

        def counts(number: int) -> bool:
            return (
                (kinds is None or kind[number] in kinds)
                and (
                    audiences is None
                    or audience[number] in audiences
                    or author[number] in also_by
                    or author[number] in shown_by.get(audience[number], nobody)
                )
                and (only is None or offset + number in only)
            )

        return counts


def _documents_with(searcher: Searcher, field: str, numbers: Collection[int]) -> frozenset[int]:
    return frozenset(
        searcher.docs_for_query(query.Or([query.Term(field, str(number)) for number in numbers]))
    )


class Best(collectors.TopCollector):
    """The matches with the highest scores that count."""

    def __init__(self, limit: int, wanted: Wanted, facets_of: Callable[[IndexReader], Facets]) -> None:
        super().__init__(limit=limit)
        self._wanted = wanted
        self._facets_of = facets_of

    def matches(self) -> Iterator[int]:
        if self._wanted.is_everything:
            return super().matches()
        else:
            counts = self._wanted.test(self._facets_of(self.subsearcher.reader()), self.offset)
            return filter(counts, super().matches())

    def best(self) -> list[Match]:
        return [(score, -negated) for score, negated in sorted(self.items, reverse=True)]


def best(
    searcher: Searcher, asked: query.Query, limit: int, wanted: Wanted, facets_of: Any
) -> tuple[list[Match], int]:
    """The `limit` best matches and about how many there are."""
    collector = Best(limit, wanted, facets_of)
    searcher.search_with_collector(asked, collector)
    found = collector.best()
    if len(found) < limit or collector.computes_count():
        return found, collector.total
    else:
        return found, max(limit, asked.estimate_size(searcher.reader()))


def newest(
    searcher: Searcher, asked: query.Query, limit: int, wanted: Wanted, facets_of: Any
) -> tuple[list[Match], int]:
    """The `limit` youngest matches and how many there are."""
    found: list[tuple[int, int]] = []
    total = 0
    for leaf, offset in searcher.leaf_searchers():
        facets = facets_of(leaf.reader())
        counts = wanted.test(facets, offset)
        numbers = list(filter(counts, asked.matcher(leaf, leaf.boolean_context()).all_ids()))
        total += len(numbers)
        found += heapq.nlargest(limit, ((facets.created[number], offset + number) for number in numbers))
    return [(float(created), number) for created, number in heapq.nlargest(limit, found)], total


def queries(text: str, reader: IndexReader) -> Iterator[query.Query]:
    """What to look for, strictest first: every word; every character; any word. None of it is parsed as a language."""
    terms = query_terms(text)
    if not terms:
        return
    yield _all_of([_term(term, reader) for term in terms])
    characters = query_characters(text)
    others = [_term(term, reader) for term in terms if not _is_made_of(term, characters)]
    if len(characters) > 1:
        yield _all_of([query.Term("chars", character) for character in characters] + others)
    if len(terms) > 1:
        yield query.Or(_rarest(terms, reader))


def _rarest(terms: list[QueryTerm], reader: IndexReader) -> list[query.Query]:
    """The few that say most: looking for any of many common words would look at everything."""
    fields = [("chars" if term.is_character else "words", term.text) for term in terms]
    known = sorted((reader.doc_frequency(field, text), field, text) for field, text in fields)
    found: list[query.Query] = [query.Term(field, text) for count, field, text in known if count]
    return found[:MAX_LOOSE_TERMS]


def _is_made_of(term: QueryTerm, characters: list[str]) -> bool:
    return set(term.text) <= set(characters)


def _all_of(parts: list[query.Query]) -> query.Query:
    return parts[0] if len(parts) == 1 else query.And(parts)


def _term(term: QueryTerm, reader: IndexReader) -> query.Query:
    if term.is_character:
        return query.Term("chars", term.text)
    exact = query.Term("words", term.text)
    if term.prefix is None or reader.doc_frequency("words", term.text) >= ENOUGH_WHOLE_WORDS:
        return exact
    begun = [query.Term("words", word) for word in _expansions(reader, term.prefix) if word != term.text]
    return query.Or([exact, *begun]) if begun else exact


def _expansions(reader: IndexReader, prefix: str) -> Iterator[str]:
    try:
        for count, word in enumerate(reader.expand_prefix("words", prefix)):
            if count == MAX_EXPANSIONS:
                return
            yield word.decode()
    except TermNotFound:
        return
