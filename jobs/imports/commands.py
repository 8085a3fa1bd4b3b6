"""The `import` commands."""

import sys
import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from domain.search import documents, index
from jobs import worker
from jobs.imports import files, reviews
from jobs.imports.products import import_products

SHOWN = 20
MANY = 5_000


import_group = AppGroup("import", help="Bring content in from files.")
import_group.add_command(import_products)


@import_group.command("reviews")
@click.argument("file", type=click.Path(path_type=Path))
def import_reviews(file: Path) -> None:
    """Bring in reviews from FILE.csv or FILE.csv.gz with the columns category,positive,text."""
    begun = time.monotonic()
    try:
        rows = sorted(files.read(file), key=_in_time)
        if not rows:
            raise files.BadFile("The file has no rows.")
        with click.progressbar(length=len(rows), label="Reviews", file=sys.stderr) as bar:
            result = reviews.bring_in(
                rows, currency=current_app.extensions["settings"].currency, done=bar.update
            )
    except files.BadFile as problem:
        raise click.ClickException(str(problem)) from None
    _index()
    for bad in result.bad[:SHOWN]:
        click.echo(f"line {bad.line}: {bad.problem}; skipped")
    if len(result.bad) > SHOWN:
        click.echo(f"... and {len(result.bad) - SHOWN} more")
    click.echo(
        f"{result.imported} imported, {result.known} there before, {len(result.bad)} skipped, "
        f"in {time.monotonic() - begun:.0f} s"
    )


def _in_time(row: files.ReviewRow | files.BadRow) -> tuple[float, int]:
    return (0.0, row.line) if isinstance(row, files.BadRow) else (reviews.position(row), 0)


def _index() -> None:
    """Makes the index anew when that is quicker than going through what waits."""
    if index.engine().needs_rebuild or worker.waiting() > MANY:
        with click.progressbar(length=documents.count(), label="Index", file=sys.stderr) as bar:
            worker.rebuild_index(lambda number: bar.update(number - bar.pos))
    worker.drain()
