"""The command line of the site: one group a subject, each in its own module."""

from flask import Flask

from web.check_command import check
from web.people_commands import group as people


def install(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)


COMMANDS: list = [check, people]  # type: ignore[type-arg]
