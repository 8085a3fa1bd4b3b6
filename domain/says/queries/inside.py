"""What posts and comments hold of other things of the site: the posts that they pass on, their polls, what they link to,
what an answer advises. Asked once for a whole page of them, only what some of them hold, and through the viewer's own
sight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from domain.angels.queries import Ad, ads
from domain.catalog.queries import ProductCard, cards as product_cards
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says.links import OwnLink, own_links
from domain.says.queries.hanging import Hanging, Links, hanging_of
from domain.says.queries.polls import PollView
from domain.says.queries.previews import PostPreview

if TYPE_CHECKING:
    from domain.says.queries.post_card import PostCard
    from domain.says.queries.talk import CommentView

Ads = Mapping[tuple[int, int], Ad]
Products = Mapping[int, ProductCard]


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What stands below a text for a link in it; one of the three."""

    product: ProductCard | None = None
    post: PostPreview | None = None
    person: PersonCard | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """What a page holds, as far as its viewer may read it. `links` by ("post" or "comment", id), `advised` are the
    (author, product) of the comments."""

    posts: Mapping[int, PostPreview]
    polls: Mapping[int, PollView]
    people: Mapping[str, PersonCard]
    links: Links
    advised: frozenset[tuple[int, int]]

    @property
    def product_ids(self) -> set[int]:
        return (
            {post.product_id for post in self.posts.values() if post.product_id}
            | set(_linked(self.links, "product"))
            | {product_id for _, product_id in self.advised}
        )

    def earning(self, things: Products) -> set[tuple[int, int]]:
        """(angel, product) wherever a product is shown that its angel speaks of."""
        spoken = {
            (post.author.id, post.product_id)
            for post in self.posts.values()
            if post.is_angel and post.product_id and post.product_id in things
        }
        return spoken | {pair for pair in self.advised if pair[1] in things}

    def of(self, post: "PostCard", things: Products, ads: Ads) -> dict[str, Any]:
        """The fields of the card that hold something."""
        found: dict[str, Any] = {"poll": self.polls.get(post.id)} if post.has_poll else {}
        if links := self.links.get(("post", post.id)):
            shown = {("product", post.product_id), ("post", post.quoted_id), ("post", post.id)}
            found["links"] = self._cards(
                [link for link in links if (link.kind, link.key) not in shown], things
            )
        if post.quoted_id is None:
            return found
        first = self.posts.get(post.first_id or 0) if post.first_id != post.quoted_id else None
        return found | {
            "quoted": _furnished(self.posts.get(post.quoted_id), things, ads),
            "first_author": first.author if first else None,
        }

    def of_comment(self, made: "CommentView", things: Products, ads: Ads) -> "CommentView":
        replies = tuple(self.of_comment(reply, things, ads) for reply in made.replies)
        links = self.links.get(("comment", made.id), ())
        if not (made.product_id or links or replies):
            return made
        product_id = made.product_id or 0
        return replace(
            made,
            replies=replies,
            product=things.get(product_id),
            ad=ads.get((made.author.id, product_id)),
            links=self._cards([link for link in links if link.key != product_id], things),
        )

    def _cards(self, links: Iterable[OwnLink], things: Products) -> tuple[LinkCard, ...]:
        found = (
            LinkCard(
                product=things.get(int(link.key)) if link.kind == "product" else None,
                post=self.posts.get(int(link.key)) if link.kind == "post" else None,
                person=self.people.get(str(link.key)) if link.kind == "person" else None,
            )
            for link in links
        )
        return tuple(card for card in found if card.product or card.post or card.person)


def links_of(posts: Iterable["PostCard"] = (), comments: Iterable["CommentView"] = ()) -> Links:
    """The site's own things to which texts lead, by ("post" or "comment", id)."""
    links = {("post", post.id): own_links(post.body) for post in posts}
    links |= {("comment", made.id): own_links(made.body) for made in comments}
    return {place: found for place, found in links.items() if found}


def inside_of(hanging: Hanging, links: Links, comments: Iterable["CommentView"]) -> Inside:
    """What hangs on the posts and comments of a page, found for their links too."""
    return Inside(
        posts=hanging.posts,
        polls=hanging.polls,
        people=hanging.people,
        links=links,
        advised=frozenset((made.author.id, made.product_id) for made in comments if made.product_id),
    )


def shown_in(post: "PostCard") -> list[str]:
    """The texts of other people and shops that stand in a post that has been furnished."""
    posts = [link.post.words for link in post.links if link.post]
    titles = [link.product.title for link in post.links if link.product]
    quoted = [post.quoted.words] if post.quoted else []
    return [*quoted, *posts, *titles]


def with_inside(viewer: Viewer, comments: Sequence["CommentView"]) -> list["CommentView"]:
    """Comments with what they advise and link to; none of it costs nothing."""
    every = [one for made in comments for one in (made, *made.replies)]
    links = links_of(comments=every)
    inside = inside_of(hanging_of(viewer, links=links), links, every)
    things = product_cards(viewer, inside.product_ids)
    earning = ads(inside.earning(things))
    return [inside.of_comment(made, things, earning) for made in comments]


def _linked(links: Links, kind: str) -> Iterable[Any]:
    return (link.key for found in links.values() for link in found if link.kind == kind)


def _furnished(post: PostPreview | None, things: Products, ads: Ads) -> PostPreview | None:
    if post is None or not post.product_id:
        return post
    ad = ads.get((post.author.id, post.product_id)) if post.is_angel else None
    return replace(post, product=things.get(post.product_id), ad=ad)
