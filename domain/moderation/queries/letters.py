"""Letters that one of their two sides has reported: nothing else of a thread is shown to anybody here."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from core.db import session
from core.errors import NotFound
from domain.catalog.models import Product
from domain.letters.models import Letter, LetterPicture, LetterThread
from domain.merchants.models import Merchant
from domain.moderation import policy
from domain.moderation.models import Case
from domain.people.models import User
from domain.people.viewer import Viewer


def rows_of_letters(ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Letter,
            Merchant.name.label("shop"),
            Product.title,
            Product.picture_key,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
        )
        .join(User, User.id == Letter.author_id)
        .join(LetterThread, LetterThread.id == Letter.thread_id)
        .outerjoin(Merchant, (Merchant.id == LetterThread.merchant_id) & Letter.from_desk.is_(True))
        .outerjoin(Product, Product.id == Letter.product_id)
        .where(Letter.id.in_(ids))
    )


def reported_picture_key(viewer: Viewer, picture_id: int) -> str:
    """Of a letter about which there is a case that the viewer may see. Raises NotFound for every other."""
    statement = (
        select(LetterPicture.key)
        .join(Case, (Case.target_type == "letter") & (Case.target_id == LetterPicture.letter_id))
        .where(LetterPicture.id == picture_id)
    )
    key = session.scalar(policy.visible_cases(statement, viewer).limit(1))
    if key is None:
        raise NotFound
    return key
