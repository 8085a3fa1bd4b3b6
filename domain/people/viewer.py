"""Who is looking: the one fact about a person that every query and action starts from."""

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
    merchant_ids: frozenset[int] = field(default_factory=frozenset)
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

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until_at is not None and self.suspended_until_at > clock.now()


ANONYMOUS = Viewer(0)
