"""Fills an empty DATA_DIR for the browser: `python -m tests.browser.seed village` (Bo, Dora, Eve, Olga, a category) or
`... demo` (the demo world). A process of its own, so that the server is the only one that keeps the database open."""

import sys

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from core import clock, triggers
from core.db import db, session
from core.unit import action
from domain.catalog.models import Category
from domain.people import passwords
from domain.people.models import RoleGrant, User
from tests.browser.servers import ROOT
from tests.cast import PASSWORD


def main(world: str) -> None:
    app = create_app()
    with app.app_context():
        make_tables()
        if world == "village":
            people_the_village()
            return
    load_the_demo(app)


def make_tables() -> None:
    if any((ROOT / "migrations" / "versions").glob("*.py")):
        upgrade()
    else:
        db.create_all()
        with db.engine.begin() as connection:
            triggers.create_missing(connection)


@action
def people_the_village() -> None:
    """Those who are there before the walk begins; the others join during it."""
    at = clock.now()
    password_hash = passwords.hash_of(PASSWORD)
    for handle, role in (("bo", None), ("dora", "moderator"), ("eve", None), ("olga", "operator")):
        user = User(
            handle=handle,
            display_name=handle.capitalize(),
            email=f"{handle}@example.org",
            password_hash=password_hash,
            created_at=at,
        )
        session.add(user)
        session.flush()
        if role:
            session.add(RoleGrant(user_id=user.id, role=role, granted_at=at))
    session.add(Category(name="Fruit"))


def load_the_demo(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
    if answer.exit_code:
        sys.exit(answer.output)


if __name__ == "__main__":
    main(sys.argv[1])
