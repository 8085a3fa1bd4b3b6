"""A product's desk as its page shows it: its problems, the viewer's own orders of it, what was noticed of batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from core.db import session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from core.policy import Decision
from domain.catalog.models import Product
from domain.catalog.policy import readable_products
from domain.merchants.models import Merchant
from domain.orders.models import Order, OrderCase, OrderCaseLine, OrderLine
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.problems import policy
from domain.problems.models import BatchAlert, Problem, ProblemPicture, ProblemWord
from domain.problems.queries.clock import ResponseClock, clock_of
from domain.problems.rules import ship_week

ORDERS_SHOWN = 20
WORDS_SHOWN = 200
ALERTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """One of the viewer's own orders of the product. `ship_week` is empty before it was sent."""

    number: str
    variant_name: str
    placed_at: datetime
    ship_week: str


@dataclass(frozen=True, slots=True)
class Desk:
    product_id: int
    title: str
    picture_key: str | None
    price_cents: int
    merchant_id: int
    merchant_name: str
    is_suspended: bool
    clock: ResponseClock
    orders: tuple[OwnOrder, ...]
    is_staff: bool
    can_read: Decision
    can_tell: Decision


@dataclass(frozen=True, slots=True)
class ProblemCard:
    """A problem in the list. `author` is None for whom she keeps her name from. `number` is the order's, for the two
    sides of it, and empty for everybody else."""

    id: int
    product_id: int
    kind: str
    batch: str
    ship_week: str
    variant_name: str
    body: str
    body_html: str
    stage: str
    state: str
    fold_reason: str
    photo_count: int
    author: PersonCard | None
    is_mine: bool
    number: str
    line_id: int
    created_at: datetime
    first_answered_at: datetime | None
    answered_at: datetime | None
    solved_at: datetime | None
    solved_by_clock: bool
    recreated_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordView:
    id: int
    side: str
    author: PersonCard | None
    body_html: str
    at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PictureView:
    id: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A problem with its talk. `case_id` is the latest after-sales case about its order line, for the two sides.
    `name_for_all`: the buyer's, if she shows it to everybody who reads here."""

    card: ProblemCard
    words: tuple[WordView, ...]
    pictures: tuple[PictureView, ...]
    case_id: int | None
    can_speak: Decision
    can_settle: Decision
    merchant_id: int
    name_for_all: str


@dataclass(frozen=True, slots=True)
class AlertView:
    kind: str
    batch: str
    ship_week: str
    buyer_count: int
    at: datetime


def desk_of(viewer: Viewer, product_id: int) -> Desk:
    """Raises NotFound when the viewer neither sees the product nor has bought it."""
    row = session.execute(
        select(
            Product.id,
            Product.title,
            Product.picture_key,
            Product.price_cents,
            Product.merchant_id,
            _merchant_name().label("merchant_name"),
            _of_merchant(Merchant.state).label("shop_state"),
        ).where(Product.id == product_id, Product.state != "draft")
    ).first()
    orders = _orders(viewer, product_id) if viewer.is_signed_in else ()
    if row is None or not (orders or _is_seen(viewer, product_id)):
        raise NotFound
    return Desk(
        product_id=row.id,
        title=row.title,
        picture_key=row.picture_key,
        price_cents=row.price_cents,
        merchant_id=row.merchant_id,
        merchant_name=row.merchant_name,
        is_suspended=row.shop_state == "suspended",
        clock=clock_of(product_id),
        orders=orders,
        is_staff=policy.is_staff(viewer, row.merchant_id),
        can_read=policy.can_read(viewer, row.merchant_id, is_buyer=bool(orders)),
        can_tell=policy.can_tell(viewer, row.merchant_id, is_buyer=bool(orders)),
    )


def problems_of(
    viewer: Viewer, product_id: int, *, before: int | None = None, size: int = SIZE
) -> Page[ProblemCard]:
    """Newest first; for those who may not read them nothing. One query."""
    statement = visible_problems(viewer).where(Problem.product_id == product_id)
    if before is not None:
        statement = statement.where(Problem.id < before)
    rows = session.execute(statement.order_by(Problem.id.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: row.Problem.id)
    return Page([card_of(viewer, row) for row in page.items], page.next_cursor)


def alerts_of(product_id: int) -> list[AlertView]:
    """For those who may read the desk: what was noticed of batches, the latest first."""
    rows = session.execute(
        select(BatchAlert, Problem.batch, Problem.ship_week)
        .join(Problem, Problem.id == BatchAlert.problem_id)
        .where(BatchAlert.product_id == product_id)
        .order_by(BatchAlert.id.desc())
        .limit(ALERTS_SHOWN)
    )
    return [
        AlertView(
            row.BatchAlert.kind, row.batch, row.ship_week, row.BatchAlert.buyer_count, row.BatchAlert.at
        )
        for row in rows
    ]


def problem_of(viewer: Viewer, product_id: int, problem_id: int) -> ProblemView:
    """Raises NotFound for what the viewer may not read."""
    row = session.execute(
        visible_problems(viewer).where(Problem.product_id == product_id, Problem.id == problem_id)
    ).first()
    if row is None:
        raise NotFound
    card = card_of(viewer, row)
    is_side = card.is_mine or policy.is_staff(viewer, row.merchant_id)
    return ProblemView(
        card=card,
        words=_words(viewer, row, card) if card.body_html else (),
        pictures=_pictures(problem_id) if card.photo_count and card.body_html else (),
        case_id=_case_about(row.Problem.order_line_id) if is_side else None,
        can_speak=policy.can_speak(viewer, row.merchant_id, row.Problem.author_id),
        can_settle=policy.can_settle(viewer, row.Problem.author_id),
        merchant_id=row.merchant_id,
        name_for_all=row.display_name if row.Problem.shows_name else "",
    )


def picture_key(viewer: Viewer, problem_id: int, picture_id: int) -> str:
    """The private picture of a problem that the viewer may read."""
    statement = (
        select(ProblemPicture.key)
        .join(Problem, Problem.id == ProblemPicture.problem_id)
        .join(Product, Product.id == Problem.product_id)
        .where(Problem.id == problem_id, ProblemPicture.id == picture_id)
    )
    key = session.scalar(policy.visible_problems(statement, viewer, Product.merchant_id))
    if key is None:
        raise NotFound
    return key


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A waiting picture: the form names it by its token, the page shows it by its id."""

    id: int
    token: str


def kept_pictures(viewer: Viewer, tokens: Sequence[str]) -> list[KeptPicture]:
    """Those of the tokens that stand for a waiting picture of the viewer, in their order."""
    if not tokens:
        return []
    statement = select(ProblemPicture.id, ProblemPicture.key).where(
        _waiting(viewer), ProblemPicture.key.in_(tokens)
    )
    there = {row.key: KeptPicture(*row) for row in session.execute(statement)}
    return [there[token] for token in dict.fromkeys(tokens) if token in there]


def kept_picture_key(viewer: Viewer, picture_id: int) -> str:
    key = session.scalar(select(ProblemPicture.key).where(_waiting(viewer), ProblemPicture.id == picture_id))
    if key is None:
        raise NotFound
    return key


def _waiting(viewer: Viewer) -> Any:
    return (ProblemPicture.owner_id == viewer.id) & ProblemPicture.problem_id.is_(None)


def visible_problems(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The cards of all that the viewer may read."""
    statement = (
        select(
            Problem,
            Product.merchant_id,
            OrderLine.variant_name,
            Order.number,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
        )
        .join(Product, Product.id == Problem.product_id)
        .join(OrderLine, OrderLine.id == Problem.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(User, User.id == Problem.author_id)
    )
    return policy.visible_problems(statement, viewer, Product.merchant_id)


def card_of(viewer: Viewer, row: Row[*tuple[Any, ...]]) -> ProblemCard:
    problem: Problem = row.Problem
    is_mine = problem.author_id == viewer.id
    is_side = is_mine or policy.is_staff(viewer, row.merchant_id)
    is_named = is_side or viewer.is_moderator or problem.shows_name
    return ProblemCard(
        id=problem.id,
        product_id=problem.product_id,
        kind=problem.kind,
        batch=problem.batch,
        ship_week=problem.ship_week,
        variant_name=row.variant_name,
        body=problem.body,
        body_html=problem.body_html,
        stage=problem.stage,
        state=problem.state,
        fold_reason=problem.fold_reason,
        photo_count=problem.photo_count,
        author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key) if is_named else None,
        is_mine=is_mine,
        number=row.number if is_side else "",
        line_id=problem.order_line_id if is_mine else 0,
        created_at=problem.created_at,
        first_answered_at=problem.first_answered_at,
        answered_at=problem.answered_at,
        solved_at=problem.solved_at,
        solved_by_clock=problem.solved_at is not None and problem.solved_by_id is None,
        recreated_at=problem.recreated_at,
    )


def _is_seen(viewer: Viewer, product_id: int) -> bool:
    statement = readable_products(select(Product.id), viewer).where(Product.id == product_id)
    return viewer.is_moderator or session.scalar(statement) is not None


def _merchant_name() -> Any:
    return _of_merchant(Merchant.name)


def _of_merchant(column: Any) -> Any:
    return select(column).where(Merchant.id == Product.merchant_id).scalar_subquery()


def _orders(viewer: Viewer, product_id: int) -> tuple[OwnOrder, ...]:
    rows = session.execute(
        select(
            Order.number,
            OrderLine.variant_name,
            Order.placed_at,
            func.coalesce(Order.shipped_at, Order.part_sent_at, type_=Order.shipped_at.type).label("sent_at"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(policy.lines_bought(viewer, product_id))
        .order_by(OrderLine.id.desc())
        .limit(ORDERS_SHOWN)
    )
    return tuple(
        OwnOrder(row.number, row.variant_name, row.placed_at, ship_week(row.sent_at)) for row in rows
    )


def _words(viewer: Viewer, row: Row[*tuple[Any, ...]], card: ProblemCard) -> tuple[WordView, ...]:
    """The buyer's name is shown in the talk as on the problem itself."""
    words = session.execute(
        select(ProblemWord, User.id.label("user_id"), User.handle, User.display_name, User.avatar_key)
        .join(User, User.id == ProblemWord.author_id)
        .where(ProblemWord.problem_id == card.id)
        .order_by(ProblemWord.id)
        .limit(WORDS_SHOWN)
    )
    return tuple(
        WordView(
            id=one.ProblemWord.id,
            side=one.ProblemWord.side,
            author=card.author
            if one.ProblemWord.side == "buyer"
            else PersonCard(one.user_id, one.handle, one.display_name, one.avatar_key),
            body_html=one.ProblemWord.body_html,
            at=one.ProblemWord.at,
            is_mine=one.user_id == viewer.id,
        )
        for one in words
    )


def _pictures(problem_id: int) -> tuple[PictureView, ...]:
    rows = session.execute(
        select(ProblemPicture.id, ProblemPicture.width, ProblemPicture.height)
        .where(ProblemPicture.problem_id == problem_id)
        .order_by(ProblemPicture.id)
    )
    return tuple(PictureView(*row) for row in rows)


def _case_about(line_id: int) -> int | None:
    statement = (
        select(OrderCase.id)
        .join(OrderCaseLine, OrderCaseLine.case_id == OrderCase.id)
        .where(OrderCaseLine.order_line_id == line_id)
    )
    return session.scalar(statement.order_by(OrderCase.id.desc()).limit(1))
