"""Reading a CSV of reviews: rows that can be used, and for each other one its line and what is wrong with it."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core import text

COLUMNS = ("category", "positive", "text")
BODY_MAX = 5_000
CATEGORY_MAX = 40
STARS = {"1": 5, "0": 2}


class BadFile(Exception):
    """The file cannot be imported at all; the text says why."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One usable row. `key` is the sha256 of the row, by which a second import knows it again."""

    key: str
    category: str
    stars: int
    text: str
    audience: str = "public"
    # Where it stands in the time that the rows are spread over, 0 to 1; None: by its key.
    place: float | None = None

    @property
    def number(self) -> int:
        """Evenly spread over all rows, the same in every run: what is by chance here is taken from it."""
        return int(self.key[:15], 16)


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    problem: str


def read(path: Path) -> Iterator[ReviewRow | BadRow]:
    """The rows of a CSV or CSV.gz with the columns category, positive, text. Raises BadFile."""
    if not path.is_file():
        raise BadFile(f"There is no file {path}.")
    try:
        with _opened(path) as file:
            yield from _rows(file)
    except (gzip.BadGzipFile, EOFError) as error:
        raise BadFile(f"{path.name} is not a whole gzip file: {error}.") from None
    except UnicodeDecodeError as error:
        raise BadFile(
            f"{path.name} is not UTF-8: {error.reason} at byte {error.start} of its buffer."
        ) from None
    except csv.Error as error:
        raise BadFile(f"{path.name} is not CSV: {error}.") from None


def _opened(path: Path) -> io.TextIOWrapper:
    # The wrapper closes what it wraps.
    raw = gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")  # type: ignore[arg-type]


def _rows(file: io.TextIOWrapper) -> Iterator[ReviewRow | BadRow]:
    reader = csv.reader(file)
    head = next(reader, None)
    if head is None:
        raise BadFile("The file is empty.")
    if tuple(name.strip().lower() for name in head) != COLUMNS:
        raise BadFile(
            f"The first line must name the columns {', '.join(COLUMNS)}; it has: {', '.join(head)[:200]}."
        )
    for values in reader:
        if values:
            yield _row(values, reader.line_num)


def _row(values: list[str], line: int) -> ReviewRow | BadRow:
    if len(values) != len(COLUMNS):
        return BadRow(line, f"{len(values)} fields instead of {len(COLUMNS)}")
    category, positive, body = (value.strip() for value in values)
    problem = _problem(category, positive, body)
    if problem:
        return BadRow(line, problem)
    return ReviewRow(
        key=hashlib.sha256("\x1f".join(values).encode()).hexdigest(),
        category=text.tidy(category, one_line=True),
        stars=STARS[positive],
        text=text.tidy(body),
    )


def _problem(category: str, positive: str, body: str) -> str:
    if not category or not body:
        return "a field is missing"
    if positive not in STARS:
        return f"positive is {positive[:20]!r}; it takes 0 or 1"
    if len(category) > CATEGORY_MAX:
        return f"the category has more than {CATEGORY_MAX} characters"
    if problem := text.problem_with(body, BODY_MAX):
        return problem % {"max": BODY_MAX}
    return "" if text.tidy(body) else "nothing readable in the text"
