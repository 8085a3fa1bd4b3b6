"""What posts hold of other things of the site: the posts that they pass on. Asked once for a whole page of them, only
what some of them hold, and through the viewer's own sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from domain.angels.queries import Ad
from domain.catalog.queries import ProductCard
from domain.people.viewer import Viewer
from domain.says.queries.polls import PollView, polls_of
from domain.says.queries.previews import PostPreview, post_previews

if TYPE_CHECKING:
    from domain.says.queries.cards import PostCard

Ads = Mapping[tuple[int, int], Ad]
Products = Mapping[int, ProductCard]


@dataclass(frozen=True, slots=True)
class Inside:
    """`posts` by id: those among what a page holds that its viewer may read."""

    posts: Mapping[int, PostPreview]
    polls: Mapping[int, PollView]

    @property
    def product_ids(self) -> set[int]:
        return {post.product_id for post in self.posts.values() if post.product_id}

    def earning(self, things: Products) -> set[tuple[int, int]]:
        """(angel, product) wherever a product is shown that its angel speaks of."""
        return {
            (post.author.id, post.product_id)
            for post in self.posts.values()
            if post.is_angel and post.product_id and post.product_id in things
        }

    def of(self, post: "PostCard", things: Products, ads: Ads) -> dict[str, Any]:
        """The fields of the card that hold something."""
        found: dict[str, Any] = {"poll": self.polls.get(post.id)} if post.has_poll else {}
        if post.quoted_id is None:
            return found
        first = self.posts.get(post.first_id or 0) if post.first_id != post.quoted_id else None
        return found | {
            "quoted": _furnished(self.posts.get(post.quoted_id), things, ads),
            "first_author": first.author if first else None,
        }


def inside_of(viewer: Viewer, posts: Sequence["PostCard"]) -> Inside:
    """At most one query each for posts and polls."""
    held = {one for post in posts for one in (post.quoted_id, post.first_id) if one}
    return Inside(
        posts=post_previews(viewer, held),
        polls=polls_of(viewer, [post.id for post in posts if post.has_poll]),
    )


def preview(viewer: Viewer, post_id: int) -> PostPreview | None:
    """One post as it will stand inside another, without its product."""
    return post_previews(viewer, [post_id]).get(post_id)


def _furnished(post: PostPreview | None, things: Products, ads: Ads) -> PostPreview | None:
    if post is None or not post.product_id:
        return post
    return replace(
        post,
        product=things.get(post.product_id),
        ad=ads.get((post.author.id, post.product_id)) if post.is_angel else None,
    )
