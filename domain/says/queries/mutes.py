"""What the viewer does not want to read about: words and products. People are `people.policy.not_muted`."""

from dataclasses import dataclass
from datetime import datetime
from re import Pattern

from sqlalchemy import select

from core.db import session
from core.tokens import fold
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import ProductMute, WordMute


@dataclass(frozen=True, slots=True)
class MutedWords:
    """Asked for each text that a list would show; without words it is always False."""

    pattern: Pattern[str] | None = None

    def __bool__(self) -> bool:
        return self.pattern is not None

    def are_in(self, text: str) -> bool:
        return self.pattern is not None and self.pattern.search(fold(text)) is not None


def muted_words(viewer: Viewer) -> MutedWords:
    """The viewer's words, ready to look for: one query."""
    if not viewer.is_signed_in:
        return MutedWords()
    folded = session.scalars(select(WordMute.folded).where(WordMute.user_id == viewer.id))
    return MutedWords(rules.muted_words(folded))


@dataclass(frozen=True, slots=True)
class MutedWord:
    id: int
    word: str
    created_at: datetime


def word_mutes(viewer: Viewer) -> list[MutedWord]:
    """The viewer's words as she typed them, the newest first."""
    statement = (
        select(WordMute.id, WordMute.word, WordMute.created_at)
        .where(WordMute.user_id == viewer.id)
        .order_by(WordMute.id.desc())
    )
    return [MutedWord(*row) for row in session.execute(statement)]


@dataclass(frozen=True, slots=True)
class MutedProduct:
    id: int
    title: str
    created_at: datetime


def product_mutes(viewer: Viewer) -> list[MutedProduct]:
    """The products of which the viewer wants to hear no more, the latest first."""
    statement = (
        select(Product.id, Product.title, ProductMute.created_at)
        .join(ProductMute, ProductMute.product_id == Product.id)
        .where(ProductMute.user_id == viewer.id)
        .order_by(ProductMute.created_at.desc(), Product.id.desc())
    )
    return [MutedProduct(*row) for row in session.execute(visible_products(statement, viewer))]
