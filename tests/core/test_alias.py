"""Aliases that threads share."""

import ast
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.orm import aliased

from core.db import alias
from domain.people.models import User

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "adapters", "domain", "web", "blueprints", "jobs")


def known_columns(of: type[User]) -> int:
    return len(inspect(of).selectable.c._proxy_index)  # type: ignore[attr-defined]


def test_an_alias_knows_its_columns_before_threads_ask() -> None:
    assert known_columns(aliased(User)) == 0
    assert known_columns(alias(User)) >= len(User.__table__.columns)


def test_an_alias_that_threads_share_is_made_whole() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "aliased"
    ]
    assert bare == []
