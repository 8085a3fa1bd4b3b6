"""Collections: posts and products under one title, arranged by their owner."""

from sqlalchemy import delete, func, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.people.models import User
from domain.people.policy import can_write, is_signed_in
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.actions import wording
from domain.says.models import Collection, CollectionItem, Post
from domain.says.policy import visible_posts

AUDIENCES = ("public", "friends", "me")


@action
def create_collection(
    actor: Viewer,
    *,
    title: str,
    about: str = "",
    audience: str = "public",
    post_id: int | None = None,
    product_id: int | None = None,
) -> int:
    """Begins a collection, with one thing in it or empty; returns its id."""
    require(can_write(actor))
    session.scalar(lock(select(User.id).where(User.id == actor.id)))
    count = session.scalar(
        select(func.count()).where(Collection.owner_id == actor.id, Collection.ended_at.is_(None))
    )
    if (count or 0) >= rules.COLLECTIONS_MAX:
        raise Refused(N_("At most %(limit)s collections. End one first."), limit=rules.COLLECTIONS_MAX)
    at = clock.now()
    made = Collection(owner_id=actor.id, created_at=at, updated_at=at, **_words(title, about, audience))
    session.add(made)
    session.flush()
    if post_id or product_id:
        add_item(actor, made.id, post_id=post_id, product_id=product_id)
    return made.id


@action
def change_collection(actor: Viewer, collection_id: int, *, title: str, about: str, audience: str) -> None:
    require(can_write(actor))
    made = _own(actor, collection_id)
    for name, value in _words(title, about, audience).items():
        setattr(made, name, value)
    made.updated_at = clock.now()


@action
def end_collection(actor: Viewer, collection_id: int) -> None:
    """One's own collection is shown to nobody any more; what was in it stays where it is."""
    require(is_signed_in(actor))
    made = _own(actor, collection_id)
    session.execute(delete(CollectionItem).where(CollectionItem.collection_id == made.id))
    made.item_count = 0
    made.ended_at = clock.now()


@action
def add_item(
    actor: Viewer,
    collection_id: int,
    *,
    post_id: int | None = None,
    product_id: int | None = None,
    note: str = "",
) -> None:
    """Puts a post or a product that the actor may see at the end. Twice changes nothing."""
    require(can_write(actor))
    made = _own(actor, collection_id)
    _require_thing(actor, post_id, product_id)
    words = _note(note)
    if session.scalar(_item_of(made.id, post_id, product_id)) is not None:
        return
    if made.item_count >= rules.COLLECTION_ITEMS_MAX:
        raise Refused(N_("At most %(limit)s things in a collection."), limit=rules.COLLECTION_ITEMS_MAX)
    last = session.scalar(
        select(func.max(CollectionItem.position)).where(CollectionItem.collection_id == made.id)
    )
    at = clock.now()
    session.add(
        CollectionItem(
            collection_id=made.id,
            post_id=post_id,
            product_id=product_id,
            note=words,
            position=(last or 0) + 1,
            added_at=at,
        )
    )
    made.item_count += 1
    made.updated_at = at


@action
def note_item(actor: Viewer, item_id: int, *, note: str) -> int:
    """Says why it is in the collection. Returns the collection's id."""
    require(can_write(actor))
    made, item = _own_item(actor, item_id)
    item.note = _note(note)
    made.updated_at = clock.now()
    return made.id


@action
def move_item(actor: Viewer, item_id: int, *, later: bool) -> int:
    """Changes its place with the one before or after it. Returns the collection's id."""
    require(can_write(actor))
    made, item = _own_item(actor, item_id)
    beside = select(CollectionItem).where(CollectionItem.collection_id == made.id)
    if later:
        beside = beside.where(CollectionItem.position > item.position).order_by(CollectionItem.position)
    else:
        beside = beside.where(CollectionItem.position < item.position).order_by(
            CollectionItem.position.desc()
        )
    other = session.scalar(beside.limit(1))
    if other is not None:
        item.position, other.position = other.position, item.position
        made.updated_at = clock.now()
    return made.id


@action
def take_out(actor: Viewer, item_id: int) -> int:
    """Returns the collection's id."""
    require(is_signed_in(actor))
    made, item = _own_item(actor, item_id)
    session.delete(item)
    session.flush()
    session.execute(
        update(Collection)
        .where(Collection.id == made.id)
        .values(item_count=Collection.item_count - 1, updated_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return made.id


def _words(title: str, about: str, audience: str) -> dict[str, str]:
    words = wording.tidied(title, rules.TITLE_MAX, "title", one_line=True)
    if not words:
        raise Refused(N_("Give it a title."), field="title")
    if audience not in AUDIENCES:
        raise Refused(N_("Choose who may see it."), field="audience")
    return {
        "title": words,
        "about": wording.tidied(about, rules.ABOUT_MAX, "about"),
        "audience": audience,
    }


def _note(note: str) -> str:
    return wording.tidied(note, rules.NOTE_MAX, "note", one_line=True)


def _own(actor: Viewer, collection_id: int) -> Collection:
    """Locked for its places and its number of things."""
    made = session.scalar(
        lock(
            select(Collection).where(
                Collection.id == collection_id,
                Collection.owner_id == actor.id,
                Collection.ended_at.is_(None),
            )
        )
    )
    if made is None:
        raise NotFound
    return made


def _own_item(actor: Viewer, item_id: int) -> tuple[Collection, CollectionItem]:
    collection_id = session.scalar(select(CollectionItem.collection_id).where(CollectionItem.id == item_id))
    made = _own(actor, collection_id or 0)
    item = session.scalar(lock(select(CollectionItem).where(CollectionItem.id == item_id)))
    if item is None:
        raise NotFound
    return made, item


def _require_thing(actor: Viewer, post_id: int | None, product_id: int | None) -> None:
    if (post_id is None) == (product_id is None):
        raise Refused(N_("Choose one post or one product."))
    if post_id is not None:
        there = session.scalar(visible_posts(select(Post.id).where(Post.id == post_id), actor))
    else:
        there = session.scalar(visible_products(select(Product.id).where(Product.id == product_id), actor))
    if there is None:
        raise NotFound


def _item_of(collection_id: int, post_id: int | None, product_id: int | None):  # type: ignore[no-untyped-def]
    thing = (
        CollectionItem.post_id == post_id if post_id is not None else CollectionItem.product_id == product_id
    )
    return select(CollectionItem.id).where(CollectionItem.collection_id == collection_id, thing)
