"""Says whether the lock files still answer the .in files beside them. Reads files only: asks no index."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
CURE = "uv pip compile --generate-hashes --no-header NAME.in -o NAME.txt (see CONTRIBUTING.md)"


def problems(root: Path = ROOT) -> Iterator[str]:
    site = pins(root / "requirements.txt")
    development = pins(root / "requirements-dev.txt")
    for name in ("requirements", "requirements-dev", "requirements-assets"):
        yield from _answers(root / f"{name}.in", root / f"{name}.txt")
    for name, version in site.items():
        if development.get(name) != version:
            yield f"requirements-dev.txt has {name} {development.get(name)}, requirements.txt has {version}"


def _answers(source: Path, lock: Path) -> Iterator[str]:
    locked = pins(lock)
    asked = {canonicalize_name(asks.name): asks for asks in requirements(source)}
    for name, asks in asked.items():
        if name not in locked:
            yield f"{source.name} asks for {asks}, {lock.name} has none"
        elif not asks.specifier.contains(locked[name], prereleases=True):
            yield f"{source.name} asks for {asks}, {lock.name} has {locked[name]}"
    for name in sorted(_said_to_be_asked(source, lock) - asked.keys()):
        yield f"{lock.name} has {name} for {source.name}, which no longer asks for it"
    for block in _blocks(lock):
        if "--hash=sha256:" not in block:
            yield f"{lock.name} has no hash for {block.split()[0]}"


def requirements(source: Path) -> Iterator[Requirement]:
    for line in source.read_text().splitlines():
        if line.strip() and not line.startswith(("#", "-")):
            yield Requirement(line)


def pins(lock: Path) -> dict[NormalizedName, str]:
    return {canonicalize_name(name): version for name, version in (_pin(block) for block in _blocks(lock))}


def _pin(block: str) -> tuple[str, str]:
    name, _, version = block.split()[0].partition("==")
    return name.partition("[")[0], version


def _said_to_be_asked(source: Path, lock: Path) -> set[NormalizedName]:
    mention = re.compile(rf"-r {re.escape(source.name)}$", re.MULTILINE)
    return {canonicalize_name(_pin(block)[0]) for block in _blocks(lock) if mention.search(block)}


def _blocks(lock: Path) -> list[str]:
    """One piece of text for each pinned package: the pin, its hashes and who asked for it."""
    return [
        block for block in re.split(r"\n(?=\w)", "\n" + lock.read_text()) if "==" in block.partition("\n")[0]
    ]


def main() -> int:
    found = list(problems())
    print("\n".join([*found, f"What to try: {CURE}"] if found else ["The locks answer their sources."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
