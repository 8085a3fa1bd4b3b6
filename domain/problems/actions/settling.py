"""How a problem ends: its buyer says that it is solved, or says nothing for long after an answer; and how it begins
again."""

from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people.viewer import Viewer
from domain.problems import policy, rules
from domain.problems.actions import steps
from domain.problems.events import ProblemSolved, ProblemTold
from domain.problems.models import Problem
from domain.problems.rules import Stage

AT_ONCE = 100


@action
def solve(actor: Viewer, problem_id: int) -> None:
    """The buyer says so. Once more changes nothing."""
    problem, _ = steps.problem_of(actor, problem_id)
    require(policy.can_settle(actor, problem.author_id))
    if problem.stage != Stage.SOLVED:
        steps.end(problem, actor.id)
        record(ProblemSolved(problem.id, problem.product_id))


@action
def reopen(actor: Viewer, problem_id: int) -> None:
    """The buyer says that it is not solved after all."""
    problem, _ = steps.problem_of(actor, problem_id)
    require(policy.can_settle(actor, problem.author_id))
    if problem.stage != Stage.SOLVED:
        raise Refused(N_("This problem is open."))
    problem.stage, problem.solved_at, problem.solved_by_id = Stage.REOPENED, None, None
    problem.recreated_at = clock.now()
    if problem.state == "visible":
        steps.count(problem.product_id, still_open=1, solved=-1)
    session.flush()
    record(ProblemTold(problem.id, problem.product_id, actor.id, "reopened"))


@action
def delete_problem(actor: Viewer, problem_id: int) -> int:
    """Taken back by who told of it. Returns the product's id."""
    problem, _ = steps.problem_of(actor, problem_id)
    require(policy.can_settle(actor, problem.author_id))
    if problem.state == "visible":
        steps.leave_count(problem, -1)
    problem.state = "deleted"
    session.flush()
    return problem.product_id


def solve_due(limit: int = AT_ONCE) -> int:
    """Those whose buyer has said nothing for 14 days after the answer. Each in an action of its own."""
    long_ago = clock.now() - rules.SOLVED_AFTER
    due = session.scalars(
        select(Problem.id)
        .where(Problem.stage == Stage.ANSWERED, Problem.answered_at <= long_ago)
        .order_by(Problem.answered_at)
        .limit(limit)
    ).all()
    return sum(_lapse(problem_id) for problem_id in due)


@action
def _lapse(problem_id: int) -> bool:
    product_id = session.scalars(select(Problem.product_id).where(Problem.id == problem_id)).one()
    steps.ensure_desk(product_id)
    problem = session.get_one(Problem, problem_id, with_for_update=True, populate_existing=True)
    long_ago = clock.now() - rules.SOLVED_AFTER
    if problem.stage != Stage.ANSWERED or problem.answered_at is None or problem.answered_at > long_ago:
        return False
    steps.end(problem, None)
    record(ProblemSolved(problem.id, problem.product_id))
    return True
