"""The members' chat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select

from core.db import alias, session
from core.errors import NotFound
from core.policy import Decision
from domain.catalog.models import Product
from domain.catalog.policy import PUBLIC_STATES, readable_products
from domain.groups import policy
from domain.groups.actions.talking import membership
from domain.groups.models import GroupMember, Message, MessagePhoto
from domain.merchants.models import MerchantStaff
from domain.orders.models import OrderLine
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

MESSAGES_SHOWN = 50

# Made once: an alias costs as much as half a query.
_member = alias(GroupMember)
_quoted = alias(Message)
_quoted_author = alias(User)
_shown = alias(Product)
_own = alias(Product)


@dataclass(frozen=True, slots=True)
class QuoteCard:
    """The message that one answers. `body` is empty when the viewer does not read it (any longer)."""

    id: int
    seq: int
    author: str
    body: str
    photo_count: int


@dataclass(frozen=True, slots=True)
class ProductInChat:
    id: int
    title: str
    picture_key: str | None
    price_cents: int


@dataclass(frozen=True, slots=True)
class OrderInChat:
    """The line of an order as it was bought; nothing of who, where and what else."""

    title: str
    variant_name: str
    picture_key: str | None
    quantity: int


@dataclass(frozen=True, slots=True)
class PhotoInChat:
    key: str
    alt: str
    width: int
    height: int

    @property
    def token(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class MessageCard:
    """`still_there`: whoever spoke for the shop works there today. `worn_role` is hers at that time."""

    id: int
    seq: int
    author: PersonCard
    basis: str
    body_html: str
    from_merchant: bool
    from_platform: bool
    worn_role: str
    still_there: bool
    is_announcement: bool
    state: str
    fold_reason: str
    created_at: datetime
    client_id: str
    is_mine: bool
    quote: QuoteCard | None
    product: ProductInChat | None
    order: OrderInChat | None
    photos: Sequence[PhotoInChat]


def messages_of(
    viewer: Viewer,
    product_id: int,
    *,
    after: int | None = None,
    before: int | None = None,
    ids: Sequence[int] | None = None,
    size: int = MESSAGES_SHOWN,
) -> list[MessageCard]:
    """The chat in reading order: the newest, those after a seq, those before one, or those with `ids`. The viewer's
    right to read it has been asked for already (`GroupHead.can_read_chat`)."""
    statement = _messages(viewer, product_id)
    if after is not None:
        rows = session.execute(statement.where(Message.seq > after).order_by(Message.seq).limit(size)).all()
        return _cards(viewer, rows)
    if ids is not None:
        statement = statement.where(Message.id.in_(ids))
    if before is not None:
        statement = statement.where(Message.seq < before)
    rows = session.execute(statement.order_by(Message.seq.desc()).limit(size)).all()
    return _cards(viewer, rows[::-1])


def messages_around(
    viewer: Viewer, product_id: int, seq: int, size: int = MESSAGES_SHOWN
) -> list[MessageCard]:
    """The page with the message `seq` in its middle."""
    statement = _messages(viewer, product_id).where(
        Message.seq >= seq - size // 2, Message.seq < seq + size // 2
    )
    return _cards(viewer, session.execute(statement.order_by(Message.seq)).all())


def may_read_chat(viewer: Viewer, product_id: int) -> Decision:
    return policy.can_read_chat(viewer, membership(viewer, product_id))


def place_of(viewer: Viewer, message_id: int) -> tuple[int, int]:
    """(product, seq) of a message of a group that the viewer sees; NotFound otherwise."""
    row = session.execute(
        readable_products(
            select(Message.product_id, Message.seq).join(Product, Product.id == Message.product_id), viewer
        ).where(Message.id == message_id)
    ).first()
    if row is None:
        raise NotFound
    return row.product_id, row.seq


def quote_of(viewer: Viewer, product_id: int, message_id: int | None) -> QuoteCard | None:
    """What somebody is about to answer; None when it is not to be seen here."""
    if not message_id:
        return None
    row = session.execute(
        select(Message, User.display_name)
        .join(User, User.id == Message.author_id)
        .where(
            Message.id == message_id,
            Message.product_id == product_id,
            Message.state == "visible",
            not_blocked(viewer, Message.author_id),
        )
    ).first()
    if row is None:
        return None
    message = row.Message
    return QuoteCard(message.id, message.seq, row.display_name, message.body, message.photo_count)


def kept_message_photos(viewer: Viewer, tokens: Collection[str]) -> list[PhotoInChat]:
    """The viewer's pictures that wait for their message, in the order of the tokens."""
    if not tokens:
        return []
    rows = session.scalars(
        select(MessagePhoto).where(
            MessagePhoto.owner_id == viewer.id,
            MessagePhoto.message_id.is_(None),
            MessagePhoto.key.in_(tokens),
        )
    )
    there = {one.key: _photo(one) for one in rows}
    return [there[token] for token in tokens if token in there]


def _messages(viewer: Viewer, product_id: int) -> Any:
    line = (
        select(func.min(OrderLine.id))
        .where(OrderLine.order_id == Message.order_card_id, OrderLine.product_id == Message.product_id)
        .correlate(Message)
        .scalar_subquery()
    )
    return (
        select(
            Message,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            func.coalesce(_member.basis, "").label("basis"),
            MerchantStaff.user_id.label("staff_id"),
            _quoted.id.label("quoted_id"),
            _quoted.seq.label("quoted_seq"),
            _quoted.body.label("quoted_body"),
            _quoted.state.label("quoted_state"),
            _quoted.photo_count.label("quoted_photos"),
            _quoted_author.display_name.label("quoted_author"),
            _shown.id.label("shown_id"),
            _shown.title.label("shown_title"),
            _shown.picture_key.label("shown_picture"),
            _shown.price_cents.label("shown_price"),
            OrderLine.title.label("line_title"),
            OrderLine.variant_name.label("line_variant"),
            OrderLine.picture_key.label("line_picture"),
            OrderLine.quantity.label("line_quantity"),
        )
        .join(User, User.id == Message.author_id)
        .join(_own, _own.id == Message.product_id)
        .outerjoin(
            _member, and_(_member.product_id == Message.product_id, _member.user_id == Message.author_id)
        )
        .outerjoin(
            MerchantStaff,
            and_(MerchantStaff.merchant_id == _own.merchant_id, MerchantStaff.user_id == Message.author_id),
        )
        .outerjoin(_quoted, _quoted.id == Message.reply_to_id)
        .outerjoin(
            _quoted_author,
            and_(_quoted_author.id == _quoted.author_id, not_blocked(viewer, _quoted_author.id)),
        )
        .outerjoin(_shown, and_(_shown.id == Message.product_card_id, _shown.state.in_(PUBLIC_STATES)))
        .outerjoin(OrderLine, OrderLine.id == line)
        .where(Message.product_id == product_id, not_blocked(viewer, Message.author_id))
    )


def _cards(viewer: Viewer, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[MessageCard]:
    photos = _photos([row.Message.id for row in rows if row.Message.photo_count])
    return [_message_card(viewer, row, photos.get(row.Message.id, ())) for row in rows]


def _photos(message_ids: Sequence[int]) -> dict[int, list[PhotoInChat]]:
    """Asked for only if any message has some."""
    found: dict[int, list[PhotoInChat]] = {}
    if message_ids:
        statement = select(MessagePhoto).where(MessagePhoto.message_id.in_(message_ids))
        for one in session.scalars(statement.order_by(MessagePhoto.message_id, MessagePhoto.position)):
            assert one.message_id is not None
            found.setdefault(one.message_id, []).append(_photo(one))
    return found


def _photo(one: MessagePhoto) -> PhotoInChat:
    return PhotoInChat(one.key, one.alt, one.width, one.height)


def _message_card(viewer: Viewer, row: Row[*tuple[Any, ...]], photos: Sequence[PhotoInChat]) -> MessageCard:
    message: Message = row.Message
    may_read = message.state == "visible" or (
        message.state == "folded" and (viewer.is_moderator or message.author_id == viewer.id)
    )
    return MessageCard(
        id=message.id,
        seq=message.seq,
        author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
        basis=row.basis,
        body_html=message.body_html if may_read else "",
        from_merchant=message.from_merchant,
        from_platform=message.from_platform,
        worn_role=message.worn_role,
        still_there=row.staff_id is not None,
        is_announcement=message.is_announcement,
        state=message.state,
        fold_reason=message.fold_reason,
        created_at=message.created_at,
        client_id=message.client_id or "",
        is_mine=message.author_id == viewer.id,
        quote=_quote(row) if may_read and row.quoted_id else None,
        product=ProductInChat(row.shown_id, row.shown_title, row.shown_picture, row.shown_price)
        if may_read and row.shown_id
        else None,
        order=OrderInChat(row.line_title, row.line_variant, row.line_picture, row.line_quantity)
        if may_read and row.line_title
        else None,
        photos=photos if may_read else (),
    )


def _quote(row: Row[*tuple[Any, ...]]) -> QuoteCard:
    is_shown = row.quoted_state == "visible" and row.quoted_author is not None
    return QuoteCard(
        id=row.quoted_id,
        seq=row.quoted_seq,
        author=row.quoted_author or "",
        body=row.quoted_body if is_shown else "",
        photo_count=row.quoted_photos if is_shown else 0,
    )
