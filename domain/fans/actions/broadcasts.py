"""Telling many fans at once: two a week a shop, in portions, and never to whoever stopped it."""

from datetime import datetime

from sqlalchemy import select

from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.fans import fandom, rules
from domain.fans.events import BroadcastDue, BroadcastReached, BroadcastsStopped
from domain.fans.models import Broadcast, BroadcastReceipt, BroadcastStop
from domain.merchants.models import Merchant
from domain.merchants.policy import can_sell, can_support
from domain.people.models import User
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says.actions import wording


@action(quiet=True)
def send_broadcast(
    actor: Viewer,
    merchant_id: int,
    *,
    title: str,
    body: str,
    product_id: int | None = None,
    fact: str = "",
    tag: str = "",
) -> int:
    """To the fans of whom the fact holds and who have the tag (folded). Returns its id; the worker tells them."""
    require(can_support(actor, merchant_id))
    shop = session.scalars(lock(select(Merchant).where(Merchant.id == merchant_id))).one()
    require(can_sell(shop))
    name, said = checked(merchant_id, title=title, body=body, product_id=product_id, fact=fact)
    at = clock.now()
    if (free_at := next_at(merchant_id)) is not None:
        raise Refused(
            N_("That were %(limit)s within a week. The next one may go out on %(day)s."),
            limit=rules.BROADCASTS_A_WEEK,
            day=free_at.strftime("%Y-%m-%d %H:%M UTC"),
        )
    if session.scalar(fandom.audience(merchant_id, fact=fact, tag=tag).limit(1)) is None:
        raise Refused(N_("This reaches nobody. Choose other fans."), field="fact")
    made = Broadcast(
        merchant_id=merchant_id,
        by_id=actor.id,
        title=name,
        body=said,
        body_html=wording.html_of(said, {}),
        cleaner_version=text.CLEANER_VERSION,
        product_id=product_id,
        fact=fact,
        tag=tag,
        reached_count=0,
        created_at=at,
    )
    session.add(made)
    session.flush()
    record(BroadcastDue(made.id, 0))
    return made.id


def checked(merchant_id: int, *, title: str, body: str, product_id: int | None, fact: str) -> tuple[str, str]:
    """The words, tidied. Raises Refused at the field that does not fit."""
    name = wording.tidied(title, rules.BROADCAST_TITLE_MAX, "title", one_line=True)
    said = wording.tidied(body, rules.BROADCAST_MAX)
    if not name:
        raise Refused(N_("Please fill this in."), field="title")
    if not said:
        raise Refused(N_("Write a few words."), field="body")
    if fact and fact not in rules.FACTS:
        raise Refused(N_("Choose one of these."), field="fact")
    own = select(Product.id).where(
        Product.id == product_id, Product.merchant_id == merchant_id, Product.state == "on_sale"
    )
    if product_id is not None and session.scalar(own) is None:
        raise Refused(N_("There is no such product."), field="product")
    return name, said


def next_at(merchant_id: int) -> datetime | None:
    """When the shop may send the next one; None for now."""
    sent = session.scalars(
        select(Broadcast.created_at)
        .where(Broadcast.merchant_id == merchant_id)
        .order_by(Broadcast.id.desc())
        .limit(rules.BROADCASTS_A_WEEK)
    ).all()
    return rules.next_broadcast_at(list(sent), clock.now())


def deliver(fact: BroadcastDue) -> None:
    """A job: the next portion of readers. Who stopped it meanwhile is asked anew for each."""
    made = session.scalar(lock(select(Broadcast).where(Broadcast.id == fact.broadcast_id)))
    if made is None or made.sent_at is not None:
        return
    readers = fandom.audience(made.merchant_id, fact=made.fact, tag=made.tag)
    has_it = select(BroadcastReceipt.user_id).where(BroadcastReceipt.broadcast_id == made.id)
    portion = session.scalars(
        readers.where(User.id > fact.last_id, User.id.not_in(has_it))
        .order_by(User.id)
        .limit(rules.TOLD_AT_ONCE)
    ).all()
    at = clock.now()
    session.add_all(BroadcastReceipt(broadcast_id=made.id, user_id=one, at=at) for one in portion)
    made.reached_count += len(portion)
    if portion:
        record(BroadcastReached(made.id, tuple(portion)))
    if len(portion) == rules.TOLD_AT_ONCE:
        record(BroadcastDue(made.id, portion[-1]))
    else:
        made.sent_at = at
    session.flush()


@action(quiet=True)
def stop_broadcasts(user_id: int, merchant_id: int, broadcast_id: int | None = None) -> None:
    """She, or whoever holds the signed link in her mail, wants nothing more of this shop. Again, it changes nothing."""
    if session.get(Merchant, merchant_id) is None or session.get(User, user_id) is None:
        raise NotFound
    session.execute(lock(select(User.id).where(User.id == user_id)))
    if session.get(BroadcastStop, (user_id, merchant_id)) is not None:
        return
    had = broadcast_id and session.get(BroadcastReceipt, (broadcast_id, user_id))
    session.add(
        BroadcastStop(
            user_id=user_id,
            merchant_id=merchant_id,
            broadcast_id=broadcast_id if had else None,
            at=clock.now(),
        )
    )
    session.flush()
    record(BroadcastsStopped(merchant_id, user_id))


@action(quiet=True)
def listen_again(actor: Viewer, merchant_id: int) -> None:
    require(can_write(actor))
    stop = session.get(BroadcastStop, (actor.id, merchant_id))
    if stop is not None:
        session.delete(stop)
