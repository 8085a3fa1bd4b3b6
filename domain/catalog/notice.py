"""How long before a cut of a commission rate reaches those who are angels already, on this site."""

from datetime import timedelta

from domain.catalog.rules import NOTICE

_notice = [NOTICE]


def use(notice: timedelta) -> None:
    """Takes the site's setting. A cut that has been made keeps the day that was said."""
    _notice[0] = notice


def length() -> timedelta:
    return _notice[0]
