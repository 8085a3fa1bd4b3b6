"""What somebody meets whose feed is empty: whom she may know, what she can rate, and what everybody may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from core.paging import Page
from core.together import Together
from domain.people.queries import Person, suggestions_of
from domain.people.viewer import Viewer
from domain.says.queries.feed import WORDS, discover
from domain.says.queries.post_card import PostCard
from domain.says.queries.switches import words_in
from domain.says.queries.unrated import Unrated, unrated_of

SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Beginning:
    """`people` with the most friends in common first, `unrated` the latest first, `posts` without comments."""

    people: Sequence[Person]
    unrated: Sequence[Unrated]
    posts: Page[PostCard]


def beginning(viewer: Viewer) -> Beginning:
    """One query more than the public list."""
    arms = {
        "people": _whole(suggestions_of(viewer, SUGGESTED)),
        "unrated": _whole(unrated_of(viewer)),
        "words": WORDS,
    }
    rows = Together(arms).ask({"me": viewer.id})
    return Beginning(
        people=[Person(*row) for row in sorted(rows["people"], key=lambda row: (-row.mutual_count, row.id))],
        unrated=[
            Unrated(*row)
            for row in sorted(rows["unrated"], key=lambda row: (row.received_at, row.id), reverse=True)
        ],
        posts=discover(viewer, comments=False, words=words_in(rows["words"][0].words)),
    )


def _whole(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The statement with its order and limit as one arm of several."""
    found = statement.subquery()
    return select(*found.c)
