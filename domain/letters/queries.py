"""What the two sides of a thread read, always in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from core.db import alias, session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from core.policy import Decision, require
from core.text import excerpt
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.letters import policy, rules
from domain.letters.models import Letter, LetterPicture, LetterThread
from domain.letters.policy import DESK, FAN
from domain.merchants.models import Merchant
from domain.merchants.policy import SUPPORTING, can_support
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

LETTERS_SHOWN = 30
EXCERPT = 80
GOODS_SHOWN = 60

_Fan, _Owner = alias(User), alias(User)


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """`other` is the person on the other side, None when that is the shop. `unread` is capped. `is_request`: the first
    letter waits for a yes. `said`: the first words of the last letter, empty when it holds none or was taken away."""

    id: int
    side: str
    other: PersonCard | None
    merchant_id: int | None
    shop: str
    unread: int
    is_request: bool
    closed_by: str
    last_at: datetime
    said: str = ""
    said_by_me: bool = False

    @property
    def name(self) -> str:
        return self.other.display_name if self.other else self.shop


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """`waits_for_me`: a request that the viewer can accept or refuse."""

    card: ThreadCard
    last_seq: int
    other_read_seq: int
    waits_for_me: bool
    can_say: Decision
    can_close: Decision


@dataclass(frozen=True, slots=True)
class LetterPhoto:
    id: int
    width: int
    height: int
    color: str


@dataclass(frozen=True, slots=True)
class LetterCard:
    """`is_ours`: of the viewer's side; `is_mine`: of her own hand. `by`: who of the shop wrote, for the shop alone."""

    id: int
    seq: int
    is_ours: bool
    is_mine: bool
    by: str
    body_html: str
    state: str
    fold_reason: str
    created_at: datetime
    client_id: str
    product_id: int | None
    product_title: str
    product_picture: str | None
    price_cents: int | None
    pictures: tuple[LetterPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A waiting picture: the form names it by its token, the page shows it by its id."""

    id: int
    token: str


def threads_of(viewer: Viewer, *, merchant_id: int | None = None, before: str = "") -> Page[ThreadCard]:
    """The viewer's own threads, or those of a shop that she speaks for; the latest first."""
    statement = policy.visible_threads(_cards(), viewer)
    if merchant_id is None:
        statement = statement.where(or_(LetterThread.fan_id == viewer.id, LetterThread.owner_id == viewer.id))
    else:
        require(can_support(viewer, merchant_id))
        statement = statement.where(LetterThread.merchant_id == merchant_id, LetterThread.fan_id != viewer.id)
    if (cursor := _read(before)) is not None:
        statement = statement.where(tuple_(LetterThread.last_at, LetterThread.id) < cursor)
    statement = statement.order_by(LetterThread.last_at.desc(), LetterThread.id.desc())
    page = page_of(session.execute(statement.limit(SIZE + 1)).all(), SIZE, _cursor)
    return Page([_card(viewer, row) for row in page.items], page.next_cursor)


def thread(viewer: Viewer, thread_id: int) -> ThreadPage:
    """Raises NotFound for everybody but the two sides."""
    statement = policy.visible_threads(_cards(), viewer).where(LetterThread.id == thread_id)
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    there: LetterThread = row.LetterThread
    card = _card(viewer, row)
    return ThreadPage(
        card=card,
        last_seq=there.last_seq,
        other_read_seq=there.desk_read_seq if card.side == FAN else there.fan_read_seq,
        waits_for_me=card.side == FAN and there.accepted_at is None and not there.closed_by,
        can_say=policy.can_say(viewer, there),
        can_close=policy.can_close(viewer, there),
    )


def letters_of(
    viewer: Viewer,
    of: ThreadPage,
    *,
    after: int | None = None,
    before: int | None = None,
    size: int = LETTERS_SHOWN,
) -> list[LetterCard]:
    """In reading order: the newest, those after a seq, or those before one. Who may read has been asked by `thread`."""
    statement = (
        select(
            Letter,
            User.display_name,
            Product.id.label("product"),
            Product.title,
            Product.picture_key,
            Product.price_cents,
        )
        .join(User, User.id == Letter.author_id)
        .outerjoin(Product, (Product.id == Letter.product_id) & Product.id.in_(_products_in_sight(viewer)))
        .where(Letter.thread_id == of.card.id)
    )
    if after is not None:
        rows = session.execute(statement.where(Letter.seq > after).order_by(Letter.seq).limit(size)).all()
    else:
        if before is not None:
            statement = statement.where(Letter.seq < before)
        rows = session.execute(statement.order_by(Letter.seq.desc()).limit(size)).all()[::-1]
    photos = photos_of(
        [row.Letter.id for row in rows if row.Letter.picture_count and _is_read(viewer, row.Letter)]
    )
    return [_letter(viewer, of.card, row, photos) for row in rows]


def photos_of(letter_ids: Collection[int]) -> dict[int, tuple[LetterPhoto, ...]]:
    if not letter_ids:
        return {}
    statement = select(
        LetterPicture.letter_id,
        LetterPicture.id,
        LetterPicture.width,
        LetterPicture.height,
        LetterPicture.color,
    ).where(LetterPicture.letter_id.in_(letter_ids))
    found: dict[int, list[LetterPhoto]] = defaultdict(list)
    for row in session.execute(statement.order_by(LetterPicture.id)):
        found[row.letter_id].append(LetterPhoto(row.id, row.width, row.height, row.color))
    return {letter_id: tuple(photos) for letter_id, photos in found.items()}


def picture_key(viewer: Viewer, picture_id: int) -> str:
    """For the two sides, and of one that waits for its owner. Raises NotFound for everybody else."""
    kept = session.get(LetterPicture, picture_id)
    if kept is None:
        raise NotFound
    if kept.letter_id is None:
        if kept.owner_id != viewer.id:
            raise NotFound
        return kept.key
    statement = select(Letter).join(LetterThread, LetterThread.id == Letter.thread_id)
    letter = session.scalar(policy.visible_threads(statement, viewer).where(Letter.id == kept.letter_id))
    if letter is None or not _is_read(viewer, letter):
        raise NotFound
    return kept.key


def kept_drafts(viewer: Viewer, tokens: Sequence[str]) -> list[LetterDraft]:
    """Those of the tokens that stand for a waiting picture of the viewer, in their order."""
    if not tokens:
        return []
    statement = select(LetterPicture.id, LetterPicture.key).where(
        LetterPicture.owner_id == viewer.id, LetterPicture.letter_id.is_(None), LetterPicture.key.in_(tokens)
    )
    there = {row.key: LetterDraft(*row) for row in session.execute(statement)}
    return [there[token] for token in dict.fromkeys(tokens) if token in there]


def letter_in_sight(viewer: Viewer, letter_id: int) -> tuple[Letter, LetterThread] | None:
    """A letter of a thread of the viewer's that she can still read."""
    statement = select(Letter, LetterThread).join(LetterThread, LetterThread.id == Letter.thread_id)
    row = session.execute(policy.visible_threads(statement, viewer).where(Letter.id == letter_id)).first()
    return (row.Letter, row.LetterThread) if row is not None and _is_read(viewer, row.Letter) else None


def thread_id_with_shop(viewer: Viewer, merchant_id: int, fan_id: int) -> int | None:
    statement = select(LetterThread.id).where(
        LetterThread.fan_id == fan_id, LetterThread.merchant_id == merchant_id
    )
    return session.scalar(policy.visible_threads(statement, viewer))


def thread_id_with_person(viewer: Viewer, person_id: int) -> int | None:
    pair = or_(
        (LetterThread.fan_id == viewer.id) & (LetterThread.owner_id == person_id),
        (LetterThread.fan_id == person_id) & (LetterThread.owner_id == viewer.id),
    )
    statement = policy.visible_threads(select(LetterThread.id).where(pair), viewer)
    return session.scalar(statement.order_by(LetterThread.id).limit(1))


def unread_count(viewer: Viewer, merchant_id: int | None = None) -> int:
    """How many threads hold something unread, of her own or of a shop; capped."""
    statement = select(LetterThread.id).where(_unread(viewer) > 0)
    if merchant_id is None:
        statement = statement.where(or_(LetterThread.fan_id == viewer.id, LetterThread.owner_id == viewer.id))
    else:
        statement = statement.where(LetterThread.merchant_id == merchant_id, LetterThread.fan_id != viewer.id)
    some = policy.visible_threads(statement, viewer).limit(rules.UNREAD_SHOWN + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _unread(viewer: Viewer) -> Any:
    as_fan = LetterThread.fan_id == viewer.id
    return LetterThread.last_seq - case((as_fan, LetterThread.fan_read_seq), else_=LetterThread.desk_read_seq)


def _products_in_sight(viewer: Viewer) -> Select[Any]:
    goods = visible_products(select(Product.id), viewer)
    return goods.where(Product.state != "draft")


def _is_read(viewer: Viewer, letter: Letter) -> bool:
    """A folded letter is left to its author."""
    return letter.state == "visible" or (letter.state == "folded" and letter.author_id == viewer.id)


def _cards() -> Select[*tuple[Any, ...]]:
    last = aliased(Letter)
    return (
        select(
            LetterThread,
            _Fan.handle.label("fan_handle"),
            _Fan.display_name.label("fan_name"),
            _Fan.avatar_key.label("fan_avatar"),
            _Owner.handle.label("owner_handle"),
            _Owner.display_name.label("owner_name"),
            _Owner.avatar_key.label("owner_avatar"),
            Merchant.name.label("shop"),
            last.body.label("said"),
            last.state.label("said_state"),
            last.from_desk.label("said_by_desk"),
        )
        .join(_Fan, _Fan.id == LetterThread.fan_id)
        .outerjoin(_Owner, _Owner.id == LetterThread.owner_id)
        .outerjoin(Merchant, Merchant.id == LetterThread.merchant_id)
        .outerjoin(last, (last.thread_id == LetterThread.id) & (last.seq == LetterThread.last_seq))
    )


def _card(viewer: Viewer, row: Row[*tuple[Any, ...]]) -> ThreadCard:
    there: LetterThread = row.LetterThread
    side = policy.side_of(viewer, there)
    if side == DESK:
        other = PersonCard(there.fan_id, row.fan_handle, row.fan_name, row.fan_avatar)
    elif there.owner_id is not None:
        other = PersonCard(there.owner_id, row.owner_handle, row.owner_name, row.owner_avatar)
    else:
        other = None
    read = there.fan_read_seq if side == FAN else there.desk_read_seq
    return ThreadCard(
        id=there.id,
        side=side,
        other=other,
        merchant_id=there.merchant_id,
        shop=row.shop or "",
        unread=min(there.last_seq - read, rules.UNREAD_SHOWN),
        is_request=there.accepted_at is None,
        closed_by=there.closed_by,
        last_at=there.last_at,
        said=excerpt(row.said, EXCERPT) if row.said_state == "visible" and row.said else "",
        said_by_me=row.said_by_desk is not None and bool(row.said_by_desk) == (side == DESK),
    )


def _letter(
    viewer: Viewer, card: ThreadCard, row: Row[*tuple[Any, ...]], photos: dict[int, tuple[LetterPhoto, ...]]
) -> LetterCard:
    letter: Letter = row.Letter
    is_read = _is_read(viewer, letter)
    at_shop = card.side == DESK and card.merchant_id is not None
    return LetterCard(
        id=letter.id,
        seq=letter.seq,
        is_ours=letter.from_desk == (card.side == DESK),
        is_mine=letter.author_id == viewer.id,
        by=row.display_name if at_shop and letter.from_desk else "",
        body_html=letter.body_html if is_read else "",
        state=letter.state,
        fold_reason=letter.fold_reason,
        created_at=letter.created_at,
        client_id=letter.client_id or "",
        product_id=row.product if is_read else None,
        product_title=row.title or "",
        product_picture=row.picture_key,
        price_cents=row.price_cents,
        pictures=photos.get(letter.id, ()) if is_read else (),
    )


def shops_to_speak_for(viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name) of the shops whose letters she answers."""
    ids = sorted(viewer.shops_as(SUPPORTING))
    if not ids:
        return []
    rows = session.execute(
        select(Merchant.id, Merchant.name).where(Merchant.id.in_(ids)).order_by(Merchant.name)
    )
    return [(row[0], row[1]) for row in rows]


def _cursor(row: Row[*tuple[Any, ...]]) -> str:
    there: LetterThread = row.LetterThread
    return f"{int(there.last_at.timestamp() * 1_000_000)}.{there.id}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    at, _, number = cursor.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (at, number)):
        return None
    try:
        seconds, micros = divmod(int(at), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(number)
    except (OverflowError, ValueError, OSError):
        return None


def goods_to_show(viewer: Viewer, *, merchant_id: int | None, owner_id: int | None) -> list[tuple[int, str]]:
    """(id, title) of what a letter between the two may be about: what the shop sells, or the angel endorses."""
    statement = visible_products(select(Product.id, Product.title), viewer).where(Product.state == "on_sale")
    if merchant_id is not None:
        statement = statement.where(Product.merchant_id == merchant_id)
    else:
        endorsed = select(Endorsement.product_id).where(
            Endorsement.user_id == owner_id, Endorsement.ended_at.is_(None)
        )
        statement = statement.where(Product.id.in_(endorsed))
    rows = session.execute(statement.order_by(Product.id.desc()).limit(GOODS_SHOWN))
    return [(row[0], row[1]) for row in rows]
