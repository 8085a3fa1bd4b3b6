"""What the site asks of a search index, whichever it is: documents go in, keys of hits come out, texts stay in the database."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, NamedTuple, Protocol, get_args

Kind = Literal["product", "say", "person", "group"]
Sort = Literal["relevance", "newest"]
KINDS: tuple[Kind, ...] = get_args(Kind)

MAX_OFFSET = 1_000
MAX_LIMIT = 100


class IndexBusy(Exception):
    """Another writer holds the index. Try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing to be found. `rank` from 0 (ordinary) to 1 (twice as weighty); `created_at` is aware."""

    kind: Kind
    id: int
    title: str
    body: str = ""
    author_id: int | None = None
    product_id: int | None = None
    audience: str = "public"
    created_at: datetime
    rank: float = 0.0

    @property
    def key(self) -> str:
        return key_of(self.kind, self.id)

    @property
    def version(self) -> str:
        """Equal exactly when everything that is indexed is equal."""
        seconds = int(self.created_at.astimezone(UTC).timestamp())
        parts = (
            self.title,
            self.body,
            self.author_id,
            self.product_id,
            self.audience,
            seconds,
            round(self.rank, 3),
        )
        return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()


def key_of(kind: Kind, thing_id: int) -> str:
    return f"{kind}:{thing_id}"


class Hit(NamedTuple):
    kind: Kind
    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """`total` is an estimate. `relaxed`: nothing has every word asked for, these have some of them. `looseness` says
    how many stricter readings of the words had no hit."""

    items: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False
    relaxed: bool = False
    looseness: int = 0


class SearchIndex(Protocol):
    """The index is a cache of the database: it may be lost at any time and is then rebuilt."""

    @property
    def needs_rebuild(self) -> str | None:
        """Why it does not hold everything (missing, damaged, of an older version), or None."""

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], *, timeout: float = 10.0) -> None:
        """Put in and take out, all in one commit."""

    def search(
        self,
        text: str,
        *,
        kinds: Collection[Kind] | None = None,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        audiences: Collection[str] | None = None,
        also_by: Collection[int] = (),
        shown_by: Mapping[str, Collection[int]] | None = None,
        loosened: int = 0,
        by: Collection[int] | None = None,
        about: int | None = None,
    ) -> Hits:
        """What has the words of `text`, for an audience of `audiences` or by an author of `also_by`. `shown_by` has,
        by audience, the authors from whom that one counts too. The `loosened` strictest readings are left out.

        The audience only saves work: who may see a hit is asked of the database.
        """

    def rebuild(
        self,
        documents: Iterable[Document],
        total: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Index everything afresh beside the old index, then take its place. The number of documents."""

    def keys_and_versions(self) -> Iterator[tuple[str, str]]:
        """What is in the index, to be compared with the database."""

    def count(self) -> int: ...

    def close(self) -> None: ...
