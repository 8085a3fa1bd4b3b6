"""What must hold of letters: places without a gap, and one letter at most before the fan agrees."""

from sqlalchemy import func, or_, select

from core.invariants import found, register
from domain.letters.models import Letter, LetterPicture, LetterThread


def threads_count_their_letters() -> list[str]:
    there = (
        select(Letter.thread_id, func.count().label("n"), func.max(Letter.seq).label("last"))
        .group_by(Letter.thread_id)
        .subquery()
    )
    return found(
        select(LetterThread.id.label("id"), LetterThread.last_seq.label("kept"))
        .outerjoin(there, there.c.thread_id == LetterThread.id)
        .where(
            or_(
                func.coalesce(there.c.n, 0) != LetterThread.last_seq,
                func.coalesce(there.c.last, 0) != LetterThread.last_seq,
            )
        ),
        "letter thread %(id)s says %(kept)s letters, there are others",
    )


def nobody_was_pressed() -> list[str]:
    """Before the fan has agreed there is one letter of the desk and none of hers."""
    return found(
        select(LetterThread.id.label("id")).where(
            LetterThread.accepted_at.is_(None), LetterThread.last_seq > 1
        ),
        "letter thread %(id)s went on before the fan accepted it",
    )


def letters_count_their_pictures() -> list[str]:
    there = (
        select(LetterPicture.letter_id, func.count().label("n")).group_by(LetterPicture.letter_id).subquery()
    )
    return found(
        select(Letter.id.label("id"))
        .outerjoin(there, there.c.letter_id == Letter.id)
        .where(Letter.state != "deleted", func.coalesce(there.c.n, 0) != Letter.picture_count),
        "letter %(id)s does not count its pictures rightly",
    )


register("letters: threads count their letters", threads_count_their_letters)
register("letters: no fan was pressed", nobody_was_pressed)
register("letters: letters count their pictures", letters_count_their_pictures)
