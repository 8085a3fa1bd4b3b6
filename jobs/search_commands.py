"""The `search` commands."""

import sys

import click
from flask.cli import AppGroup

from domain.search import documents, index

SHOWN = 50


search_group = AppGroup("search", help="The search index: make it anew, or compare it with the database.")


@search_group.command("rebuild")
def rebuild() -> None:
    """Make the index anew from the database."""
    with click.progressbar(length=documents.count(), label="Index", file=sys.stderr) as bar:
        held = index.rebuild(lambda number: bar.update(number - bar.pos))
    click.echo(f"{held} documents")


@search_group.command("verify")
def verify() -> None:
    """Compare the whole index with the database; exit 1 when anything differs."""
    wrong = list(index.differences())
    for key, problem in wrong[:SHOWN]:
        click.echo(f"{key}: {problem}")
    if len(wrong) > SHOWN:
        click.echo(f"... and {len(wrong) - SHOWN} more")
    click.echo(f"{index.engine().count()} documents, {len(wrong)} differ")
    if wrong:
        sys.exit(1)
