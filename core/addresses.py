"""The hosts under which the site is reached, so that a link to one of its own things is known as such."""

from contextvars import ContextVar
from urllib.parse import urlsplit

_configured: set[str] = set()
_asked: ContextVar[str] = ContextVar("asked_host", default="")


def configure(site_url: str) -> None:
    """The public address of the site, if it has one."""
    _configured.clear()
    if host := urlsplit(site_url).netloc.lower():
        _configured.add(host)


def asked_at(host: str) -> None:
    """The host of the request that is answered."""
    _asked.set(host.lower())


def is_own(host: str) -> bool:
    """`host` with its port; empty for an address without one."""
    return not host or host.lower() in _configured or host.lower() == _asked.get()
