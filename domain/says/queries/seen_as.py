"""One's own posts as somebody else would find them: through her sight, and with nothing of what is hers (her likes,
her friends' purchases, whose comments she meets)."""

from dataclasses import replace

from core.paging import SIZE, Page, page_of
from domain.people.kinds import kind_of
from domain.people.viewer import ANONYMOUS, Viewer
from domain.says.queries.cards import furnished
from domain.says.queries.feed import _by_author
from domain.says.queries.post_card import PostCard, posts_in
from domain.says.queries.standing import TOP

# Somebody who is signed in and nothing to the author: no friend, in no circle, not kept out. So reads a merchant.
NOBODY_IN_PARTICULAR = Viewer(-1)


def posts_seen_as(
    other: Viewer, author_id: int, before: int | None = None, size: int = SIZE
) -> Page[PostCard]:
    """The posts of a person as `other` finds them on her page, by the same policy."""
    found = posts_in(other, _by_author(kind_of(other)), author=author_id, start=before or TOP, many=size + 1)
    page = page_of(found, size, lambda post: post.id)
    bare = [_without_marks(post) for post in page.items]
    return Page(furnished(ANONYMOUS, bare, comments=False), page.next_cursor)


def _without_marks(post: PostCard) -> PostCard:
    return replace(
        post,
        why="",
        reasons=(),
        is_mine=False,
        my_reaction="",
        is_helpful=False,
        is_saved=False,
        is_passed_on=False,
        comment_count=0,
    )
