"""#topics: what is written about one, which are written about most, and those that begin as somebody types. A topic is
there for those only who may read something about it."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, exists, func, select

from core import clock
from core.db import BigId, session
from core.paging import SIZE, Page, page_of
from core.tokens import fold
from domain.people.kinds import anyone, kind_of
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Post, PostTopic, Topic
from domain.says.policy import visible_posts
from domain.says.queries.cards import furnished
from domain.says.queries.post_card import PostCard, posts_in, statement_of
from domain.says.queries.standing import MANY, START, TOP, Rows
from domain.says.queries.switches import unmuted

SHOWN = 30
SUGGESTED = 8
COUNTED_TO = 1_000

TOPIC = bindparam("topic", type_=BigId)
PREFIX = bindparam("prefix", type_=String)


@dataclass(frozen=True, slots=True)
class TopicView:
    """`id` is 0 for what nobody has written about. `posts` and `people` count what is public and of the last 30 days;
    of the newest thousand posts, when there are so many."""

    id: int
    key: str
    name: str
    posts: int
    people: int

    @property
    def is_many(self) -> bool:
        return self.posts >= COUNTED_TO


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in a list; `people` wrote `posts` about it in the last 7 days."""

    key: str
    name: str
    people: int
    posts: int


def topic(viewer: Viewer, name: str) -> TopicView:
    """By its name, however it is written: two queries."""
    key = rules.topic_key(name)
    found = session.execute(select(Topic.id, Topic.name).where(Topic.key == key)).first() if key else None
    if found is None:
        return TopicView(0, key, name, 0, 0)
    newest = (
        select(Post.author_id)
        .join(PostTopic, PostTopic.post_id == Post.id)
        .where(
            PostTopic.topic_id == found.id,
            Post.audience == "public",
            Post.state == "visible",
            Post.created_at > clock.now() - rules.TOPIC_COUNTED_FOR,
        )
        .order_by(PostTopic.post_id.desc())
        .limit(COUNTED_TO)
    )
    some = visible_posts(newest, viewer).subquery()
    posts, people = session.execute(
        select(func.count(), func.count(some.c.author_id.distinct())).select_from(some)
    ).one()
    return TopicView(found.id, key, found.name, posts, people)


def posts_about(viewer: Viewer, topic_id: int, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """What the viewer may read about a topic, newest first."""
    if not topic_id:
        return Page([])
    posts = posts_in(viewer, _about(kind_of(viewer)), topic=topic_id, start=before or TOP, many=size + 1)
    page = page_of(posts, size, lambda post: post.id)
    return Page(furnished(viewer, page.items), page.next_cursor)


@cache
def _about(kind: str) -> Rows:
    ids = (
        select(Post.id)
        .join(PostTopic, PostTopic.post_id == Post.id)
        .where(PostTopic.topic_id == TOPIC, PostTopic.post_id < START, Post.state == "visible")
        .order_by(PostTopic.post_id.desc())
        .limit(MANY)
    )
    wanted = unmuted(visible_posts(ids, anyone(kind)), anyone(kind)).subquery()
    return statement_of(kind, wanted).order_by(wanted.c.id.desc())


def topics_of_the_week(viewer: Viewer, size: int = SHOWN) -> list[TopicRow]:
    """Those that most different people wrote about in public in the last 7 days: one query."""
    newest = select(func.max(Post.id)).scalar_subquery()
    people, posts = func.count(Post.author_id.distinct()), func.count()
    statement = (
        select(Topic.key, Topic.name, people.label("people"), posts.label("posts"))
        .select_from(PostTopic)
        .join(Post, Post.id == PostTopic.post_id)
        .join(Topic, Topic.id == PostTopic.topic_id)
        .where(
            PostTopic.post_id > newest - rules.TOPICS_MEASURED_IN,
            Post.created_at > clock.now() - rules.TOPICS_MEASURED_FOR,
            Post.audience == "public",
            Post.state == "visible",
        )
        .group_by(Topic.id, Topic.key, Topic.name)
        .order_by(people.desc(), posts.desc(), Topic.id.desc())
        .limit(size)
    )
    return [TopicRow(*row) for row in session.execute(visible_posts(statement, viewer))]


def suggested_topics(viewer: Viewer, typed: str, size: int = SUGGESTED) -> list[str]:
    """Names of topics that begin with what is typed and that somebody wrote about in public."""
    prefix = fold(typed.lstrip("#＃").strip())[: rules.TOPIC_CHARS]
    if not prefix:
        return []
    values = {"me": viewer.id, "prefix": re.sub(r"([\\%_])", r"\\\1", prefix) + "%", "many": size}
    return list(session.scalars(_suggested(kind_of(viewer)), values))


@cache
def _suggested(kind: str) -> Select[*tuple[Any, ...]]:
    public = visible_posts(
        select(PostTopic.post_id)
        .join(Post, Post.id == PostTopic.post_id)
        .where(PostTopic.topic_id == Topic.id, Post.audience == "public", Post.state == "visible"),
        anyone(kind),
    )
    return (
        select(Topic.name)
        .where(Topic.key.like(PREFIX, escape="\\"), exists(public.correlate(Topic)))
        .order_by(func.length(Topic.key), Topic.key)
        .limit(MANY)
    )
