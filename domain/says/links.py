"""The addresses of the site's own things in a text: pure functions. What other sites hold is nobody's business here."""

import re
from dataclasses import dataclass
from typing import Literal

from core import addresses

LINKS_SHOWN = 3
LONGEST = 6_000

_ADDRESS = re.compile(
    r"(?:https?://(?P<host>[A-Za-z0-9.:\[\]-]{1,255})|(?<![\w/.:@#%-]))"
    r"/(?:products/(?P<product>\d{1,18})|says/(?P<post>\d{1,18})|@(?P<person>[A-Za-z0-9_]{2,20}))(?![\w-]|/\w)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class OwnLink:
    """`key` is the id of a product or post, or a person's handle."""

    kind: Literal["product", "post", "person"]
    key: int | str


def own_links(body: str) -> tuple[OwnLink, ...]:
    """The first three different things of the site to which a text leads."""
    if "/" not in body:
        return ()
    found: dict[OwnLink, None] = {}
    for address in _ADDRESS.finditer(body[:LONGEST]):
        if addresses.is_own(address["host"] or ""):
            found.setdefault(_link(address))
            if len(found) == LINKS_SHOWN:
                break
    return tuple(found)


def product_in(typed: str) -> int | None:
    """The product that is named by its number or its address."""
    typed = typed.strip().lstrip("#")
    if typed.isascii() and typed.isdigit() and len(typed) <= 18:
        return int(typed)
    return next((int(link.key) for link in own_links(typed) if link.kind == "product"), None)


def _link(address: re.Match[str]) -> OwnLink:
    if address["product"]:
        return OwnLink("product", int(address["product"]))
    elif address["post"]:
        return OwnLink("post", int(address["post"]))
    else:
        return OwnLink("person", address["person"].lower())
