"""The embedded search index: Whoosh in a folder, one writer, any number of readers in any number of processes."""

import contextlib
import logging
import pickle
import struct
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import FileFormatError
from whoosh.index import FileIndex, IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError, IndexReader
from whoosh.searching import Searcher
from whoosh.writing import IndexWriter

from adapters.search.folders import Folders, Pointer
from adapters.search.interface import MAX_LIMIT, MAX_OFFSET, Document, Hit, Hits, Kind, Sort
from adapters.search.reading import Facets, Match, Wanted, best, newest, queries
from adapters.search.schema import FORMAT, entry, schema

T = TypeVar("T")
log = logging.getLogger("angelsays.search")

# Segments come and go with every commit; the columns of those least recently searched are let go.
MAX_SEGMENTS_KEPT = 64

OPENING_PAUSES = (0.0, 0.002, 0.01, 0.05, 0.2)
DAMAGE_HOLDS_SECONDS = 5.0

# What Whoosh raises on files of an index that are broken or gone.
_BROKEN = (
    FileNotFoundError,
    EOFError,
    struct.error,
    pickle.UnpicklingError,
    WhooshIndexError,
    FileFormatError,
    CorruptIndexError,
)
# Reading may come to grief on them in more ways.
_UNREADABLE = (*_BROKEN, OSError, ValueError, LookupError, TypeError, AssertionError)


class _Open:
    """A searcher that one thread at a time uses, of the index that the pointer named when it had this stamp."""

    def __init__(self, searcher: Searcher, stamp: tuple[int, int] | None) -> None:
        self.searcher = searcher
        self.stamp = stamp


class _Damage(NamedTuple):
    """What went wrong with the index that the pointer named when it had this stamp, at `seen` on the monotonic clock."""

    stamp: tuple[int, int] | None
    reason: str
    seen: float


class WhooshIndex:
    """Implements SearchIndex. Opening never fails: an index that cannot be read is empty and needs a rebuild."""

    def __init__(self, root: Path) -> None:
        self._folders = Folders(root)
        self._idle: list[_Open] = []
        self._facets: dict[str, Facets] = {}
        self._guard = threading.Lock()
        self._damage: _Damage | None = None
        weakref.finalize(self, _close_all, self._idle)

    # Reading

    @property
    def needs_rebuild(self) -> str | None:
        pointer = self._folders.pointer()
        if pointer is None:
            return "there is no search index yet"
        if pointer.format != FORMAT:
            return "the search index is of another version"
        with self._reading():
            damage = self._damage
        if damage and damage.stamp == self._folders.stamp():
            return damage.reason
        return None if pointer.complete else "the search index was never built completely"

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
        limit, offset = max(1, min(limit, MAX_LIMIT)), max(0, min(offset, MAX_OFFSET))

        def ask(searcher: Searcher) -> Hits:
            if not searcher.doc_count_all():
                # Nothing has been written yet: such a reader knows neither segments nor columns.
                return Hits()
            wanted = Wanted.of(searcher, kinds, audiences, also_by, shown_by or {}, by, about)
            look = newest if sort == "newest" else best
            for looseness, asked in enumerate(queries(text, searcher.reader())):
                if looseness < loosened:
                    continue
                found, total = look(searcher, asked, offset + limit + 1, wanted, self._facets_of)
                if found:
                    items = [_hit(searcher, match) for match in found[offset : offset + limit]]
                    more = len(found) > offset + limit
                    return Hits(items, total, more, relaxed=looseness > 0, looseness=looseness)
            return Hits()

        return self._ask(ask, Hits())

    def keys_and_versions(self) -> Iterator[tuple[str, str]]:
        def ask(searcher: Searcher) -> list[tuple[str, str]]:
            return [(stored["key"], stored["version"]) for _, stored in searcher.reader().iter_docs()]

        nothing: list[tuple[str, str]] = []
        return iter(self._ask(ask, nothing))

    def count(self) -> int:
        return self._ask(lambda searcher: searcher.doc_count(), 0)

    def close(self) -> None:
        _close_all(self._idle)

    def _ask(self, question: Callable[[Searcher], T], nothing: T) -> T:
        """The answer; on files that vanished while they were read the answer of what replaced them."""
        for last_time in (False, True):
            stamp = self._folders.stamp()
            try:
                with self._reading() as searcher:
                    return nothing if searcher is None else question(searcher)
            except _UNREADABLE as error:
                if last_time:
                    self._remember_damage(stamp, error)
        return nothing

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Searcher | None]:
        opened = self._take()
        if opened is None:
            yield None
            return
        try:
            yield opened.searcher
        except BaseException:
            opened.searcher.close()
            raise
        with self._guard:
            self._idle.append(opened)

    def _take(self) -> _Open | None:
        """A searcher of the newest state. Whoosh's searchers are not made to be shared between threads at work.

        Opening anew takes 2 ms. Whoosh's own `refresh` would keep segments that have been merged into others.
        """
        stamp = self._folders.stamp()
        with self._guard:
            opened = self._idle.pop() if self._idle else None
        if opened:
            if opened.stamp == stamp and opened.searcher.up_to_date():
                return opened
            opened.searcher.close()
        searcher = self._opened(FileIndex.searcher)
        return _Open(searcher, stamp) if searcher else None

    def _opened(self, use: Callable[[FileIndex], T]) -> T | None:
        """What `use` makes of the index that is in place; None when there is none that can be read."""
        for pause in OPENING_PAUSES:
            # A commit or a rebuild in another process takes old files away between our listing and our opening.
            time.sleep(pause)
            stamp, pointer = self._folders.stamp(), self._folders.pointer()
            if pointer is None or pointer.format != FORMAT or self._is_known_as_damaged(stamp):
                return None
            try:
                return use(FileIndex(FileStorage(str(pointer.folder)), schema=schema()))
            except _UNREADABLE as error:
                failure = error
        self._remember_damage(stamp, failure)
        return None

    def _remember_damage(self, stamp: tuple[int, int] | None, error: Exception) -> None:
        # A fault of ours that looks like damage is found by its traceback.
        log.error("the search index cannot be read", exc_info=error)
        self._damage = _Damage(
            stamp, f"the search index is damaged ({type(error).__name__})", time.monotonic()
        )

    def _is_known_as_damaged(self, stamp: tuple[int, int] | None) -> bool:
        """Not every request shall wait for the same bad news."""
        damage = self._damage
        return (
            damage is not None
            and damage.stamp == stamp
            and time.monotonic() - damage.seen < DAMAGE_HOLDS_SECONDS
        )

    def _facets_of(self, reader: IndexReader) -> Facets:
        segment: Any = reader.segment()
        name: str = segment.segment_id()
        with self._guard:
            facets = self._facets.pop(name, None) or Facets(reader)
            self._facets[name] = facets
            while len(self._facets) > MAX_SEGMENTS_KEPT:
                del self._facets[next(iter(self._facets))]
        return facets

    # Writing

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], *, timeout: float = 10.0) -> None:
        """Deletes come first. What cannot be read any more gives way to an index that is begun anew."""
        if not upserts and not deletes:
            return
        with self._folders.lock(timeout):
            try:
                _write(self._opened(_checked) or self._begun(), upserts, deletes)
            except _BROKEN:
                _write(self._begun(), upserts, deletes)

    def rebuild(
        self,
        documents: Iterable[Document],
        total: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        with self._folders.lock(timeout=60):
            folder, seen = self._folders.new_folder(), set[str]()
            with _writing(_created(folder), limitmb=256) as writer:
                for document in documents:
                    if document.key not in seen:
                        seen.add(document.key)
                        writer.add_document(**entry(document))
                    if progress and len(seen) % 200 == 0:
                        progress(len(seen))
            self._folders.point_to(Pointer(folder, FORMAT, complete=True))
            self._folders.sweep()
        if progress:
            progress(len(seen))
        return len(seen)

    def _begun(self) -> FileIndex:
        """An empty index in the place of none or of a damaged one, marked as not complete."""
        folder = self._folders.new_folder()
        index = _created(folder)
        self._folders.point_to(Pointer(folder, FORMAT, complete=False))
        self._folders.sweep()
        return index


def _close_all(idle: list[_Open]) -> None:
    while idle:
        idle.pop().searcher.close()


def _created(folder: Path) -> FileIndex:
    return FileIndex.create(FileStorage(str(folder)), schema())


def _checked(index: FileIndex) -> FileIndex:
    """The index, if all its segments can be opened."""
    index.reader().close()
    return index


def _write(index: FileIndex, upserts: Sequence[Document], deletes: Sequence[str]) -> None:
    with _writing(index, limitmb=64) as writer:
        searcher = writer.searcher()
        for key in deletes:
            writer.delete_by_term("key", key, searcher=searcher)
        for document in {document.key: document for document in upserts}.values():
            writer.update_document(**entry(document))


@contextlib.contextmanager
def _writing(index: FileIndex, limitmb: int) -> Iterator[IndexWriter]:
    """One commit at the end, or nothing. Compound segments would be copied into memory by every reader."""
    writer = index.writer(compound=False, limitmb=limitmb, timeout=5.0)
    try:
        yield writer
        writer.commit()
    except BaseException:
        with contextlib.suppress(Exception):
            writer.cancel()
        raise


def _hit(searcher: Searcher, match: Match) -> Hit:
    score, number = match
    kind, _, thing_id = searcher.reader().stored_fields(number)["key"].partition(":")
    return Hit(cast(Kind, kind), int(thing_id), score)
