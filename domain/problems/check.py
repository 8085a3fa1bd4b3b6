"""What must hold at the problem desk: its figures are those of its problems, and each problem is of an order of its
own buyer."""

from sqlalchemy import func, or_, select

from core.invariants import found, register
from domain.orders.models import Order, OrderLine
from domain.problems.models import Problem, ProblemDesk


def desks_count_their_problems() -> list[str]:
    there = (
        select(
            Problem.product_id,
            func.count().filter(Problem.stage != "solved").label("still_open"),
            func.count().filter(Problem.stage == "solved").label("solved"),
        )
        .where(Problem.state == "visible")
        .group_by(Problem.product_id)
        .subquery()
    )
    still_open, solved = func.coalesce(there.c.still_open, 0), func.coalesce(there.c.solved, 0)
    return found(
        select(
            ProblemDesk.product_id.label("id"),
            ProblemDesk.open_count.label("kept_open"),
            ProblemDesk.solved_count.label("kept_solved"),
            still_open.label("still_open"),
            solved.label("solved"),
        )
        .outerjoin(there, there.c.product_id == ProblemDesk.product_id)
        .where(or_(ProblemDesk.open_count != still_open, ProblemDesk.solved_count != solved)),
        "the desk of product %(id)s says %(kept_open)s open and %(kept_solved)s solved, there are %(still_open)s and "
        "%(solved)s",
    )


def problems_are_of_their_buyers_orders() -> list[str]:
    return found(
        select(Problem.id.label("id"))
        .join(OrderLine, OrderLine.id == Problem.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(or_(Order.buyer_id != Problem.author_id, OrderLine.product_id != Problem.product_id)),
        "problem %(id)s is not about an order of its author",
    )


register("problems: desks count their problems", desks_count_their_problems)
register("problems: each is of its buyer's order", problems_are_of_their_buyers_orders)
