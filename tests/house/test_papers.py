"""The papers of the house: every decision has a number of its own, so that "ADR 12" means one of them."""

import re
from pathlib import Path

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "adr").glob("*.md"))


def test_decisions_are_numbered_one_after_another():
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04d}" for number in range(1, len(DECISIONS) + 1)
    ]


def test_a_decision_begins_with_its_number():
    for path in DECISIONS:
        first = re.match(r"# (\d+)\. \S", path.read_text())
        assert first and int(first[1]) == int(path.name[:4]), path.name
