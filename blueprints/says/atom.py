"""What a person says and what is said about a product, for feed readers: what everybody may read, nothing else."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, current_app, render_template, url_for

from core import clock
from core.errors import NotFound
from domain.catalog import queries as catalog
from domain.people import queries as people
from domain.people.viewer import ANONYMOUS
from domain.says import queries
from domain.says.queries import PostCard
from web.guards import cacheable

bp = Blueprint("atom", __name__)


@bp.get("/@<handle:handle>.atom")
@cacheable
def by_person(handle: str) -> Response:
    person = people.person(ANONYMOUS, handle)
    posts = [post for post in queries.posts_of(ANONYMOUS, person.id) if not post.is_tombstone]
    return _feed(person.display_name, url_for("says.by_person", handle=handle), posts)


@bp.get("/products/<id:product_id>.atom")
@cacheable
def about_product(product_id: int) -> Response:
    product = catalog.cards(ANONYMOUS, [product_id]).get(product_id)
    if product is None:
        raise NotFound
    posts = queries.reviews_of(ANONYMOUS, product_id, size=20).items
    return _feed(product.title, url_for("products.show", product_id=product_id), posts)


def _feed(title: str, about: str, posts: Sequence[PostCard]) -> Response:
    """The page's own address is its id, and its last change that of its newest post."""
    body = render_template("says/feed.xml", title=title, about=about, posts=posts, updated=_newest(posts))
    return current_app.response_class(body, mimetype="application/atom+xml")


def _newest(posts: Sequence[PostCard]) -> datetime:
    return max((post.edited_at or post.created_at for post in posts), default=clock.now())
