"""`flask people`: the first operator, and a way back in."""

from collections.abc import Callable
from typing import TypeVar

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from core import ids
from core.db import session
from core.errors import DomainError
from core.unit import action
from domain.people import actions, passwords, rules
from domain.people.models import User

R = TypeVar("R")

group = AppGroup("people", help="Accounts: make one, set a password, set up the first operator.")


@group.command("add")
@click.argument("handle")
@click.option(
    "--role", type=click.Choice(["operator", "moderator"]), help="What the person may do on the site."
)
@click.option("--name", help="The display name; the handle when left out.")
@click.option("--email", help="For signing in and for a new password.")
def add(handle: str, role: str | None, name: str | None, email: str | None) -> None:
    """Makes an account and prints its password. For an account that exists, gives it the role."""
    known = _id_of(handle)
    if known is not None:
        if role is None:
            raise click.ClickException(
                f"@{handle} exists already. Use `people password {handle}` for a new password."
            )
        _tell_refusal(lambda: actions.grant_role(None, known, role=role))
        click.echo(f"@{handle} is now {role}.")
        return
    problem = rules.handle_problem(handle)
    if problem:
        raise click.ClickException(f"{handle}: {problem}")
    password = _new_password()
    _tell_refusal(lambda: _add(handle, name or handle, email, passwords.hash_of(password), role))
    click.echo(f"@{handle}{f' ({role})' if role else ''} can sign in with this password: {password}")


@action
def _add(handle: str, name: str, email: str | None, password_hash: str, role: str | None) -> None:
    address = rules.email_of(email) if email else None
    user_id = actions.join(handle=handle, display_name=name, email=address, password_hash=password_hash)
    if role:
        actions.grant_role(None, user_id, role=role)


@group.command("password")
@click.argument("handle")
def password(handle: str) -> None:
    """Sets a new password, prints it, and signs the account out everywhere."""
    user_id = _id_of(handle)
    if user_id is None:
        raise click.ClickException(f"There is no open account @{handle}.")
    new = _new_password()
    actions.set_password(user_id, password_hash=passwords.hash_of(new))
    click.echo(f"@{handle} can sign in with this password: {new}")


@group.command("setup-link")
def setup_link() -> None:
    """Prints a link with which the first operator registers. It works once, for 24 hours."""
    token = _tell_refusal(actions.make_setup_link)
    settings = current_app.extensions["settings"]
    click.echo(f"{settings.site_url or f'http://127.0.0.1:{settings.port}'}/setup/{token}")


def _id_of(handle: str) -> int | None:
    return session.scalar(
        select(User.id).where(User.handle == handle.removeprefix("@").lower(), User.closed_at.is_(None))
    )


def _new_password() -> str:
    """80 bits, in groups that can be read out."""
    drawn = ids.code(16).lower()
    return "-".join(drawn[at : at + 4] for at in range(0, 16, 4))


def _tell_refusal(work: Callable[[], R]) -> R:
    try:
        return work()
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None
