"""Tables as CSV files that a spreadsheet opens rightly: UTF-8 with its mark, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TextIO

from babel.numbers import get_currency_precision
from flask import Response

# What spreadsheets take for the beginning of a formula, in its full-width forms too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | Decimal | datetime | None


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A download called `name`. Text comes from people, so it is guarded; numbers and instants are ours."""
    buffer = io.StringIO()
    write_table(buffer, head, rows)
    response = Response(buffer.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_table(out: TextIO, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """The same into a file that is open for text, row by row."""
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)


def money_cell(cents: int, currency: str) -> Decimal:
    return Decimal(cents).scaleb(-get_currency_precision(currency))


def _cell(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" \u00a0\u3000").startswith(FORMULA) else cell
    return cell
