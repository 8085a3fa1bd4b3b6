"""A person's own notices, always in a fixed number of queries. The words that they quote are looked up as the reader
may see them now."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, tuple_

from core.db import BigId, session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from core.text import excerpt
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.fans.models import Broadcast, BroadcastReceipt
from domain.groups.models import Answer, Question
from domain.notices.models import Notice
from domain.notices.queries.stopping import hears_more
from domain.people.kinds import anyone, kind_of
from domain.people.models import User
from domain.people.policy import not_blocked, visible_people
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says.models import REACTIONS, Comment, Post, Reaction
from domain.says.policy import visible_comments, visible_posts

NAMED = 2
QUOTED_CHARS = 90
COUNTED_TO = 100
# Kinds that quote what was said.
QUOTING = frozenset(
    {
        "comment",
        "reply",
        "mention",
        "like",
        "thread",
        "post",
        "question",
        "asked",
        "answer",
        "group_answer",
        "reminder",
        "broadcast",
    }
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """`actors` are the latest that the reader may see, `others` how many more there are. `quote`: the first words of
    what it is about, empty when it is gone. `reaction`: the kind that all gave who are told of, empty when they differ.
    `hears_more`: whether she still wants what is like it, None for what cannot be ended in one press."""

    id: int
    kind: str
    target_type: str
    target_id: int
    facts: dict[str, Any]
    at: datetime
    is_unread: bool
    actors: tuple[PersonCard, ...] = ()
    others: int = 0
    quote: str = ""
    reaction: str = ""
    hears_more: bool | None = None


_IDS: BindParameter[Any] = bindparam("ids", type_=BigId, expanding=True)


def notices_of(viewer: Viewer, *, before: str = "", size: int = SIZE) -> Page[NoticeRow]:
    """Newest first; `before` is the cursor of the page before."""
    statement = select(Notice).where(Notice.user_id == viewer.id)
    if (cursor := _read(before)) is not None:
        statement = statement.where(tuple_(Notice.last_at, Notice.id) < cursor)
    found = session.scalars(statement.order_by(Notice.last_at.desc(), Notice.id.desc()).limit(size + 1)).all()
    page = page_of(found, size, _cursor)
    return Page(_rows(viewer, page.items), page.next_cursor)


def notice(viewer: Viewer, notice_id: int) -> NoticeRow:
    """One's own. Raises NotFound for anybody else's."""
    found = session.scalar(select(Notice).where(Notice.id == notice_id, Notice.user_id == viewer.id))
    if found is None:
        raise NotFound
    return _rows(viewer, [found])[0]


def still_unread(viewer: Viewer, ids: Collection[int]) -> list[NoticeRow]:
    """Those of her notices that she has not read meanwhile, the latest first."""
    statement = select(Notice).where(
        Notice.id.in_(ids), Notice.user_id == viewer.id, Notice.read_at.is_(None)
    )
    return _rows(viewer, session.scalars(statement.order_by(Notice.last_at.desc(), Notice.id.desc())).all())


def thread_cursor(viewer: Viewer, comment_id: int) -> int | None:
    """After which comment the page of its post begins that shows this one; None for the first page."""
    made = session.get(Comment, comment_id)
    if made is None:
        return None
    root_id = made.root_id or made.id
    earlier = select(Comment.id).where(
        Comment.post_id == made.post_id, Comment.root_id.is_(None), Comment.id < root_id
    )
    found = session.scalars(visible_comments(earlier, viewer).order_by(Comment.id.desc()).limit(SIZE)).all()
    return root_id - 1 if len(found) == SIZE else None


def unread_count(viewer: Viewer) -> int:
    """Counted to 100."""
    some = select(Notice.id).where(Notice.user_id == viewer.id, Notice.read_at.is_(None)).limit(COUNTED_TO)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _cursor(made: Notice) -> str:
    return f"{int(made.last_at.timestamp() * 1_000_000)}.{made.id}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    """The instant and id of a cursor; what is none begins at the beginning."""
    at, _, number = cursor.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (at, number)):
        return None
    try:
        seconds, micros = divmod(int(at), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(number)
    except (OverflowError, ValueError, OSError):
        return None


def _rows(viewer: Viewer, found: Sequence[Notice]) -> list[NoticeRow]:
    cards = _people(viewer, {user_id for one in found for user_id in one.actor_ids[: NAMED + 1]})
    quotes, reactions, hears = _Quotes(viewer, found), _reactions(found), hears_more(viewer, found)
    return [_row(one, cards, quotes, reactions.get(one.id, ""), hears.get(one.id)) for one in found]


def _row(
    made: Notice, cards: dict[int, PersonCard], quotes: "_Quotes", reaction: str, hears: bool | None
) -> NoticeRow:
    actors = tuple(cards[user_id] for user_id in made.actor_ids if user_id in cards)[:NAMED]
    # Two and one more are three names to say, or one name and "2 others".
    if made.actor_count > NAMED:
        actors = actors[:1]
    return NoticeRow(
        id=made.id,
        kind=made.kind,
        target_type=made.target_type,
        target_id=made.target_id,
        facts=made.facts,
        at=made.last_at,
        is_unread=made.read_at is None,
        actors=actors,
        others=made.actor_count - len(actors),
        quote=quotes.of(made),
        reaction=reaction,
        hears_more=hears,
    )


def _reactions(found: Sequence[Notice]) -> dict[int, str]:
    """notice -> the one kind that those who are remembered gave, as it stands now. One query if there is a like."""
    likes = [one for one in found if one.kind == "like"]
    if not likes:
        return {}
    statement = select(Reaction.post_id, Reaction.user_id, Reaction.kind).where(
        Reaction.post_id.in_({one.target_id for one in likes}),
        Reaction.user_id.in_({user_id for one in likes for user_id in one.actor_ids}),
        Reaction.kind.in_(REACTIONS),
    )
    given = {(row.post_id, row.user_id): row.kind for row in session.execute(statement)}
    kinds = {one.id: {given.get((one.target_id, user_id), "") for user_id in one.actor_ids} for one in likes}
    return {notice_id: min(of_one) if len(of_one) == 1 else "" for notice_id, of_one in kinds.items()}


def _people(viewer: Viewer, ids: Collection[int]) -> dict[int, PersonCard]:
    if not ids:
        return {}
    statement = select(User.id, User.handle, User.display_name, User.avatar_key).where(User.id.in_(ids))
    return {row.id: PersonCard(*row) for row in session.execute(visible_people(statement, viewer))}


@dataclass(slots=True)
class _Quotes:
    """The texts that notices are about: a query a kind of text, however many notices."""

    viewer: Viewer
    found: Sequence[Notice]
    texts: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted: dict[str, set[int]] = {}
        for one in self.found:
            if (key := _quoted(one)) is not None:
                wanted.setdefault(key[0], set()).add(key[1])
        for kind, ids in wanted.items():
            self.texts |= {(kind, row.id): row.body for row in self._bodies(kind, ids)}

    def of(self, made: Notice) -> str:
        key = _quoted(made)
        return excerpt(self.texts.get(key, ""), QUOTED_CHARS) if key else ""

    def _bodies(self, kind: str, ids: set[int]) -> Iterator[Any]:
        statement = _body(kind, kind_of(self.viewer)) if kind in _FOR_KINDS else _BODIES[kind](self.viewer)
        return iter(session.execute(statement, {"me": self.viewer.id, "ids": list(ids)}))


def _quoted(made: Notice) -> tuple[str, int] | None:
    """The text that a notice quotes."""
    if made.kind in ("folded", "restored"):
        key = (made.target_type, made.target_id)
    elif made.kind == "quoted":
        key = ("post", made.facts["post_id"])
    elif made.kind not in QUOTING:
        return None
    elif made.kind == "post":
        key = ("post", made.facts["post_id"])
    elif "comment_id" in made.facts:
        key = ("comment", made.facts["comment_id"])
    elif "answer_id" in made.facts:
        key = ("answer", made.facts["answer_id"])
    elif "question_id" in made.facts:
        key = ("question", made.facts["question_id"])
    else:
        key = (made.target_type, made.target_id)
    return key if key[0] in _BODIES else None


@cache
def _body(text: str, kind: str) -> Any:
    """Put together once for each kind of viewer: that takes longer than running it."""
    return _BODIES[text](anyone(kind))


def _posts(viewer: Viewer) -> Any:
    return visible_posts(select(Post.id, Post.body).where(Post.id.in_(_IDS)), viewer)


def _comments(viewer: Viewer) -> Any:
    statement = select(Comment.id, Comment.body).join(Post, Post.id == Comment.post_id)
    return visible_comments(visible_posts(statement, viewer), viewer).where(
        Comment.id.in_(_IDS), _is_open(Comment, viewer)
    )


def _questions(viewer: Viewer) -> Any:
    statement = select(Question.id, Question.body).join(Product, Product.id == Question.product_id)
    return visible_products(statement, viewer).where(
        Question.id.in_(_IDS), _is_open(Question, viewer), not_blocked(viewer, Question.author_id)
    )


def _answers(viewer: Viewer) -> Any:
    statement = (
        select(Answer.id, Answer.body)
        .join(Question, Question.id == Answer.question_id)
        .join(Product, Product.id == Question.product_id)
    )
    return visible_products(statement, viewer).where(
        Answer.id.in_(_IDS),
        _is_open(Answer, viewer),
        _is_open(Question, viewer),
        not_blocked(viewer, Answer.author_id),
    )


def _broadcasts(viewer: Viewer) -> Any:
    return (
        select(Broadcast.id, Broadcast.title.label("body"))
        .join(BroadcastReceipt, BroadcastReceipt.broadcast_id == Broadcast.id)
        .where(Broadcast.id.in_(_IDS), BroadcastReceipt.user_id == viewer.id)
    )


def _is_open(kind: Any, viewer: Viewer) -> Any:
    """Readable by everybody, or folded and her own."""
    return (kind.state == "visible") | ((kind.state == "folded") & (kind.author_id == viewer.id))


# What its readers are depends on nothing but their kind; who sells a product reads more of it.
_FOR_KINDS = ("post", "comment", "broadcast")
_BODIES: dict[str, Any] = {
    "post": _posts,
    "comment": _comments,
    "question": _questions,
    "answer": _answers,
    "broadcast": _broadcasts,
}
