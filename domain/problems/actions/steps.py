"""What every verb of the desk begins with: the desk and the problem, locked in this order, and the desk's counts."""

from typing import Any

from sqlalchemy import Select, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound
from core.unit import action
from domain.catalog.models import Product
from domain.people.viewer import Viewer
from domain.problems.models import Problem, ProblemDesk
from domain.problems.policy import visible_problems
from domain.problems.rules import Stage


@action
def ensure_desk(product_id: int) -> ProblemDesk:
    """The product's desk, made when it is not there yet; locked for whatever follows."""
    desk = session.scalar(lock(select(ProblemDesk).where(ProblemDesk.product_id == product_id)))
    if desk is None:
        desk = ProblemDesk(product_id=product_id, open_count=0, solved_count=0)
        session.add(desk)
        session.flush()
    return desk


def problem_of(actor: Viewer, problem_id: int) -> tuple[Problem, int]:
    """The problem, locked after its desk, and whose product it is about. Raises NotFound for what is out of sight."""
    statement: Select[*tuple[Any, ...]] = (
        select(Problem.product_id, Product.merchant_id)
        .join(Product, Product.id == Problem.product_id)
        .where(Problem.id == problem_id)
    )
    found = session.execute(visible_problems(statement, actor, Product.merchant_id)).first()
    if found is None:
        raise NotFound
    ensure_desk(found.product_id)
    return session.scalars(lock(select(Problem).where(Problem.id == problem_id))).one(), found.merchant_id


def end(problem: Problem, by_id: int | None) -> None:
    problem.stage, problem.solved_at, problem.solved_by_id = Stage.SOLVED, clock.now(), by_id
    if problem.state == "visible":
        count(problem.product_id, still_open=-1, solved=1)
    session.flush()


def leave_count(problem: Problem, sign: int) -> None:
    """A problem that nobody may read is not counted (`sign` -1); opened again, it is (1)."""
    if problem.stage == Stage.SOLVED:
        count(problem.product_id, solved=sign)
    else:
        count(problem.product_id, still_open=sign)


def count(product_id: int, *, still_open: int = 0, solved: int = 0) -> None:
    session.execute(
        update(ProblemDesk)
        .where(ProblemDesk.product_id == product_id)
        .values(
            open_count=ProblemDesk.open_count + still_open, solved_count=ProblemDesk.solved_count + solved
        )
        .execution_options(synchronize_session=False)
    )
