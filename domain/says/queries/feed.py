"""The feed of a viewer, the public feed, and the posts of one person. All page by keyset: id below the cursor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, or_, select, union, union_all

from core.db import alias, session
from core.paging import SIZE, Page, page_of
from domain.angels.models import Endorsement
from domain.orders.models import Purchase
from domain.people.kinds import ME, anyone, kind_of
from domain.people.models import Follow
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Post
from domain.says.policy import in_profile_window, standing_posts, visible_posts
from domain.says.queries.cards import furnished
from domain.says.queries.inside import shown_in
from domain.says.queries.post_card import PostCard, posts_in, statement_of
from domain.says.queries.quotes import NEAR, without_repeats
from domain.says.queries.standing import AUTHOR, FLOOR, MANY, START, TOP, Rows
from domain.says.queries.switches import ALL, Switches, chosen, muted_words, says_any, unmuted, words_in

NEW_AT_MOST = 20

Source = Literal["asking", "walking", "owning", "public"]
# Makes of the ids of a source the statement that a list needs; kept, so it must be a function of a module.
Form = Callable[[str, Source, Switches], Rows]
Run = Callable[..., Sequence[Any]]
# Looks for so many posts below an id: as which statement, run by whom, start, many.
Find = Callable[[Form, Run, int, int], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What chooses the query: how many people the viewer reads, as far as it matters, and the newest post's id. With
    it come the words that she has muted, since that costs nothing."""

    follows: int
    newest: int
    words: tuple[str, ...]


def feed_of(
    viewer: Viewer, before: int | None = None, size: int = SIZE, switches: Switches = ALL
) -> Page[PostCard]:
    """Posts of friends and of those whom the viewer follows, and her own; newest first."""
    shape = shape_of(viewer)

    def find(form: Form, run: Run, start: int, many: int) -> Sequence[Any]:
        return followed(viewer, shape, switches, form, run, start=start, many=many)

    return _page(viewer, find, shape.words, before or shape.newest + 1, size)


def discover(
    viewer: Viewer,
    before: int | None = None,
    size: int = SIZE,
    switches: Switches = ALL,
    *,
    comments: bool = True,
    words: Sequence[str] | None = None,
) -> Page[PostCard]:
    """What everybody may read, newest first. `words`: the viewer's muted ones, where they have been asked already."""

    def find(form: Form, run: Run, start: int, many: int) -> Sequence[Any]:
        return run(viewer, form(kind_of(viewer), "public", switches), start=start, many=many)

    muted = words_of(viewer) if words is None else words
    return _page(viewer, find, muted, before or TOP, size, comments=comments)


def posts_of(viewer: Viewer, author_id: int, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """What one person wrote, as far as the viewer may read it. Folded posts leave their reason."""
    statement = _by_author(kind_of(viewer))
    posts = posts_in(viewer, statement, author=author_id, start=before or TOP, many=size + 1)
    page = page_of(posts, size, lambda post: post.id)
    return Page(furnished(viewer, page.items), page.next_cursor)


def new_in_feed(viewer: Viewer, since: int, switches: Switches = ALL) -> int:
    """How many posts of others have come into the viewer's feed after the post `since`, counted to 20."""
    since = min(since, TOP)
    # A window, so that an old number does not make it walk through all posts.
    values = {
        "me": viewer.id,
        "floor": since,
        "start": since + rules.WALKED_AT_MOST,
        "many": NEW_AT_MOST,
    }
    words = words_of(viewer)
    if not words:
        return session.scalar(_count_of_new(kind_of(viewer), switches), values) or 0
    said = session.execute(_new_ones(kind_of(viewer), switches), {**values, "many": NEW_AT_MOST * 5})
    return min(sum(not says_any(words, body, quoted or "") for body, quoted in said), NEW_AT_MOST)


def shape_of(viewer: Viewer) -> Shape:
    follows, newest, joined = session.execute(_SHAPE, {"me": viewer.id}).one()
    return Shape(follows, newest, words_in(joined))


def words_of(viewer: Viewer) -> tuple[str, ...]:
    """The words that the viewer does not want to read."""
    return words_in(session.scalar(WORDS, {"me": viewer.id}) or "") if viewer.is_signed_in else ()


def followed(
    viewer: Viewer,
    shape: Shape,
    switches: Switches,
    form: Form,
    run: Run,
    *,
    start: int,
    many: int,
    lowest: int = 0,
) -> Sequence[Any]:
    """The newest `many` of the feed below `start`, down to the id `lowest`: by one query where there are enough, else
    by two or three, of which the second looks as far as the first makes likely and the third through all there is."""
    kind = kind_of(viewer)
    start, end = min(start, shape.newest + 1), max(lowest - 1, 0)
    if switches.own:
        return run(viewer, form(kind, "owning", switches), start=start, floor=end, many=many)
    window = rules.first_window(shape.follows)
    source: Source = "walking" if shape.follows > rules.FOLLOWS_ASKED_ONE_BY_ONE else "asking"
    for _ in range(rules.WINDOWS_AT_MOST):
        floor = end if window is None else max(start - window, end)
        found = run(viewer, form(kind, source, switches), start=start, floor=floor, many=many)
        if len(found) == many or floor == end or window is None:
            return found
        window, source = rules.wider(window, len(found), many), "asking"
    return run(viewer, form(kind, "asking", switches), start=start, floor=end, many=many)


def _page(
    viewer: Viewer, find: Find, words: Sequence[str], start: int, size: int, *, comments: bool = True
) -> Page[PostCard]:
    page = _read(viewer, find, words, start, size)
    items = without_words_inside(furnished(viewer, page.items, comments=comments), words)
    if any(post.is_reshare for post in items):
        # How the list goes on tells which of them repeat something.
        after = find(as_marks, _marks, items[-1].id, NEAR) if page.next_cursor else ()
        items = without_repeats(items, after)
    return Page(items, page.next_cursor)


def _read(viewer: Viewer, find: Find, words: Sequence[str], start: int, size: int) -> Page[PostCard]:
    """A page without the posts that say a muted word. It looks at so many posts and no more: then the page is short
    and the next one goes on where this one has looked."""
    if not words:
        return page_of(find(as_cards, posts_in, start, size + 1), size, lambda post: post.id)
    kept: list[PostCard] = []
    for many in (3 * size, 10 * size):
        found = find(as_cards, posts_in, start, many)
        kept += [post for post in found if post.author.id == viewer.id or not says_any(words, post.body)]
        if len(kept) > size or len(found) < many:
            return page_of(kept, size, lambda post: post.id)
        start = found[-1].id
    return Page(kept, start)


def without_words_inside(posts: Sequence[PostCard], words: Sequence[str]) -> Sequence[PostCard]:
    """Without the posts of others that pass on, or link to, what says one of the words. Their own words have been
    looked at where they were found."""
    return (
        [post for post in posts if post.is_mine or not says_any(words, *shown_in(post))] if words else posts
    )


def _shape() -> Rows:
    some = select(Follow.followee_id).where(Follow.follower_id == ME, Follow.shows_posts.is_(True))
    some = some.limit(rules.FOLLOWS_ASKED_ONE_BY_ONE + 1)
    count = select(func.count()).select_from(some.subquery()).scalar_subquery()
    return select(count, select(func.coalesce(func.max(Post.id), 0)).scalar_subquery(), muted_words())


_SHAPE = _shape()
WORDS = select(muted_words().label("words"))
_quoted = alias(Post)
_QUOTED_BODY = select(_quoted.body).where(_quoted.id == Post.quoted_id).scalar_subquery()


@cache
def as_cards(kind: str, source: Source, switches: Switches) -> Rows:
    return _listed(kind, ids_of(kind, source, switches))


@cache
def as_marks(kind: str, source: Source, switches: Switches) -> Rows:
    """What tells whether posts repeat one another, and nothing else of them."""
    wanted = ids_of(kind, source, switches)
    return (
        select(Post.id, Post.quoted_id, (Post.quoted_id.is_not(None) & (Post.body == "")).label("is_reshare"))
        .join(wanted, wanted.c.id == Post.id)
        .order_by(wanted.c.id.desc())
    )


def _marks(viewer: Viewer, statement: Rows, **values: object) -> Sequence[Any]:
    return session.execute(statement, {"me": viewer.id, **values}).all()


def ids_of(kind: str, source: Source, switches: Switches) -> Subquery:
    """The ids of a list, the newest first, below START, down to FLOOR where it is the feed, MANY at most."""
    match source:
        case "asking":
            return _by_asking(kind, switches)
        case "walking":
            return _by_walking(kind, switches)
        case "owning":
            return _by_owning(kind, switches)
        case "public":
            return _public(kind, switches)


def _by_asking(kind: str, switches: Switches) -> Subquery:
    """The newest of each person followed, and one's own, between two ids. Never `author = me OR author IN (...)`,
    which reads a hundred times as much."""
    window = (Post.id < START, Post.id > FLOOR)
    theirs = (
        select(Post.id)
        .select_from(Follow)
        .join(Post, Post.author_id == Follow.followee_id)
        .where(Follow.follower_id == ME, Follow.shows_posts.is_(True), Post.state == "visible", *window)
    )
    # The sum keeps the database from walking through all posts in the order of their ids instead of asking people.
    theirs = _meant(theirs, kind, switches).order_by((Post.id + 0).desc())
    asked = theirs.limit(MANY).subquery()
    own = _newest(_meant(select(Post.id).where(Post.author_id == ME, *window), kind, switches))
    both = union_all(select(asked.c.id), select(own.c.id)).subquery()
    return select(both.c.id).order_by(both.c.id.desc()).limit(MANY).subquery()


def _by_walking(kind: str, switches: Switches) -> Subquery:
    """The newest posts of all, each asked whether its author is followed: quick for whoever follows very many."""
    ids = select(Post.id).where(
        Post.id < START,
        Post.id > FLOOR,
        or_(Post.author_id == ME, _is_followed() & (Post.state == "visible")),
    )
    return _newest(_meant(ids, kind, switches))


def _by_owning(kind: str, switches: Switches) -> Subquery:
    """By the products, since posts about the reader's few would be found late among those of everyone she follows."""
    mine = _my_products()
    ids = (
        select(Post.id)
        .select_from(mine)
        .join(Post, Post.product_id == mine.c.product_id)
        .where(
            Post.id < START,
            Post.id > FLOOR,
            or_(Post.author_id == ME, _is_followed() & (Post.state == "visible")),
        )
    )
    return _meant(ids, kind, switches).order_by((Post.id + 0).desc()).limit(MANY).subquery()


def _my_products() -> Subquery:
    return union(
        select(Purchase.product_id).where(Purchase.user_id == ME, Purchase.times > 0),
        select(Endorsement.product_id).where(Endorsement.user_id == ME, Endorsement.ended_at.is_(None)),
    ).subquery()


def _public(kind: str, switches: Switches) -> Subquery:
    public = (Post.audience == "public", Post.state == "visible", Post.id < START)
    if not switches.own:
        return _newest(_meant(select(Post.id).where(*public), kind, switches))
    mine = _my_products()
    ids = select(Post.id).select_from(mine).join(Post, Post.product_id == mine.c.product_id).where(*public)
    return _meant(ids, kind, switches).order_by((Post.id + 0).desc()).limit(MANY).subquery()


def _meant(ids: Rows, kind: str, switches: Switches) -> Rows:
    """What the viewer may read, has not muted, and has switched on."""
    shown = chosen(visible_posts(ids, anyone(kind)), switches, anyone(kind))
    return unmuted(shown, anyone(kind))


@cache
def _by_author(kind: str) -> Rows:
    ids = select(Post.id).where(
        Post.author_id == AUTHOR, Post.id < START, in_profile_window(anyone(kind), Post)
    )
    return _listed(kind, _newest(standing_posts(ids, anyone(kind))))


@cache
def _count_of_new(kind: str, switches: Switches) -> Select[int]:
    return select(func.count()).select_from(_of_new(kind, switches).subquery())


@cache
def _new_ones(kind: str, switches: Switches) -> Rows:
    return _of_new(kind, switches).with_only_columns(Post.body, _QUOTED_BODY).order_by(Post.id.desc())


def _of_new(kind: str, switches: Switches) -> Rows:
    ids = select(Post.id).where(
        Post.id > FLOOR, Post.id <= START, Post.author_id != ME, Post.state == "visible", _is_followed()
    )
    return _meant(ids, kind, switches).limit(MANY)


def _is_followed() -> ColumnElement[bool]:
    return exists().where(
        Follow.follower_id == ME, Follow.followee_id == Post.author_id, Follow.shows_posts.is_(True)
    )


def _newest(ids: Select[*tuple[Any, ...]]) -> Subquery:
    return ids.order_by(Post.id.desc()).limit(MANY).subquery()


def _listed(kind: str, wanted: Subquery) -> Rows:
    return statement_of(kind, wanted).order_by(wanted.c.id.desc())
