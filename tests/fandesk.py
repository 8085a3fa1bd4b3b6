"""One of everything at the fan desk, made by its own actions: letters, a tag, ready words, a broadcast."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from adapters.media import Picture
from core.db import session
from domain.fans import actions as fans
from domain.fans.models import Broadcast, CannedReply, FanTag
from domain.letters import actions as letters
from domain.letters.actions import Words
from domain.letters.models import Letter, LetterPicture, LetterThread
from domain.moderation import actions as moderation
from domain.people.viewer import Viewer
from tests.cast import Cast


def correspond(
    cast: Cast, fan: Viewer, *, words: str, judged: str, angels: str, tag: str, ready: str, told: str,
    pictures: Sequence[Picture] = (),
) -> None:  # fmt: skip
    """Bo and the shop write to each other, the shop reports one; a fan writes to Alma; Bo is tagged and told."""
    thread_id = letters.write_to_shop(cast.bo, cast.merchant_id, Words(words, cast.product_id, pictures))
    letters.say(cast.bo, thread_id, Words(judged))
    letters.say(cast.chen, thread_id, Words("Gladly"))
    reported = session.scalars(select(Letter.id).where(Letter.thread_id == thread_id, Letter.seq == 2)).one()
    session.rollback()
    moderation.report(cast.chen, "letter", reported, reason="spam")
    letters.write_to_person(fan, cast.alma.id, Words(angels))
    fans.tag_fan(cast.chen, cast.merchant_id, cast.bo.id, kind="taste", words=tag)
    fans.keep_reply(cast.chen, cast.merchant_id, title="Often", body=ready)
    fans.send_broadcast(cast.chen, cast.merchant_id, title="Ripe now", body=told, fact="bought")


def numbers() -> dict[str, list[Any]]:
    """What the arguments of the desk's addresses may be."""
    kinds: dict[str, Any] = {
        "thread_id": LetterThread,
        "letter_id": Letter,
        "letters.id": LetterPicture,
        "reports.id": LetterPicture,
        "tag_id": FanTag,
        "reply_id": CannedReply,
        "broadcast_id": Broadcast,
    }
    return {name: list(session.scalars(select(kind.id).order_by(kind.id))) for name, kind in kinds.items()}
