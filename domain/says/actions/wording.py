"""What every text that is written in this room goes through: checked, tidied, rendered once, its mentions looked up."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from sqlalchemy import select

from core import text
from core.db import session
from core.errors import Refused
from domain.people.models import User
from domain.people.queries import ids_of_handles
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.hearing import is_among_hearers
from domain.says.models import Comment, Post
from domain.says.policy import is_among_readers

NONE: Mapping[str, str] = MappingProxyType({})


def tidied(body: str, max_chars: int, field: str = "body", *, one_line: bool = False) -> str:
    problem = text.problem_with(body, max_chars)
    if problem:
        raise Refused(problem, field=field, max=max_chars)
    return text.tidy(body, one_line=one_line)


def people_named(actor: Viewer, words: str) -> dict[str, int]:
    """Handle -> id of the people whom a text mentions, as far as the actor may know of them."""
    handles = text.mentioned_handles(words)
    return ids_of_handles(actor, handles) if handles else {}


def html_of(words: str, known: Mapping[str, int], topics: Mapping[str, str] = NONE) -> str:
    """`topics`: those of the text that lead to their page, by their keys."""

    def topic_url(name: str) -> str | None:
        key = rules.topic_key(name)
        return f"/topics/{quote(key, safe='')}" if key in topics else None

    return text.render_plain(words, lambda handle: f"/@{handle}" if handle in known else None, topic_url)


def topics_named(words: str) -> dict[str, str]:
    """Key -> name as written of the first #topics of a text."""
    found: dict[str, str] = {}
    for name in text.topic_names(words):
        key = rules.topic_key(name)
        if key and len(found) < rules.TOPICS_MAX:
            found.setdefault(key, name)
    return found


def readers_named(
    actor: Viewer, post: Post, known: Mapping[str, int], comment: Comment | None = None
) -> tuple[int, ...]:
    """Those of the people named, in the post or in a comment under it, who may read that; nobody is told of what she
    cannot see."""
    ids = set(known.values()) - {actor.id}
    if not ids:
        return ()
    statement = select(User.id).where(
        User.id.in_(ids), is_among_readers(post, User.id), is_among_hearers(post, comment, User.id)
    )
    statement = statement.order_by(User.id)
    return tuple(session.scalars(statement))
