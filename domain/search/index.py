"""Keeping the index what the database is: after events, by comparison, from nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import select

from adapters.search import SearchIndex
from core.db import session
from core.events import Event
from domain.catalog.events import ProductChanged, ProductPublished
from domain.catalog.models import Product
from domain.groups.events import QuestionAnswered, QuestionAsked, QuestionChanged
from domain.merchants.events import MerchantDecided
from domain.people.events import ProfileChanged, Registered
from domain.says.events import PostChanged, PostPublished
from domain.search import documents

BATCH = 500

_engine: list[SearchIndex] = []


def use(index: SearchIndex) -> None:
    """The index of this process; the site says which when it is put together."""
    _engine[:] = [index]


def engine() -> SearchIndex:
    return _engine[0]


def update(facts: Sequence[Event]) -> None:
    """Brings in what these events were about, as it is now: gone, closed and folded things leave the index."""
    wanted: dict[str, set[int]] = {kind: set() for kind in documents.KINDS}
    for fact in facts:
        for kind, ids in _about(fact):
            wanted[kind] |= set(ids)
    found = [document for kind, ids in wanted.items() for document in documents.of_ids(kind, ids)]
    there = {document.key for document in found}
    gone = [key for kind, ids in wanted.items() for key in documents.keys_of(kind, ids) if key not in there]
    session.rollback()
    engine().apply(found, gone)


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """The whole index from the database, then whatever changed meanwhile. Returns how many documents it holds."""
    engine().rebuild(documents.everything(), documents.count(), progress)
    session.rollback()
    repair()
    return engine().count()


def differences() -> Iterator[tuple[str, str]]:
    """(key, what is wrong): missing, outdated, or in the index but not in the database."""
    indexed = dict(engine().keys_and_versions())
    for document in documents.everything():
        version = indexed.pop(document.key, None)
        if version is None:
            yield document.key, "missing in the index"
        elif version != document.version:
            yield document.key, "outdated in the index"
    for key in indexed:
        yield key, "in the index only"


def repair() -> int:
    """Sets right what differs; returns how much that was."""
    wrong = [key for key, _ in differences()]
    for portion in _portions(wrong):
        found = [document for kind, ids in _by_kind(portion) for document in documents.of_ids(kind, ids)]
        there = {document.key for document in found}
        engine().apply(found, [key for key in portion if key not in there])
    return len(wrong)


def _about(fact: Event) -> list[tuple[str, Iterable[int]]]:
    match fact:
        case Registered() | ProfileChanged():
            return [("person", [fact.user_id])]
        case ProductPublished() | ProductChanged():
            return [("product", [fact.product_id])]
        case MerchantDecided():
            return [("product", _products_of(fact.merchant_id))]
        case PostPublished() | PostChanged():
            return [("say", [fact.post_id])]
        case QuestionAsked() | QuestionAnswered() | QuestionChanged():
            return [("group", [fact.question_id])]
        case _:
            raise TypeError(f"the index knows nothing of {type(fact).__name__}")


def _products_of(merchant_id: int) -> list[int]:
    return list(session.scalars(select(Product.id).where(Product.merchant_id == merchant_id)))


def _by_kind(keys: Sequence[str]) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = {}
    for key in keys:
        kind, _, thing_id = key.partition(":")
        found.setdefault(kind, []).append(int(thing_id))
    return list(found.items())


def _portions(keys: Sequence[str]) -> Iterator[list[str]]:
    iterator = iter(keys)
    while portion := list(islice(iterator, BATCH)):
        yield portion
