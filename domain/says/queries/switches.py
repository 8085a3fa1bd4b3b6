"""What a reader may leave out of a list of posts: by a switch for this once, by a mute for as long as she likes.
Both are conditions of the statement that finds the ids, so that paging stays by key; only muted words are looked for
in the texts that were found."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Text, cast, exists, func, or_, select

from core import tokens
from core.db import alias
from domain.angels.models import Endorsement
from domain.angels.policy import earns
from domain.orders.models import Purchase
from domain.people.kinds import ME
from domain.people.policy import not_muted
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Post, WordMute
from domain.says.policy import not_muted_product, visible_posts

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

_bought, _endorsed, _quoted = alias(Purchase), alias(Endorsement), alias(Post)

# A word stands on one line, so a line's end keeps them apart.
BETWEEN_WORDS = "\n"


@dataclass(frozen=True, slots=True)
class Switches:
    """`reviews`: posts with stars only. `own`: about products that the reader bought or endorses. `without_ads`:
    nothing that can earn its author money now."""

    reviews: bool = False
    own: bool = False
    without_ads: bool = False

    def __bool__(self) -> bool:
        return self.reviews or self.own or self.without_ads


ALL = Switches()


def chosen(statement: S, switches: Switches, reader: Viewer, post: Any = Post) -> S:
    """Narrows a select of posts to what the switches leave."""
    if switches.reviews:
        statement = statement.where(post.stars.is_not(None))
    if switches.own:
        statement = statement.where(_is_about_mine(post))
    if switches.without_ads:
        statement = statement.where(~_earns(reader, post))
    return statement


def unmuted(statement: S, reader: Viewer, post: Any = Post) -> S:
    """Without the people and products that the reader has muted, and what passes their posts on. Her own posts about
    a product stay."""
    if not reader.is_signed_in:
        return statement
    product = or_(not_muted_product(reader, post), post.author_id == reader.id)
    passed_on = exists().where(
        _quoted.id == post.quoted_id,
        ~(not_muted(reader, _quoted.author_id) & not_muted_product(reader, _quoted)),
    )
    return statement.where(
        not_muted(reader, post.author_id),
        product,
        or_(post.quoted_id.is_(None), ~passed_on),
    )


def _is_about_mine(post: Any) -> ColumnElement[bool]:
    bought = exists().where(_bought.user_id == ME, _bought.product_id == post.product_id, _bought.times > 0)
    endorsed = exists().where(
        _endorsed.user_id == ME, _endorsed.product_id == post.product_id, _endorsed.ended_at.is_(None)
    )
    return or_(bought, endorsed)


def _earns(reader: Viewer, post: Any) -> ColumnElement[bool]:
    """The author of the post, or of the one that it passes on to this reader, is an angel who earns on it."""
    quoted = select(_quoted.id).where(
        _quoted.id == post.quoted_id, earns(_quoted.author_id, _quoted.product_id, ME)
    )
    shown = visible_posts(quoted, reader, _quoted).exists()
    return or_(earns(post.author_id, post.product_id, ME), post.quoted_id.is_not(None) & shown)


def muted_words() -> Any:
    """The reader's muted words, folded, in one text: a column for a statement that is asked anyway."""
    words = func.aggregate_strings(cast(WordMute.folded, Text), BETWEEN_WORDS)
    return func.coalesce(select(words).where(WordMute.user_id == ME).scalar_subquery(), "")


def words_in(joined: str) -> tuple[str, ...]:
    return tuple(word for word in joined.split(BETWEEN_WORDS) if word)


def says_any(words: Iterable[str], *bodies: str) -> bool:
    """Whether one of the folded words stands in a text, as `rules.muted_words` finds it for notices too."""
    pattern = _pattern(tuple(words))
    return pattern is not None and any(pattern.search(tokens.fold(body)) for body in bodies if body)


# Asked for each text of a list with the same words.
_pattern = lru_cache(maxsize=256)(rules.muted_words)
