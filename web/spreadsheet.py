"""Tables as CSV files that a spreadsheet opens rightly: UTF-8 with its mark, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TextIO

from babel.numbers import get_currency_precision
from flask import Flask, Response, current_app

from core.sheet import guarded

Cell = str | int | Decimal | datetime | None


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A download called `name`. Text comes from people, so it is guarded; numbers and instants are ours."""
    buffer = io.StringIO()
    write_table(buffer, head, rows)
    response = Response(buffer.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_in_portions(
    name: str, head: Sequence[str], portion: Callable[[int], tuple[Sequence[Sequence[Cell]], int | None]]
) -> Response:
    """The same for tables that are too long to be held at once. `portion` gives the rows after a cursor, 0 at first,
    and the next cursor, None at the end."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(_portions(app, head, portion), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _portions(
    app: Flask, head: Sequence[str], portion: Callable[[int], tuple[Sequence[Sequence[Cell]], int | None]]
) -> Iterator[str]:
    cursor: int | None = 0
    while cursor is not None:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        if cursor == 0:
            buffer.write("\ufeff")
            writer.writerow(head)
        # The request is over by now, and its session with it.
        with app.app_context():
            rows, cursor = portion(cursor)
            writer.writerows([_cell(cell) for cell in row] for row in rows)
        yield buffer.getvalue()


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
        return guarded(cell)
    return cell
