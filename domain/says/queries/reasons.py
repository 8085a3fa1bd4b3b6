"""Why a post is before this reader, beside whose it is: it names her, or is about something of hers."""

from typing import Any

from sqlalchemy import ColumnElement, Row, exists

from core.db import alias
from core.text import mentioned_handles
from domain.angels.models import Endorsement
from domain.orders.models import Purchase
from domain.people.kinds import ME
from domain.people.viewer import Viewer
from domain.says.models import Post

_bought, _endorsed = alias(Purchase), alias(Endorsement)


def columns() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What `of` reads from a row of posts."""
    owned = exists().where(_bought.user_id == ME, _bought.product_id == Post.product_id, _bought.times > 0)
    endorsed = exists().where(
        _endorsed.user_id == ME, _endorsed.product_id == Post.product_id, _endorsed.ended_at.is_(None)
    )
    return owned.label("is_owned"), endorsed.label("is_endorsed")


def of(viewer: Viewer, post: Row[*tuple[Any, ...]], is_needless: bool) -> tuple[str, ...]:
    """`is_needless`: it is her own, or has no text for her."""
    if is_needless or not viewer.is_signed_in:
        return ()
    found = []
    if "@" in post.body and viewer.handle in mentioned_handles(post.body):
        found.append("mentioned")
    if post.is_endorsed:
        found.append("endorsed")
    elif post.is_owned:
        found.append("owned")
    return tuple(found)
