"""What moderators do to a problem: fold it with a reason, and open it again."""

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action
from domain.people.viewer import Viewer
from domain.problems import policy
from domain.problems.actions import steps
from domain.problems.models import Problem


@action
def fold_problem(actor: Viewer, problem_id: int, *, reason: str) -> None:
    _set(actor, problem_id, "folded", reason)


@action
def restore_problem(actor: Viewer, problem_id: int) -> None:
    _set(actor, problem_id, "visible", "")


def _set(actor: Viewer, problem_id: int, state: str, reason: str) -> None:
    require(policy.can_fold(actor))
    product_id = session.scalar(select(Problem.product_id).where(Problem.id == problem_id))
    if product_id is None:
        raise NotFound
    steps.ensure_desk(product_id)
    # What its author has taken back stays gone.
    problem = session.scalar(
        lock(select(Problem).where(Problem.id == problem_id, Problem.state != "deleted"))
    )
    if problem is None:
        raise NotFound
    if problem.state != state:
        steps.leave_count(problem, 1 if state == "visible" else -1)
    problem.state, problem.fold_reason = state, reason
    session.flush()
