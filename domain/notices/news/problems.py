"""News of the problem desk: to the shop's people what waits for their answer, to the buyer that there is one, and to
all whom it concerns that a batch seems to be bad. Nobody is told whose problem it is; the desk itself knows who may
read that."""

from typing import Any

from sqlalchemy import select

from core.db import session
from domain.catalog.models import Product
from domain.merchants.models import MerchantStaff
from domain.notices.actions import tell
from domain.people.models import RoleGrant
from domain.problems.events import BatchSuspected, ProblemAnswered, ProblemTold
from domain.problems.models import BatchAlert, Problem, ProblemWord
from domain.problems.rules import ALERT_WITHIN


def told(fact: ProblemTold) -> None:
    problem = _standing(fact.problem_id)
    if problem is None:
        return
    tell(
        _staff_of(fact.product_id) - {fact.by_id},
        kind="problem",
        target=("problem", problem.id),
        at=_last_word_at(problem) if fact.act == "said" else problem.recreated_at or problem.created_at,
        facts={**_facts(problem), "act": fact.act},
        thread=("group", fact.product_id),
        default="all",
    )


def answered(fact: ProblemAnswered) -> None:
    problem = _standing(fact.problem_id)
    if problem is None or problem.answered_at is None:
        return
    tell(
        {problem.author_id} - {fact.by_id},
        kind="problem",
        target=("problem", problem.id),
        at=problem.answered_at,
        facts={**_facts(problem), "act": "answered"},
        default="all",
    )


def batch_suspected(fact: BatchSuspected) -> None:
    """The shop's people, the moderators, and those who told of it."""
    alert = session.get_one(BatchAlert, fact.alert_id)
    problem = session.get_one(Problem, alert.problem_id)
    buyers = session.scalars(
        select(Problem.author_id).where(
            Problem.product_id == alert.product_id,
            Problem.batch_key == alert.batch_key,
            Problem.kind == alert.kind,
            Problem.state == "visible",
            Problem.created_at > alert.at - ALERT_WITHIN,
        )
    )
    moderators = session.scalars(
        select(RoleGrant.user_id).where(RoleGrant.role == "moderator", RoleGrant.revoked_at.is_(None))
    )
    tell(
        set(buyers) | set(moderators) | _staff_of(alert.product_id),
        kind="batch",
        target=("product", alert.product_id),
        at=alert.at,
        facts={
            **_facts(problem),
            "batch": problem.batch,
            "week": problem.ship_week,
            "buyers": alert.buyer_count,
        },
    )


def _standing(problem_id: int) -> Problem | None:
    return session.scalar(select(Problem).where(Problem.id == problem_id, Problem.state == "visible"))


def _last_word_at(problem: Problem) -> Any:
    last = select(ProblemWord.at).where(ProblemWord.problem_id == problem.id, ProblemWord.side == "buyer")
    return session.scalar(last.order_by(ProblemWord.id.desc()).limit(1)) or problem.created_at


def _facts(problem: Problem) -> dict[str, Any]:
    title = session.scalar(select(Product.title).where(Product.id == problem.product_id)) or ""
    return {"product_id": problem.product_id, "title": title, "kind": problem.kind}


def _staff_of(product_id: int) -> set[int]:
    statement = select(MerchantStaff.user_id).join(Product, Product.merchant_id == MerchantStaff.merchant_id)
    return set(session.scalars(statement.where(Product.id == product_id)))
