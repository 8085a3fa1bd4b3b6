"""The mark by which processes learn that pages for strangers are old."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core import generation
from core.db import session
from core.unit import action
from domain.catalog.models import Category

ROOT = Path(__file__).parents[2]


@pytest.fixture
def elsewhere(app: Flask) -> Iterator[None]:
    """Afterwards the site's own mark again."""
    yield
    generation.open_at(app.extensions["settings"].data_dir / "generation")


def in_another_process(code: str, path: Path) -> subprocess.Popen[str]:
    program = f"import sys; from pathlib import Path; from core import generation; generation.open_at(Path(sys.argv[1])); {code}"
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_what_another_process_commits_is_noticed_here(elsewhere: None, tmp_path: Path) -> None:
    generation.open_at(tmp_path / "mark")
    before = generation.current()
    assert generation.current() == before

    other = in_another_process("generation.bump()", tmp_path / "mark")
    other.communicate()
    assert other.returncode == 0
    assert generation.current() != before


def test_processes_that_start_together_share_one_mark(tmp_path: Path) -> None:
    running = [in_another_process("print(generation.current().hex())", tmp_path / "mark") for _ in range(6)]
    seen = {one.communicate()[0] for one in running}

    assert len(seen) == 1 and [one.returncode for one in running] == [0] * 6
    assert [path.name for path in tmp_path.iterdir()] == ["mark"]


def test_a_spoilt_file_is_made_anew(elsewhere: None, tmp_path: Path) -> None:
    (tmp_path / "mark").write_bytes(b"x")
    generation.open_at(tmp_path / "mark")

    assert len(generation.current()) == generation.SIZE


def test_only_a_commit_that_strangers_could_notice_changes_it(site: Flask) -> None:
    @action
    def loud() -> None:
        session.add(Category(name="Tea"))

    @action(quiet=True)
    def quiet() -> None:
        session.add(Category(name="Jam"))

    @action
    def failing() -> None:
        raise ValueError

    before = generation.current()
    quiet()
    with pytest.raises(ValueError):
        failing()
    assert generation.current() == before
    loud()
    assert generation.current() != before
