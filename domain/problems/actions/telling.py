"""Telling of a problem, and the talk about it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from adapters.media import Picture
from core import clock, text
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.orders.models import Order, OrderLine
from domain.people.viewer import Viewer
from domain.problems import policy, rules
from domain.problems.actions import steps
from domain.problems.actions.pictures import place
from domain.problems.events import BatchSuspected, ProblemAnswered, ProblemTold
from domain.problems.models import BatchAlert, Problem, ProblemWord
from domain.problems.rules import Stage
from domain.says.actions import wording


@action
def tell_of(
    actor: Viewer,
    product_id: int,
    *,
    order_number: str,
    kind: str,
    body: str,
    batch: str = "",
    shows_name: bool = False,
    pictures: Sequence[Picture] = (),
    tokens: Sequence[str] = (),
) -> int:
    """Of one's own order of the product; without a number of the latest. `batch` is what stands on the package.
    `pictures` are new ones of the private store, `tokens` those that waited there. Returns the problem's id."""
    product = session.get(Product, product_id)
    if product is None or product.state == "draft":
        raise NotFound
    lines = _lines(actor, product_id)
    require(policy.can_tell(actor, product.merchant_id, is_buyer=bool(lines)))
    line_id, sent_at = _line_of(lines, order_number)
    if kind not in rules.KINDS:
        raise Refused(N_("Please choose what is wrong."), field="kind")
    words, html = _written(body)
    batch = wording.tidied(batch, rules.BATCH_MAX, "batch", one_line=True)
    steps.ensure_desk(product_id)
    _refuse_twice(line_id)
    week = rules.ship_week(sent_at)
    problem = Problem(
        product_id=product_id,
        order_line_id=line_id,
        author_id=actor.id,
        shows_name=shows_name,
        kind=kind,
        batch=batch,
        ship_week=week,
        batch_key=rules.batch_key(batch, week),
        body=words,
        body_html=html,
        cleaner_version=text.CLEANER_VERSION,
        created_at=clock.now(),
    )
    session.add(problem)
    session.flush()
    problem.photo_count = place(actor, problem.id, tokens, pictures)
    steps.count(product_id, still_open=1)
    record(ProblemTold(problem.id, product_id, actor.id, "opened"))
    _look_at_batch(problem)
    return problem.id


@action
def say(actor: Viewer, problem_id: int, *, body: str) -> int:
    """A word of the buyer's, or the merchant's answer. Returns its id."""
    problem, merchant_id = steps.problem_of(actor, problem_id)
    require(policy.can_speak(actor, merchant_id, problem.author_id))
    if problem.stage == Stage.SOLVED:
        raise Refused(N_("It is solved. Only its buyer can open it again."))
    words, html = _written(body)
    is_answer = actor.id != problem.author_id
    word = ProblemWord(
        problem_id=problem_id,
        author_id=actor.id,
        side="merchant" if is_answer else "buyer",
        body=words,
        body_html=html,
        cleaner_version=text.CLEANER_VERSION,
        at=clock.now(),
    )
    session.add(word)
    if is_answer:
        _answered(problem, actor)
    else:
        # Somebody who goes on asking has not been helped by the clock.
        problem.stage = Stage.OPEN if problem.stage == Stage.ANSWERED else problem.stage
        record(ProblemTold(problem.id, problem.product_id, actor.id, "said"))
    session.flush()
    return word.id


def _answered(problem: Problem, actor: Viewer) -> None:
    problem.stage, problem.answered_at = Stage.ANSWERED, clock.now()
    problem.first_answered_at = problem.first_answered_at or problem.answered_at
    record(ProblemAnswered(problem.id, problem.product_id, actor.id))


def _lines(actor: Viewer, product_id: int) -> list[tuple[str, int, object]]:
    rows = session.execute(
        select(
            Order.number,
            OrderLine.id,
            func.coalesce(Order.shipped_at, Order.part_sent_at, type_=Order.shipped_at.type).label("sent_at"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(policy.lines_bought(actor, product_id))
        .order_by(OrderLine.id.desc())
    )
    return [(row.number, row.id, row.sent_at) for row in rows]


def _line_of(lines, order_number: str):  # type: ignore[no-untyped-def]
    for number, line_id, sent_at in lines:
        if not order_number or number == order_number:
            return line_id, sent_at
    raise Refused(N_("This is not one of your orders of this product."), field="order_number")


def _refuse_twice(line_id: int) -> None:
    there = session.scalar(
        select(Problem.id).where(
            Problem.order_line_id == line_id, Problem.stage != Stage.SOLVED, Problem.state == "visible"
        )
    )
    if there is not None:
        raise Refused(
            N_("You have told of this order already. Add to what you said, or say that it is solved."),
            field="order_number",
        )


def _written(body: str) -> tuple[str, str]:
    """Nobody is called by her name here: who reads it may not be known."""
    words = wording.tidied(body, rules.BODY_MAX)
    if not words:
        raise Refused(N_("Write a few words."), field="body")
    return words, wording.html_of(words, {})


def _look_at_batch(problem: Problem) -> None:
    """Under the desk's lock, so that an alert is said once."""
    if not problem.batch_key:
        return
    same = (
        Problem.product_id == problem.product_id,
        Problem.batch_key == problem.batch_key,
        Problem.kind == problem.kind,
    )
    buyers = session.scalar(
        select(func.count(Problem.author_id.distinct())).where(
            *same, Problem.state == "visible", Problem.created_at > clock.now() - rules.ALERT_WITHIN
        )
    )
    known = session.scalar(
        select(BatchAlert.id).where(
            BatchAlert.product_id == problem.product_id,
            BatchAlert.batch_key == problem.batch_key,
            BatchAlert.kind == problem.kind,
        )
    )
    if known is not None or (buyers or 0) < rules.ALERT_FROM:
        return
    alert = BatchAlert(
        product_id=problem.product_id,
        batch_key=problem.batch_key,
        kind=problem.kind,
        problem_id=problem.id,
        buyer_count=buyers or 0,
        at=clock.now(),
    )
    session.add(alert)
    session.flush()
    record(BatchSuspected(alert.id, problem.product_id))
