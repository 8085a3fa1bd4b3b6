"""The switches above a feed. They live in the address and are remembered nowhere."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for

from domain.says.queries import Switches


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for: the switches, and whether what was bought again comes first."""

    endpoint: str
    switches: Switches
    by_repurchase: bool

    def href(self, **more: Any) -> str:
        """This view's address, from its beginning unless `more` carries a cursor."""
        return url_for(self.endpoint, **self.args(), **more)

    def args(self) -> dict[str, Any]:
        on = {
            "reviews": "1" if self.switches.reviews else None,
            "own": "1" if self.switches.own else None,
            "ads": "0" if self.switches.without_ads else None,
            "sort": "repurchase" if self.by_repurchase else None,
        }
        return {name: value for name, value in on.items() if value}

    def toggled(self, name: str) -> str:
        """The address with this switch turned."""
        if name == "by_repurchase":
            return replace(self, by_repurchase=not self.by_repurchase).href()
        turned = replace(self.switches, **{name: not getattr(self.switches, name)})
        return replace(self, switches=turned).href()

    @property
    def without_switches(self) -> str:
        return replace(self, switches=Switches()).href()


def view_of(endpoint: str, *, is_signed_in: bool) -> View:
    """Reads the address; what it does not understand is off."""
    args = request.args
    return View(
        endpoint,
        Switches(
            reviews=args.get("reviews") == "1",
            own=args.get("own") == "1" and is_signed_in,
            without_ads=args.get("ads") == "0",
        ),
        by_repurchase=args.get("sort") == "repurchase",
    )
