"""For how long a visit by an angel's link counts on this site."""

from domain.angels.rules import Windows

_windows = [Windows()]


def use(windows: Windows) -> None:
    """Takes the site's setting. A visit keeps the life that it was given when it was made."""
    _windows[0] = windows


def now() -> Windows:
    return _windows[0]
