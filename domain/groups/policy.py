"""Who may read, ask, answer and chat. The Q&A room is everyone's; the chat is for members, and for seven days after
the reason for membership is gone it can still be read."""

from core import clock
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.groups.models import GroupMember
from domain.merchants import policy as merchants
from domain.merchants.policy import speaks_for
from domain.people.policy import can_write, is_signed_in
from domain.people.viewer import Viewer

HOSTS = ("staff", "angel")
MEMBERS_ONLY = N_(
    "The chat is for members: the merchant, the product's angels, buyers who rated it 4 stars or more, and their guests."
)


SHOP_SUSPENDED = N_(
    "This shop is suspended. What was said stays to be read; nothing is written here for now."
)


def is_open(shop_state: str) -> Decision:
    """Whether anybody may write in the groups of a shop in this state."""
    return no(SHOP_SUSPENDED) if shop_state == "suspended" else YES


def can_read_chat(viewer: Viewer, member: GroupMember | None) -> Decision:
    if viewer.is_moderator or (member is not None and (member.lost_at is None or in_grace(member))):
        return YES
    return no(MEMBERS_ONLY)


def can_chat(viewer: Viewer, member: GroupMember | None) -> Decision:
    if not (allowed := can_write(viewer)):
        return allowed
    if member is None:
        return YES if viewer.is_moderator else no(MEMBERS_ONLY)
    if member.lost_at is not None and not viewer.is_moderator:
        return no(N_("What made you a member is gone, so you can read for 7 days more but not write."))
    return YES


def can_invite(viewer: Viewer, member: GroupMember | None) -> Decision:
    """The shop's people and the product's angels."""
    if not (allowed := can_write(viewer)):
        return allowed
    if member is not None and member.lost_at is None and member.basis in HOSTS:
        return YES
    return no(N_("Only the merchant and the product’s angels may invite guests."))


def can_end_guest(viewer: Viewer, member: GroupMember | None, invited_by_id: int, user_id: int) -> Decision:
    """Who invited her, the shop's people, or the guest herself."""
    is_staff = member is not None and member.lost_at is None and member.basis == "staff"
    if viewer.is_signed_in and (viewer.id in (invited_by_id, user_id) or is_staff):
        return YES
    return no(N_("Only who invited her, the merchant or the guest herself may end this."))


def can_remove(viewer: Viewer, user_id: int) -> Decision:
    """Moderators, but nobody herself."""
    if not viewer.is_moderator:
        return no(N_("Only moderators may do this."))
    if viewer.id == user_id:
        return no(N_("Nobody decides about herself."))
    return can_write(viewer)


def can_pin(viewer: Viewer, merchant_id: int) -> Decision:
    """Who speaks for the shop, and moderators."""
    if not (allowed := can_write(viewer)):
        return allowed
    if viewer.is_moderator or speaks_for(viewer, merchant_id):
        return YES
    return no(N_("Only the merchant and moderators pin messages."))


def can_announce(viewer: Viewer, merchant_id: int) -> Decision:
    if not (allowed := can_write(viewer)):
        return allowed
    if speaks_for(viewer, merchant_id):
        return YES
    return no(N_("Only the merchant makes announcements."))


def can_opt_out(viewer: Viewer) -> Decision:
    return is_signed_in(viewer)


def can_choose_asking(viewer: Viewer) -> Decision:
    return is_signed_in(viewer)


def can_ask(viewer: Viewer) -> Decision:
    return can_write(viewer)


def can_answer(
    viewer: Viewer, member: GroupMember | None, asker_id: int, *, was_asked: bool = False
) -> Decision:
    """Members, whoever asked, and buyers to whom this question was put, happy or not."""
    if not (allowed := can_write(viewer)):
        return allowed
    if viewer.id == asker_id or (member is not None and member.lost_at is None):
        return YES
    if was_asked and (member is None or member.lost_reason != "removed"):
        return YES
    return no(N_("Answers come from the merchant, the product's angels and happy buyers."))


def can_delete(viewer: Viewer, author_id: int) -> Decision:
    return (
        YES if viewer.is_signed_in and viewer.id == author_id else no(N_("Only the author may delete this."))
    )


def can_be_seen(viewer: Viewer) -> Decision:
    return YES if viewer.is_signed_in else no(N_("Sign in and try again."))


def can_fold(viewer: Viewer) -> Decision:
    return YES if viewer.is_moderator else no(N_("Only moderators may do this."))


def in_grace(member: GroupMember) -> bool:
    return member.grace_until_at is not None and member.grace_until_at > clock.now()


def can_accept(viewer: Viewer, merchant_id: int, asker_id: int) -> Decision:
    """Say which answer it is: whoever asked, and the merchant."""
    if not (allowed := can_write(viewer)):
        return allowed
    if viewer.id == asker_id or merchants.speaks_for(viewer, merchant_id):
        return YES
    return no(N_("Only who asked and the merchant may say which answer it is."))


def can_confirm(viewer: Viewer, merchant_id: int, author_id: int) -> Decision:
    """Say that an answer still holds: its author, and the merchant."""
    if not (allowed := can_write(viewer)):
        return allowed
    if viewer.id == author_id or merchants.speaks_for(viewer, merchant_id):
        return YES
    return no(N_("Only its author and the merchant may confirm an answer."))
