"""What may be watched: what one may see; and each new post of a person, if one follows her."""

from sqlalchemy import select

from core.db import session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.groups.queries import cards_of_questions
from domain.people.models import Follow
from domain.people.policy import can_see
from domain.people.viewer import Viewer
from domain.says.models import Post
from domain.says.policy import standing_posts


def is_in_sight(viewer: Viewer, kind: str, number: int) -> bool:
    """A post, the group of a product, a question in it, or a person."""
    if kind == "post":
        return session.scalar(standing_posts(select(Post.id).where(Post.id == number), viewer)) is not None
    elif kind == "group":
        products = visible_products(select(Product.id).where(Product.id == number), viewer)
        return session.scalar(products) is not None
    elif kind == "question":
        return number in cards_of_questions(viewer, [number])
    else:
        return kind == "person" and number != viewer.id and can_see(viewer, number)


def can_watch_closely(viewer: Viewer, kind: str, number: int) -> Decision:
    """Hear of everything."""
    if kind != "person" or _follows(viewer, number):
        return YES
    return no(N_("Follow somebody first, then you can hear of each new post."))


def _follows(viewer: Viewer, user_id: int) -> bool:
    statement = select(Follow.followee_id).where(
        Follow.follower_id == viewer.id, Follow.followee_id == user_id, Follow.shows_posts
    )
    return session.scalar(statement) is not None
