"""What people type into orders: reasons, carriers, tracking numbers."""

from core.errors import Refused
from core.i18n import N_
from core.text import problem_with, tidy

MAX_REASON_CHARS = 1_000


def typed(raw: str, field: str, most: int, *, required: bool, one_line: bool = False) -> str:
    """The text, tidied. Raises Refused at `field` for one that is too long, broken, or missing."""
    problem = problem_with(raw, most)
    if problem:
        raise Refused(problem, field=field, max=most)
    text = tidy(raw, one_line=one_line)
    if required and not text:
        raise Refused(N_("Please fill this in."), field=field)
    return text
