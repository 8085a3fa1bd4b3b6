"""Full text search behind one interface."""

from adapters.search.highlight import Fragment, highlight
from adapters.search.interface import Document, Hit, Hits, IndexBusy, Kind, SearchIndex, Sort, key_of
from adapters.search.whoosh_index import WhooshIndex

__all__ = [
    "Document",
    "Fragment",
    "Hit",
    "Hits",
    "IndexBusy",
    "Kind",
    "SearchIndex",
    "Sort",
    "WhooshIndex",
    "highlight",
    "key_of",
]
