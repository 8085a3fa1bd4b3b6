"""The `import` commands."""

import sys
import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from jobs import worker
from jobs.imports import files, reviews

SHOWN = 20


import_group = AppGroup("import", help="Bring content in from files.")


@import_group.command("reviews")
@click.argument("file", type=click.Path(path_type=Path))
def import_reviews(file: Path) -> None:
    """Bring in reviews from FILE.csv or FILE.csv.gz with the columns category,positive,text."""
    begun = time.monotonic()
    try:
        total = sum(1 for _ in files.read(file))
        if not total:
            raise files.BadFile("The file has no rows.")
        with click.progressbar(length=total, label="Reviews", file=sys.stderr) as bar:
            result = reviews.bring_in(
                files.read(file), currency=current_app.extensions["settings"].currency, done=bar.update
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


def _index() -> None:
    with click.progressbar(length=worker.waiting(), label="Index", file=sys.stderr) as bar:
        worker.drain(lambda ended: bar.update(ended))
