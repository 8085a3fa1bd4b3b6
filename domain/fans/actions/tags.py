"""Tags: set by a shop, shown to the fan at once, removed by either."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from core import clock, tokens
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.fans import rules
from domain.fans.events import FanTagged
from domain.fans.fandom import is_fan
from domain.fans.models import FanTag
from domain.merchants.models import Merchant
from domain.merchants.policy import can_support
from domain.people.policy import can_see, can_write
from domain.people.viewer import Viewer
from domain.says.actions import wording


@action(quiet=True)
def tag_fan(actor: Viewer, merchant_id: int, user_id: int, *, kind: str, words: str) -> int:
    """Returns the tag's id; the same words again are the same tag."""
    require(can_support(actor, merchant_id))
    if not can_see(actor, user_id) or not is_fan(merchant_id, user_id):
        raise NotFound
    said, folded = _checked(kind, words)
    # One after another for a shop, so that two at once set one tag.
    session.execute(lock(select(Merchant.id).where(Merchant.id == merchant_id)))
    of_fan = FanTag.merchant_id == merchant_id, FanTag.user_id == user_id
    there = session.scalar(
        select(FanTag).where(*of_fan, FanTag.folded == folded, FanTag.removed_at.is_(None))
    )
    if there is not None:
        return there.id
    _require_room(of_fan, folded)
    tag = FanTag(
        merchant_id=merchant_id,
        user_id=user_id,
        kind=kind,
        words=said,
        folded=folded,
        set_by_id=actor.id,
        created_at=clock.now(),
        removed_by="",
    )
    session.add(tag)
    session.flush()
    record(FanTagged(tag.id, user_id, merchant_id))
    return tag.id


@action(quiet=True)
def untag_fan(actor: Viewer, merchant_id: int, tag_id: int) -> int:
    """The shop takes its tag off. Returns whose it was."""
    require(can_support(actor, merchant_id))
    tag = _standing(tag_id)
    if tag.merchant_id != merchant_id:
        raise NotFound
    tag.removed_at, tag.removed_by = clock.now(), "shop"
    return tag.user_id


@action(quiet=True)
def remove_tag(actor: Viewer, tag_id: int) -> None:
    """The fan removes what a shop said of her; it cannot say it again for a while."""
    require(can_write(actor))
    tag = _standing(tag_id)
    if tag.user_id != actor.id:
        raise NotFound
    tag.removed_at, tag.removed_by = clock.now(), "fan"


def _standing(tag_id: int) -> FanTag:
    tag = session.scalar(lock(select(FanTag).where(FanTag.id == tag_id, FanTag.removed_at.is_(None))))
    if tag is None:
        raise NotFound
    return tag


def _checked(kind: str, words: str) -> tuple[str, str]:
    if kind not in rules.KINDS:
        raise Refused(N_("Choose what the tag is about."), field="kind")
    said = wording.tidied(words, rules.TAG_MAX, "words", one_line=True)
    folded = tokens.fold(said).strip()[:60]
    if not folded:
        raise Refused(N_("Write the tag."), field="words")
    if rules.holds_a_number(said):
        raise Refused(N_("A tag holds no phone number, account or address."), field="words")
    if rules.is_sensitive(folded) or rules.is_sensitive(said.lower()):
        raise Refused(
            N_("Tags say nothing of health, belief, politics, origin, love or money, and nothing unkind."),
            field="words",
        )
    return said, folded


def _require_room(of_fan: Sequence[ColumnElement[bool]], folded: str) -> None:
    removed_at = session.scalar(
        select(func.max(FanTag.removed_at)).where(
            *of_fan, FanTag.folded == folded, FanTag.removed_by == "fan"
        )
    )
    if removed_at is not None and removed_at + rules.REMOVED_FOR > clock.now():
        raise Refused(
            N_("She removed this tag. It can be set again from %(day)s."),
            field="words",
            day=(removed_at + rules.REMOVED_FOR).date().isoformat(),
        )
    standing = select(func.count()).select_from(FanTag).where(*of_fan, FanTag.removed_at.is_(None))
    if (session.scalar(standing) or 0) >= rules.TAGS_A_FAN:
        raise Refused(N_("At most %(limit)s tags a fan."), field="words", limit=rules.TAGS_A_FAN)
