"""From texts to index terms and from what people type to the few terms that are looked for."""

from collections import Counter
from typing import NamedTuple

from adapters.search.interface import Document
from core.tokens import fold, is_han, single_characters, words

MAX_QUERY_CHARS = 200
MAX_TERMS = 16
TITLE_WEIGHT = 3

# Words that nearly every text has. They are looked for only when nothing else is asked.
_COMMON = frozenset("的了是在和就都而及与着吗呢吧啊也很还又把被") | frozenset(
    "a an and are as at be by for from in is it of on or the this to was with".split()
)


class IndexTerms(NamedTuple):
    """`words` of two characters and more and of other scripts; `characters` are the single Han ones."""

    words: Counter[str]
    characters: Counter[str]


class QueryTerm(NamedTuple):
    """`prefix` is set on a last word that may be unfinished; a single Han character is looked for among characters."""

    text: str
    prefix: str | None = None

    @property
    def is_character(self) -> bool:
        return len(self.text) == 1 and is_han(self.text)


def index_terms(document: Document) -> IndexTerms:
    found = IndexTerms(Counter(), Counter())
    for text, weight in ((document.title, TITLE_WEIGHT), (document.body, 1)):
        for word in words(text):
            if len(word.text) > 1 or not is_han(word.text):
                found.words[word.text] += weight
        for character in single_characters(text):
            found.characters[character.text] += weight
    return found


def query_terms(text: str) -> list[QueryTerm]:
    """At most 16 different terms of the first 200 characters."""
    text = text[:MAX_QUERY_CHARS]
    found = words(text)
    terms = {word.text: QueryTerm(word.text) for word in found}
    if found and found[-1].end == len(text):
        last = found[-1]
        terms[last.text] = QueryTerm(last.text, _prefix(fold(text[last.start : last.end])))
    wanted = [term for term in terms.values() if term.text not in _COMMON or term.prefix]
    return (wanted or list(terms.values()))[:MAX_TERMS]


def _prefix(word: str) -> str | None:
    """Two Chinese characters or three letters say enough to look for what begins with them."""
    if (is_han(word) and len(word) >= 2) or (len(word) >= 3 and word.isalpha() and not is_han(word[0])):
        return word
    else:
        return None


def query_characters(text: str) -> list[str]:
    """The different Han characters of a query, for when its words are cut differently than in the texts."""
    found = dict.fromkeys(character.text for character in single_characters(text[:MAX_QUERY_CHARS]))
    return [character for character in found if character not in _COMMON][:MAX_TERMS]
