"""The index on disk: missing, damaged, several processes, a writer that is killed."""

import gc
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.search import Document, IndexBusy, WhooshIndex
from adapters.search.folders import Folders

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
spawn = multiprocessing.get_context("spawn")


def say(number: int, body: str = "苹果") -> Document:
    return Document(kind="say", id=number, title="", body=body, created_at=NOON)


def ids(index: WhooshIndex, text: str = "苹果") -> set[int]:
    return {hit.id for hit in index.search(text, limit=100).items}


def test_a_missing_index_is_empty_and_says_so(tmp_path):
    index = WhooshIndex(tmp_path / "nowhere")

    assert index.needs_rebuild == "there is no search index yet"
    assert (index.search("苹果").items, index.count(), list(index.keys_and_versions())) == ([], 0, [])


def test_an_index_begun_by_single_documents_still_asks_for_a_rebuild(tmp_path):
    index = WhooshIndex(tmp_path)

    index.apply([say(1)], [])

    assert ids(index) == {1}
    assert index.needs_rebuild == "the search index was never built completely"


def test_an_empty_site_has_an_empty_complete_index(tmp_path):
    index = WhooshIndex(tmp_path)

    assert index.rebuild([]) == 0
    assert index.needs_rebuild is None
    assert ids(index) == set()
    for sort in ("relevance", "newest"):
        assert index.search("苹果", audiences={"public"}, sort=sort).items == []


# Whoosh leaves the files to the garbage collector that it had opened before it came upon a broken or missing one.
LEAVES_FILES = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@LEAVES_FILES
@pytest.mark.parametrize("damage", ["pointer", "toc", "terms", "folder", "format"])
def test_a_damaged_index_is_empty_and_heals_by_a_rebuild(tmp_path, damage):
    WhooshIndex(tmp_path).rebuild([say(1)])
    harm(tmp_path, damage)
    index = WhooshIndex(tmp_path)

    assert ids(index) == set()
    assert index.needs_rebuild

    index.apply([say(2)], [])
    assert ids(index) == {2}
    assert index.needs_rebuild

    index.rebuild([say(1), say(2)])
    assert ids(index) == {1, 2}
    assert index.needs_rebuild is None
    gc.collect()


def harm(root: Path, damage: str) -> None:
    folder = next(root.glob("index-*"))
    if damage == "pointer":
        (root / "CURRENT").write_bytes(b"\x00{")
    elif damage == "toc":
        next(folder.glob("*.toc")).write_bytes(b"")
    elif damage == "terms":
        next(folder.glob("*.trm")).write_bytes(b"no terms")
    elif damage == "folder":
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    else:
        (root / "CURRENT").write_text((root / "CURRENT").read_text().replace('"format": 1', '"format": 999'))


@LEAVES_FILES
def test_an_index_damaged_under_a_reader_answers_nothing_and_says_so(tmp_path):
    index = WhooshIndex(tmp_path)
    index.rebuild([say(n, f"苹果 word{n}") for n in range(200)])
    postings = next(tmp_path.glob("index-*/*.pst"))
    postings.write_bytes(b"")

    fresh = WhooshIndex(tmp_path)

    assert ids(fresh) == set()
    assert "damaged" in (fresh.needs_rebuild or "")
    gc.collect()


def test_a_second_writer_waits_and_then_says_that_the_index_is_busy(tmp_path):
    index = WhooshIndex(tmp_path)
    with Folders(tmp_path).lock(timeout=1):
        started = time.perf_counter()
        with pytest.raises(IndexBusy):
            index.apply([say(1)], [], timeout=0.2)
        assert 0.15 < time.perf_counter() - started < 2

    index.apply([say(1)], [], timeout=0.2)
    assert ids(index) == {1}


@LEAVES_FILES
def test_many_threads_search_while_one_writes(tmp_path):
    index = WhooshIndex(tmp_path)
    index.rebuild([say(n) for n in range(50)])
    done = threading.Event()

    def read() -> int:
        least = 50
        while not done.is_set():
            seen = len(ids(index))
            assert seen >= least
            least = seen
        return least

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _ in range(6)]
        for number in range(50, 80):
            index.apply([say(number)], [])
        done.set()

    assert all(reader.result() >= 50 for reader in readers)
    assert len(ids(index)) == 80
    gc.collect()


def test_threads_that_write_at_once_lose_nothing(tmp_path):
    index = WhooshIndex(tmp_path)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: index.apply([say(number)], []), range(40)))

    assert ids(index) == set(range(40))


def watch(root: str, goal: int, answers) -> None:
    """Another process: searches until it has seen `goal` documents."""
    index, errors, deadline = WhooshIndex(Path(root)), 0, time.monotonic() + 30
    seen = 0
    answers.put("ready")
    while seen < goal and time.monotonic() < deadline:
        seen = len(ids(index))
        errors += index.search("word1").relaxed
    answers.put((seen, errors))


def test_readers_in_other_processes_see_every_commit_and_a_rebuild(tmp_path):
    index = WhooshIndex(tmp_path)
    index.rebuild([say(0)])
    answers = spawn.Queue()
    readers = [spawn.Process(target=watch, args=(str(tmp_path), 60, answers)) for _ in range(2)]
    for reader in readers:
        reader.start()
    assert [answers.get(timeout=30) for _ in readers] == ["ready", "ready"]

    for number in range(1, 40):
        index.apply([say(number)], [])
    index.rebuild([say(number) for number in range(45)])
    for number in range(45, 60):
        index.apply([say(number)], [])

    assert [answers.get(timeout=40) for _ in readers] == [(60, 0), (60, 0)]
    for reader in readers:
        reader.join(10)
        assert reader.exitcode == 0


def write_for_ever(root: str, answers) -> None:
    index = WhooshIndex(Path(root))
    number = 0
    while True:
        number += 1
        index.apply([say(number, f"苹果 {'word ' * 50}{number}")], [])
        answers.put(number)


def test_a_writer_that_is_killed_leaves_a_readable_index_and_no_lock(tmp_path):
    WhooshIndex(tmp_path).rebuild([])
    for round_number in range(3):
        answers = spawn.Queue()
        writer = spawn.Process(target=write_for_ever, args=(str(tmp_path), answers))
        writer.start()
        told = [answers.get(timeout=30) for _ in range(5 + round_number)]
        os.kill(writer.pid, signal.SIGKILL)
        writer.join(10)

        index = WhooshIndex(tmp_path)
        assert ids(index) >= set(told)
        index.apply([say(10_000 + round_number)], [], timeout=1)
        assert 10_000 + round_number in ids(index)
        assert index.needs_rebuild is None
