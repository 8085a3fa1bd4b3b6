"""Saying something in the members' chat, with what hangs on it: a quote, pictures, a product, an order, a badge."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from adapters.media import Picture
from core import clock, text
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.groups import policy, rules
from domain.groups.actions import heat, pictures
from domain.groups.actions.membership import ensure_group, enter_as_moderator, recompute
from domain.groups.actions.talking import membership, open_product, written
from domain.groups.actions.voices import Worn, worn_by
from domain.groups.events import Announced, MessageSent
from domain.groups.models import GroupMember, Message
from domain.orders.models import Order, OrderLine
from domain.people.viewer import Viewer

CLIENT_ID_MAX = 40


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a message. `tokens` are pictures that an earlier try left, `alts` the words of those and of the
    new ones, one for each. `product` is a number or an address of the site, `order` a number of one's own orders."""

    reply_to: int | None = None
    tokens: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    alts: Sequence[str] = ()
    product: int | None = None
    order: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.tokens or self.pictures or self.product or self.order)


NOTHING = Hanging()


@action(quiet=True)
def send(
    actor: Viewer,
    product_id: int,
    *,
    body: str,
    client_id: str = "",
    voice: str = "",
    hanging: Hanging = NOTHING,
) -> int:
    """Says something in the members' chat; returns its seq. The same `client_id` again is the same message. `voice` is
    shop, platform or self; empty for what is usual with her."""
    return _said(actor, product_id, body, client_id, voice, hanging).seq


@action(quiet=True)
def announce(actor: Viewer, product_id: int, *, body: str, client_id: str = "") -> int:
    """A message of the shop that all members are told of, two a week at most. Returns its seq."""
    product = open_product(actor, product_id)
    require(policy.can_announce(actor, product.merchant_id))
    group = ensure_group(product_id)
    if (known := _sent_before(actor, client_id)) is not None:
        return known
    may_again_at = heat.may_announce_at(product_id)
    if may_again_at is not None:
        raise Refused(
            N_("Two announcements in 7 days are enough. The next one may go out on %(when)s (UTC)."),
            field="body",
            when=may_again_at.strftime("%Y-%m-%d %H:%M"),
        )
    message = _said(actor, group.product_id, body, client_id, "shop", NOTHING)
    message.is_announcement = True
    session.flush()
    record(Announced(message.id, product_id, actor.id))
    return message.seq


def _said(actor: Viewer, product_id: int, body: str, client_id: str, voice: str, hanging: Hanging) -> Message:
    product = open_product(actor, product_id)
    require(policy.can_chat(actor, membership(actor, product_id)))
    words, html, mentioned = written(actor, body, rules.MESSAGE_MAX, may_be_empty=hanging.says_something)
    group = ensure_group(product_id)
    if (known := _known_message(actor, product_id, client_id)) is not None:
        return known
    member = _entered(actor, product_id)
    worn = worn_by(actor, product.merchant_id, member, voice)
    reply_to = _quoted(product_id, hanging.reply_to)
    heat.refuse_haste(actor, group, reply_to)
    group.last_seq += 1
    message = Message(
        product_id=product_id,
        seq=group.last_seq,
        author_id=actor.id,
        client_id=client_id[:CLIENT_ID_MAX] or None,
        body=words,
        body_html=html,
        cleaner_version=text.CLEANER_VERSION,
        from_merchant=worn.voice == "shop",
        from_platform=worn.voice == "platform",
        worn_role=worn.role,
        reply_to_id=reply_to.id if reply_to else None,
        product_card_id=_shown_product(actor, hanging.product),
        order_card_id=_shown_order(actor, product_id, hanging.order),
        created_at=clock.now(),
    )
    session.add(message)
    session.flush()
    message.photo_count = pictures.place(actor, message.id, hanging.tokens, hanging.pictures, hanging.alts)
    member.last_read_seq = max(member.last_read_seq, group.last_seq)
    session.flush()
    told = set(mentioned)
    record(
        MessageSent(
            message.id,
            product_id,
            actor.id,
            tuple(sorted(told)),
            reply_to.author_id if reply_to and reply_to.author_id not in told else 0,
        )
    )
    return message


def _entered(actor: Viewer, product_id: int) -> GroupMember:
    """Her membership, now that she shows herself."""
    enter_as_moderator(actor.id, product_id)
    member = session.get_one(GroupMember, (product_id, actor.id))
    if member.entered_at is None or (actor.is_moderator and member.lost_at is not None):
        member.entered_at = member.entered_at or clock.now()
        session.flush()
        recompute(actor.id, product_id)
    return member


def _quoted(product_id: int, message_id: int | None) -> Message | None:
    if message_id is None:
        return None
    quoted = session.scalar(
        select(Message).where(
            Message.id == message_id, Message.product_id == product_id, Message.state == "visible"
        )
    )
    if quoted is None:
        raise Refused(N_("The message that you answer is no longer in this chat."), field="reply_to")
    return quoted


def _shown_product(actor: Viewer, product_id: int | None) -> int | None:
    if product_id is None:
        return None
    found = session.scalar(
        visible_products(select(Product.id), actor).where(Product.id == product_id, Product.state != "draft")
    )
    if found is None:
        raise Refused(N_("There is no product with this address."), field="product")
    return found


def _shown_order(actor: Viewer, product_id: int, number: str) -> int | None:
    """Her own order, if this product is in it; that somebody else has one with this number stays unsaid."""
    if not number:
        return None
    found = session.scalar(
        select(Order.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.number == number.strip().upper(),
            Order.buyer_id == actor.id,
            OrderLine.product_id == product_id,
        )
        .limit(1)
    )
    if found is None:
        raise Refused(N_("You have no order of this product with this number."), field="order")
    return found


def _sent_before(actor: Viewer, client_id: str) -> int | None:
    known = _known(actor, client_id)
    return known.seq if known else None


def _known_message(actor: Viewer, product_id: int, client_id: str) -> Message | None:
    known = _known(actor, client_id)
    if known is not None and known.product_id != product_id:
        raise Refused(N_("This message cannot be told from another. Reload the page and send it again."))
    return known


def _known(actor: Viewer, client_id: str) -> Message | None:
    if not client_id:
        return None
    return session.scalar(
        select(Message).where(Message.author_id == actor.id, Message.client_id == client_id[:CLIENT_ID_MAX])
    )


__all__ = ["CLIENT_ID_MAX", "NOTHING", "Hanging", "Worn", "announce", "send"]
