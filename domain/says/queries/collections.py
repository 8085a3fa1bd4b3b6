"""Collections through the viewer's sight: a thing that she may not see is neither shown nor counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, tuple_

from core.db import alias, session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from domain.angels.queries import Ad
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.catalog.queries import ProductCard
from domain.people.models import User
from domain.people.policy import is_friend_of, not_blocked, not_hidden
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says.models import Collection, CollectionItem, Post
from domain.says.policy import S, visible_posts
from domain.says.queries.cards import cards_beside
from domain.says.queries.post_card import PostCard

_owner = alias(User)
# A list says no more exactly than this, so that it does not look at every thing in every collection.
COUNTED_TO = 99


@dataclass(frozen=True, slots=True)
class CollectionCard:
    """`count` is that of the things that this viewer may see, counted to `COUNTED_TO` and one more."""

    id: int
    owner: PersonCard
    title: str
    about: str
    audience: str
    updated_at: datetime
    is_own: bool
    count: int
    has_it: bool = False

    @property
    def is_counted(self) -> bool:
        """All of them are; otherwise there are more than the number says."""
        return self.count <= COUNTED_TO


@dataclass(frozen=True, slots=True)
class CollectedItem:
    """A post or a product. `ad`: what the collection's owner earns by the product."""

    id: int
    note: str
    post: PostCard | None
    product: ProductCard | None
    ad: Ad | None


def visible_collections(statement: S, viewer: Viewer) -> S:
    """Those that stand, of people whom the viewer may know of, meant for her."""
    there = exists().where(_owner.id == Collection.owner_id, _owner.closed_at.is_(None))
    if not viewer.is_signed_in:
        return statement.where(Collection.ended_at.is_(None), Collection.audience == "public", there)
    meant = case(
        (Collection.owner_id == viewer.id, True),
        (Collection.audience == "public", True),
        (Collection.audience == "friends", is_friend_of(viewer, Collection.owner_id)),
        else_=false(),
    )
    return statement.where(
        Collection.ended_at.is_(None),
        meant,
        there,
        not_blocked(viewer, Collection.owner_id),
        not_hidden(viewer, Collection.owner_id),
    )


def collections_of(
    viewer: Viewer, owner_id: int, before: int | None = None, size: int = SIZE
) -> Page[CollectionCard]:
    """The newest first: one query."""
    statement = _collections(viewer).where(Collection.owner_id == owner_id)
    if before:
        statement = statement.where(Collection.id < before)
    rows = session.execute(statement.order_by(Collection.id.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: row.Collection.id)
    return Page([_card(viewer, row) for row in page], page.next_cursor)


def own_collections(
    viewer: Viewer, *, post_id: int | None = None, product_id: int | None = None
) -> list[CollectionCard]:
    """All of the viewer's own, those changed last first, and which of them hold this thing."""
    thing = CollectionItem.post_id == post_id if post_id else CollectionItem.product_id == product_id
    holding = exists().where(CollectionItem.collection_id == Collection.id, thing)
    statement = _collections(viewer).add_columns(holding.label("has_it"))
    statement = statement.where(Collection.owner_id == viewer.id).order_by(
        Collection.updated_at.desc(), Collection.id.desc()
    )
    return [_card(viewer, row, has_it=bool(row.has_it)) for row in session.execute(statement)]


def collection(viewer: Viewer, collection_id: int) -> CollectionCard:
    """Raises NotFound for what the viewer may not see."""
    row = session.execute(_collections(viewer).where(Collection.id == collection_id)).first()
    if row is None:
        raise NotFound
    return _card(viewer, row)


def items_of(viewer: Viewer, of: CollectionCard, after: str = "", size: int = SIZE) -> Page[CollectedItem]:
    """The things in a collection that has been looked up for this viewer, in its owner's order."""
    statement = select(CollectionItem).where(CollectionItem.collection_id == of.id, _is_seen_by(viewer))
    if (place := _place(after)) is not None:
        statement = statement.where(tuple_(CollectionItem.position, CollectionItem.id) > place)
    statement = statement.order_by(CollectionItem.position, CollectionItem.id).limit(size + 1)
    page = page_of(session.scalars(statement).all(), size, lambda item: f"{item.position}.{item.id}")
    return Page(_collected(viewer, of, page.items), page.next_cursor)


def _collected(viewer: Viewer, of: CollectionCard, items: Sequence[CollectionItem]) -> list[CollectedItem]:
    posts, products, earning = cards_beside(
        viewer,
        [item.post_id for item in items if item.post_id],
        [item.product_id for item in items if item.product_id],
        angel_id=of.owner.id,
    )
    return [
        CollectedItem(
            id=item.id,
            note=item.note,
            post=posts.get(item.post_id or 0),
            product=products.get(item.product_id or 0),
            ad=earning.get((of.owner.id, item.product_id or 0)),
        )
        for item in items
        if item.post_id in posts or item.product_id in products
    ]


def _collections(viewer: Viewer) -> Select[Collection, str, str, str | None, int]:
    some = (
        select(CollectionItem.id)
        .where(CollectionItem.collection_id == Collection.id, _is_seen_by(viewer))
        .correlate(Collection)
        .limit(COUNTED_TO + 1)
        .subquery()
    )
    count = select(func.count()).select_from(some).scalar_subquery()
    statement = select(
        Collection, User.handle, User.display_name, User.avatar_key, count.label("count")
    ).join(User, User.id == Collection.owner_id)
    return visible_collections(statement, viewer)


def _is_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    posts = select(Post.id).where(Post.id == CollectionItem.post_id)
    products = select(Product.id).where(Product.id == CollectionItem.product_id)
    return or_(
        and_(CollectionItem.post_id.is_not(None), visible_posts(posts, viewer).exists()),
        and_(CollectionItem.product_id.is_not(None), visible_products(products, viewer).exists()),
    )


def _card(viewer: Viewer, row, *, has_it: bool = False) -> CollectionCard:  # type: ignore[no-untyped-def]
    made: Collection = row.Collection
    return CollectionCard(
        id=made.id,
        owner=PersonCard(made.owner_id, row.handle, row.display_name, row.avatar_key),
        title=made.title,
        about=made.about,
        audience=made.audience,
        updated_at=made.updated_at,
        is_own=made.owner_id == viewer.id,
        count=row.count,
        has_it=has_it,
    )


def _place(after: str) -> tuple[int, int] | None:
    numbers = after.split(".")
    if len(numbers) != 2 or not all(n.isascii() and n.isdigit() and len(n) < 19 for n in numbers):
        return None
    return min(int(numbers[0]), 2**31 - 1), int(numbers[1])
