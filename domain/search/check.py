"""What must hold between the index and the database: as many documents, and a thousand of them the same."""

from core.invariants import register
from domain.search import documents, index

SAMPLES = 1_000


def index_agrees() -> list[str]:
    engine = index.engine()
    if reason := engine.needs_rebuild:
        return [f"the index is {reason}: run search rebuild"] if documents.count() else []
    indexed = dict(engine.keys_and_versions())
    breaches = []
    step = max(1, len(indexed) // SAMPLES)
    sample = sorted(indexed)[::step]
    by_kind: dict[str, list[int]] = {}
    for key in sample:
        kind, _, thing_id = key.partition(":")
        by_kind.setdefault(kind, []).append(int(thing_id))
    there = {
        document.key: document.version
        for kind, ids in by_kind.items()
        for document in documents.of_ids(kind, ids)
    }
    for key in sample:
        if there.get(key) != indexed[key]:
            breaches.append(f"{key} differs from the database")
    expected = sum(1 for _ in documents.everything()) if len(indexed) < 50_000 else None
    if expected is not None and expected != len(indexed):
        breaches.append(f"{len(indexed)} documents in the index, {expected} in the database")
    return breaches


register("search: the index agrees with the database", index_agrees)
