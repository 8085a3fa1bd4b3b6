"""Verbs of word of mouth: endorse and stop, make a share link, note a touch and give it to whoever signs in."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from core import clock, ids
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.angels import policy, rules, windows
from domain.angels.events import Endorsed, EndorsementEnded
from domain.angels.models import Endorsement, ShareLink, Touch
from domain.angels.queries import is_angel
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.catalog.rates import rate_for
from domain.people.policy import can_write
from domain.people.viewer import Viewer

CODE_LENGTH = 8

_PRODUCT = select(Product).where(Product.id == bindparam("product"))


@action
def endorse(actor: Viewer, product_id: int) -> None:
    """Makes the actor an angel of the product, once. Her share link is made with it."""
    product = _visible(actor, product_id)
    require(policy.can_endorse(actor, product.merchant_id, on_sale=product.state == "on_sale"))
    # The product's row is what two clicks at once have to queue for.
    session.execute(lock(select(Product.id).where(Product.id == product_id)))
    if is_angel(actor.id, product_id):
        return
    session.add(Endorsement(user_id=actor.id, product_id=product_id, created_at=clock.now()))
    _count(product_id, 1)
    _link(actor.id, product_id=product_id)
    record(Endorsed(actor.id, product_id))


@action
def end_endorsement(actor: Viewer, product_id: int) -> None:
    """Stops endorsing. Sales that were credited stay credited; open touches lose their effect."""
    session.execute(lock(select(Product.id).where(Product.id == product_id)))
    ended = session.execute(
        update(Endorsement)
        .where(
            Endorsement.user_id == actor.id,
            Endorsement.product_id == product_id,
            Endorsement.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
    )
    if ended.rowcount:  # type: ignore[attr-defined]
        _count(product_id, -1)
        record(EndorsementEnded(actor.id, product_id))


@action
def make_share_link(actor: Viewer, *, product_id: int | None = None, post_id: int | None = None) -> str:
    """The code of the actor's link to a product, or to her store; the same one each time."""
    require(can_write(actor))
    if product_id is not None:
        _visible(actor, product_id)
        if not is_angel(actor.id, product_id):
            raise Refused(N_("Become its angel first: then your link can be credited."), field="product_id")
    return _link(actor.id, product_id=product_id, post_id=post_id)


@action(quiet=True)
def record_touch(code: str, *, user_id: int | None, visitor_id: str, from_here: bool = False) -> int:
    """Notes that somebody came by this link; `from_here`: from a page of this site. Raises NotFound for an unknown code. Coming again within a few
    minutes counts once; nobody touches herself."""
    link = session.scalar(select(ShareLink).where(ShareLink.code == code))
    if link is None:
        raise NotFound
    if user_id == link.user_id or _touched_just_now(link.id, user_id, visitor_id):
        return 0
    at = clock.now()
    touch = Touch(
        visitor_id=visitor_id,
        user_id=user_id,
        angel_id=link.user_id,
        product_id=link.product_id,
        link_id=link.id,
        rate_bps=_rate(link, at),
        is_bare=link.post_id is None and not from_here,
        at=at,
        expires_at=at + windows.now().life_of_touch(link.product_id),
    )
    session.add(touch)
    session.flush()
    return touch.id


def claim_touches(user_id: int, visitor_id: str) -> None:
    """The touches of a browser become those of the person who signs in with it."""
    if not visitor_id:
        return
    session.execute(
        update(Touch)
        .where(
            Touch.visitor_id == visitor_id,
            Touch.user_id.is_(None),
            Touch.angel_id != user_id,
            Touch.expires_at > clock.now(),
        )
        .values(user_id=user_id)
        .execution_options(synchronize_session=False)
    )


def _visible(actor: Viewer, product_id: int) -> Product:
    product = session.scalar(visible_products(_PRODUCT, actor), {"product": product_id})
    if product is None:
        raise NotFound
    return product


def _count(product_id: int, change: int) -> None:
    session.execute(
        update(Product)
        .where(Product.id == product_id)
        .values(angel_count=Product.angel_count + change)
        .execution_options(synchronize_session="fetch")
    )


def _link(user_id: int, *, product_id: int | None, post_id: int | None = None) -> str:
    same = select(ShareLink.code).where(
        ShareLink.user_id == user_id,
        ShareLink.product_id.is_(None) if product_id is None else ShareLink.product_id == product_id,
        ShareLink.post_id.is_(None) if post_id is None else ShareLink.post_id == post_id,
    )
    known = session.scalar(same.limit(1))
    if known is not None:
        return known
    code = ids.code(CODE_LENGTH)
    session.add(
        ShareLink(code=code, user_id=user_id, product_id=product_id, post_id=post_id, created_at=clock.now())
    )
    return code


def _touched_just_now(link_id: int, user_id: int | None, visitor_id: str) -> bool:
    mine = Touch.user_id == user_id if user_id else Touch.visitor_id == visitor_id
    recent = select(Touch.id).where(mine, Touch.link_id == link_id, Touch.at > clock.now() - rules.SAME_TOUCH)
    return session.scalar(recent.limit(1)) is not None


def _rate(link: ShareLink, at: datetime) -> int:
    if link.product_id is None:
        return 0
    since = session.scalar(
        select(Endorsement.created_at).where(
            Endorsement.user_id == link.user_id,
            Endorsement.product_id == link.product_id,
            Endorsement.ended_at.is_(None),
        )
    )
    return rate_for(link.product_id, angel_since=since, at=at) if since else 0
