"""Letters that somebody wrote, what shops noted of her, and whom she does not want to hear from."""

from typing import Any

from sqlalchemy import Select, select

from domain.fans.models import FanTag
from domain.letters.models import Letter, LetterPicture
from domain.people.viewer import Viewer


def letters(me: Viewer) -> Select[*tuple[Any, ...]]:
    """Her own letters, also those that she wrote for a shop; the answers are others' words."""
    return select(Letter.id, Letter.thread_id, Letter.body, Letter.product_id, Letter.created_at).where(
        Letter.author_id == me.id, Letter.state != "deleted"
    )


def letter_pictures(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(LetterPicture.id, LetterPicture.letter_id, LetterPicture.created_at)
        .join(Letter, Letter.id == LetterPicture.letter_id)
        .where(LetterPicture.owner_id == me.id, Letter.state != "deleted")
    )


def tags(me: Viewer) -> Select[*tuple[Any, ...]]:
    """What shops say of her, as long as they say it."""
    return select(FanTag.id, FanTag.merchant_id, FanTag.kind, FanTag.words, FanTag.created_at).where(
        FanTag.user_id == me.id, FanTag.removed_at.is_(None)
    )
