"""News of letters: that there is one, never what it says."""

from sqlalchemy import select

from core.db import session
from domain.letters.events import LetterSent, LettersRead
from domain.letters.models import Letter, LetterThread
from domain.merchants.models import Merchant, MerchantStaff
from domain.merchants.policy import SUPPORTING
from domain.notices.actions import settle, tell


def sent(fact: LetterSent) -> None:
    letter, thread = session.get(Letter, fact.letter_id), session.get(LetterThread, fact.thread_id)
    if letter is None or thread is None or letter.state != "visible" or _is_read(letter, thread):
        return
    shop = session.scalar(select(Merchant.name).where(Merchant.id == (thread.merchant_id or 0))) or ""
    readers = [thread.fan_id] if letter.from_desk else _desk(thread)
    tell(
        readers,
        kind="letter",
        target=("letters", thread.id),
        # A shop's letter is the shop's, whoever of its people wrote it.
        actor_id=0 if letter.from_desk and shop else letter.author_id,
        at=letter.created_at,
        facts={"shop": shop, "to_shop": bool(shop) and not letter.from_desk},
        words=(letter.body,),
    )


def read(fact: LettersRead) -> None:
    """Together with the reading: whoever has read needs not be told any more, nor the others of her shop."""
    thread = session.get(LetterThread, fact.thread_id)
    if thread is not None:
        for user_id in [thread.fan_id] if fact.by_fan else _desk(thread):
            settle(user_id, "letter", ("letters", thread.id))


def _is_read(letter: Letter, thread: LetterThread) -> bool:
    return (thread.fan_read_seq if letter.from_desk else thread.desk_read_seq) >= letter.seq


def _desk(thread: LetterThread) -> list[int]:
    if thread.owner_id is not None:
        return [thread.owner_id]
    statement = select(MerchantStaff.user_id).where(
        MerchantStaff.merchant_id == thread.merchant_id, MerchantStaff.role.in_(SUPPORTING)
    )
    return list(session.scalars(statement))
