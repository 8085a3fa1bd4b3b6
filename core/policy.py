"""The vocabulary of permissions: a decision carries its reason, so that a page can show it."""

from dataclasses import dataclass

from core.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Decision:
    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Decision(True)


def no(reason: str) -> Decision:
    return Decision(False, reason)


def require(decision: Decision) -> None:
    """Raises NotAllowed with the decision's reason unless it is a yes."""
    if not decision.ok:
        raise NotAllowed(decision.reason)
