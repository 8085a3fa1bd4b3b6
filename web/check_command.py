"""`flask check`: every invariant, one line each."""

import click
from flask.cli import with_appcontext

import domain.checks  # noqa: F401  (registers them)
from core import invariants


@click.command("check")
@with_appcontext
def check() -> None:
    """Check every invariant. Exits 1 when one is broken."""
    width = max(map(len, invariants.names()))
    broken = 0
    for outcome in invariants.outcomes():
        broken += bool(outcome.breaches)
        verdict = click.style("BROKEN", fg="red") if outcome.breaches else click.style("ok", fg="green")
        click.echo(f"{outcome.name:<{width}}  {verdict}  {outcome.milliseconds} ms")
        for breach in outcome.breaches:
            click.echo(f"    {breach}")
    click.echo(f"{len(invariants.names())} invariants, {broken} broken")
    if broken:
        raise SystemExit(1)
