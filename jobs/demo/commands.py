"""The `demo` commands."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from core.db import session
from domain.people import passwords
from domain.people.models import User
from jobs import worker
from jobs.demo import bulk, pictures
from jobs.demo.story import Story

demo_group = AppGroup("demo", help="The demo world.")


@demo_group.command("load")
@click.option("--size", type=click.Choice(["small", "medium", "large"]), default="small", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def load(size: str, seed: int) -> None:
    """Load the demo world into an empty site: people, shops, purchases, posts, groups."""
    settings = current_app.extensions["settings"]
    if settings.is_production:
        raise click.ClickException(
            "The demo world is not for production: its passwords are known to everyone."
        )
    if session.scalar(select(User.id).limit(1)) is not None:
        raise click.ClickException(
            "There are people here already. The demo world goes into an empty site only."
        )
    session.rollback()
    begun = time.monotonic()
    with _uncollected():
        _tell_story(seed)
    if size != "small":
        bulk.load(bulk.SIZES[size], seed=seed, currency=settings.currency)
    # The process ends now: nothing of all this needs to be looked through once more.
    gc.freeze()
    click.echo(f"The demo world is there, in {time.monotonic() - begun:.1f} s")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nearly all that a story makes lives until it is told: looking for garbage meanwhile takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _tell_story(seed: int) -> None:
    settings = current_app.extensions["settings"]
    with pictures.being_drawn(settings.data_dir / "media") as drawn:
        story = Story(
            seed=seed,
            currency=settings.currency,
            password_hash=passwords.hash_of(settings.demo_password),
            pictures=drawn,
            tell=lambda what: click.echo(f"  {what}", err=True),
        )
        story.run()
    worker.rebuild_index()
    worker.drain()
