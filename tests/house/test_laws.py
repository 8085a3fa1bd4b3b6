"""The laws of the house: who may import whom, who commits, what each file of a room may do."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "adapters", "domain", "web", "blueprints", "jobs", "bench")


def python_files() -> Iterator[Path]:
    for floor in FLOORS:
        yield from sorted((ROOT / floor).rglob("*.py"))
    yield from ROOT.glob("*.py")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def test_upper_floors_and_rooms_import_lower_ones_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# The writer of the search index has a commit of its own, of files. It is outside the database, and what it holds
# can always be made anew from there.
NOT_THE_DATABASE = {("adapters/search/whoosh_index.py", "writer")}


def commits_in(source: str) -> set[str]:
    """What `.commit()` or an engine's `.begin()` (which commits at its end) is called on."""
    return {
        ast.unparse(call.func.value)
        for call in calls(source)
        if isinstance(call.func, ast.Attribute)
        and (
            call.func.attr == "commit"
            or (call.func.attr == "begin" and "engine" in ast.unparse(call.func.value))
        )
    }


def test_there_is_one_place_that_commits() -> None:
    found = {(named(path), on) for path in python_files() for on in commits_in(path.read_text())}
    assert found - NOT_THE_DATABASE == {("core/unit.py", "session")}


@pytest.mark.parametrize(
    "line", ["session.commit()", "db.session.commit()", "with db.engine.begin() as c: pass"]
)
def test_the_search_for_commits_sees_one(line: str) -> None:
    assert commits_in(f"def f():\n    {line}\n")


def files_of_rooms(name: str) -> list[Path]:
    """`name`.py of every room, or the files of its folder of that name."""
    return sorted([*(ROOT / "domain").glob(f"*/{name}.py"), *(ROOT / "domain").glob(f"*/{name}/*.py")])


def imports_of(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", files_of_rooms("rules"), ids=named)
def test_rules_know_neither_database_nor_clock_nor_request(path: Path) -> None:
    forbidden = ("core.db", "core.clock", "core.unit", "sqlalchemy", "flask", "domain.")
    found = {name for name in imports_of(path.read_text()) if name.startswith(forbidden)}
    own = f"domain.{path.relative_to(ROOT / 'domain').parts[0]}.rules"
    others_rules = {
        name for name in found if name.startswith("domain.") and (".rules" in name or name.startswith(own))
    }
    assert not found - others_rules


WRITES = {"add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "commit"}
STATEMENTS = {"insert", "update", "delete"}


def writes_in(source: str) -> set[str]:
    found = set()
    for call in calls(source):
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "session":
            found |= {call.func.attr} & WRITES
        if isinstance(call.func, ast.Name):
            found |= {call.func.id} & STATEMENTS
    return found


@pytest.mark.parametrize("path", [*files_of_rooms("queries"), *files_of_rooms("policy")], ids=named)
def test_what_reads_does_not_write(path: Path) -> None:
    assert not writes_in(path.read_text())
    assert "core.unit.action" not in imports_of(path.read_text())


@pytest.mark.parametrize("path", sorted((ROOT / "blueprints").rglob("*.py")), ids=named)
def test_a_view_leaves_the_database_to_the_rooms(path: Path) -> None:
    assert not {
        name
        for name in imports_of(path.read_text())
        if name.startswith(("core.db", "core.unit", "sqlalchemy"))
    }


def test_messages_are_whole_sentences_that_can_be_translated() -> None:
    """N_ marks a text for the catalogue: one that is put together while running cannot be found in it."""
    for path in python_files():
        for call in calls(path.read_text()):
            if (
                isinstance(call.func, ast.Name)
                and call.func.id in ("N_", "gettext", "lazy_gettext")
                and call.args
            ):
                is_built = isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
                assert not is_built, f"{named(path)}:{call.lineno}"


def test_no_template_is_made_from_a_text() -> None:
    for path in python_files():
        assert "render_template_string" not in path.read_text(), named(path)


def test_nothing_is_filled_with_whatever_a_form_holds() -> None:
    """`Model(**request.form)` would let a person set any column."""
    for path in python_files():
        for call in calls(path.read_text()):
            for keyword in call.keywords:
                is_everything = keyword.arg is None and ast.unparse(keyword.value) in (
                    "request.form",
                    "request.args",
                    "request.values",
                )
                assert not is_everything, f"{named(path)}:{call.lineno}"
