"""Who is looking: the one fact about a person that every query and action starts from."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from core import clock


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody signed in, or ANONYMOUS (id 0). Plain values, so that an action may run again with it."""

    id: int
    handle: str = ""
    display_name: str = ""
    avatar_key: str | None = None
    locale: str = ""
    theme: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    # The shops that she works for, whatever she does there; `merchant_roles` says what: (shop, role).
    merchant_ids: frozenset[int] = field(default_factory=frozenset)
    merchant_roles: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    suspended_until_at: datetime | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.id != 0

    @property
    def is_operator(self) -> bool:
        return "operator" in self.roles

    @property
    def is_moderator(self) -> bool:
        return bool(self.roles & {"moderator", "operator"})

    def shops_as(self, roles: Collection[str]) -> frozenset[int]:
        """The shops where she has one of these roles."""
        return frozenset(shop for shop, role in self.merchant_roles if role in roles)

    @property
    def shop_hats(self) -> frozenset[str]:
        """The roles that she has in any shop."""
        return frozenset(role for _, role in self.merchant_roles)

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until_at is not None and self.suspended_until_at > clock.now()


ANONYMOUS = Viewer(0)
