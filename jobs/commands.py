"""Commands of the background work."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from jobs import worker
from jobs.demo.commands import demo_group
from jobs.imports.commands import import_group
from jobs.imports.products import export_group
from jobs.search_commands import search_group


def install(app: Flask) -> None:
    app.cli.add_command(run_worker)
    app.cli.add_command(import_group)
    app.cli.add_command(export_group)
    app.cli.add_command(demo_group)
    app.cli.add_command(search_group)


@click.command("worker")
@with_appcontext
def run_worker() -> None:
    """Drain the outbox and run the schedule, when they do not run inside the server."""
    click.echo("Working. Ctrl-C stops.")
    worker.run_until_stopped(current_app._get_current_object())  # type: ignore[attr-defined]
