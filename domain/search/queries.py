"""Searching as a viewer: the index proposes, the database disposes. What the viewer may not see is not shown,
whatever the index says."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import select

from adapters.search import Fragment, Hit, Hits, highlight
from core.db import session
from domain.catalog.queries import ProductCard, cards as product_cards
from domain.groups.queries import QuestionCard, cards_of_questions
from domain.people.models import User
from domain.people.policy import visible_people
from domain.people.queries import PersonCard, ids_of_sharers
from domain.people.viewer import Viewer
from domain.says.queries import PostCard, bare_cards
from domain.search.index import engine

SIZE = 20
PAGES_MAX = 20
CHARS = 180
KINDS: dict[str, tuple[str, ...]] = {
    "all": ("product", "say", "person", "group"),
    "products": ("product",),
    "says": ("say",),
    "people": ("person",),
    "groups": ("group",),
}
SORTS = ("relevance", "newest")


@dataclass(frozen=True, slots=True)
class Found:
    """One result: its kind, the thing itself, and its words with the hits marked."""

    kind: str
    thing: ProductCard | PostCard | PersonCard | QuestionCard
    title: Sequence[Fragment]
    body: Sequence[Fragment]


@dataclass(frozen=True, slots=True)
class Results:
    """`about` is how many there may be, an estimate; `relaxed`: nothing has all of the words."""

    items: list[Found]
    about: int
    relaxed: bool
    next_page: int | None


def search(
    viewer: Viewer, words: str, *, kind: str = "all", sort: str = "relevance", page: int = 1
) -> Results:
    """A page of results. `kind` is a key of KINDS, `sort` of SORTS; pages go from 1 to 20."""
    page = min(max(page, 1), PAGES_MAX)
    ask = _asker(viewer, words, kind, sort, page)
    hits = ask(loosened=0)
    items = _read(viewer, words, hits.items)
    while hits.total and not items:
        # All of it is kept from the viewer: the answer is the one that she would get if it were not there.
        hits = ask(loosened=hits.looseness + 1)
        items = _read(viewer, words, hits.items)
    more = hits.more and page < PAGES_MAX
    # The index counts what friends keep to themselves too: where all is on the page, what is shown is counted.
    about = hits.total if hits.more else (page - 1) * SIZE + len(items)
    return Results(items, about, hits.relaxed, page + 1 if more else None)


def _asker(viewer: Viewer, words: str, kind: str, sort: str, page: int) -> Callable[..., Hits]:
    """Asks the index for one page, of what is for everybody and of what may be for the viewer."""
    shown_by = ids_of_sharers(viewer)
    return partial(
        engine().search,
        words,
        kinds=KINDS[kind],  # type: ignore[arg-type]
        limit=SIZE,
        offset=(page - 1) * SIZE,
        sort=sort,  # type: ignore[arg-type]
        audiences={"public"},
        also_by={viewer.id} if viewer.is_signed_in else (),
        shown_by=shown_by,
    )


def _read(viewer: Viewer, words: str, hits: Sequence[Hit]) -> list[Found]:
    ids: dict[str, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.kind, []).append(hit.id)
    says = [card for card in bare_cards(viewer, ids.get("say", ())).values() if card.state == "visible"]
    products = product_cards(
        viewer, [*ids.get("product", ()), *filter(None, (card.product_id for card in says))]
    )
    things: dict[str, dict[int, Any]] = {
        "product": products,
        "say": {card.id: replace(card, product=products.get(card.product_id or 0)) for card in says},
        "person": _people(viewer, ids["person"]) if "person" in ids else {},
        "group": cards_of_questions(viewer, ids["group"]) if "group" in ids else {},
    }
    return [_found(hit.kind, things[hit.kind][hit.id], words) for hit in hits if hit.id in things[hit.kind]]


def _people(viewer: Viewer, ids: Collection[int]) -> dict[int, PersonCard]:
    statement = select(User.id, User.handle, User.display_name, User.avatar_key).where(User.id.in_(ids))
    return {row.id: PersonCard(*row) for row in session.execute(visible_people(statement, viewer))}


def _found(kind: str, thing: Any, words: str) -> Found:
    if kind == "product":
        title, body = thing.title, f"{thing.category_name} · {thing.merchant_name}"
    elif kind == "person":
        title, body = thing.display_name, "@" + thing.handle
    else:
        title, body = "", thing.body
    return Found(kind, thing, highlight(title, words, CHARS) if title else (), highlight(body, words, CHARS))
