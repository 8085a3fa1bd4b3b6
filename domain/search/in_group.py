"""Searching the questions of one product, and those that are like one that is being asked."""

from adapters.search.interface import Kind
from core import tokens
from domain.groups.queries import QuestionCard, cards_of_questions
from domain.people.viewer import Viewer
from domain.search.index import engine

KIND: tuple[Kind, ...] = ("group",)
SIZE = 20
LIKE_SHOWN = 3
# So much of a new question's words must stand in another one for that to be like it.
LIKE_FROM = 0.6
LIKE_WORDS_MIN = 2


def asked_about(
    viewer: Viewer, product_id: int, words: str, *, page: int = 1
) -> tuple[list[QuestionCard], bool]:
    """A page of the questions with these words, in them or in their answers, and whether there are more."""
    if not words.strip():
        return [], False
    hits = engine().search(
        words,
        kinds=KIND,
        limit=SIZE,
        offset=(max(page, 1) - 1) * SIZE,
        audiences={"public"},
        about=product_id,
    )
    cards = cards_of_questions(viewer, [hit.id for hit in hits.items])
    return [cards[hit.id] for hit in hits.items if hit.id in cards], hits.more


def like_this(viewer: Viewer, product_id: int, words: str) -> list[QuestionCard]:
    """Questions about the product that ask about the same, those with an answer first."""
    asked = {one.text for one in tokens.words(words)}
    if len(asked) < LIKE_WORDS_MIN:
        return []
    found, _more = asked_about(viewer, product_id, words)
    like = [card for card in found if _share(asked, card.body) >= LIKE_FROM]
    return sorted(like, key=lambda card: not card.answer_count)[:LIKE_SHOWN]


def _share(asked: set[str], body: str) -> float:
    return len(asked & {one.text for one in tokens.words(body)}) / len(asked)
