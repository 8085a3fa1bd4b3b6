"""For whom somebody speaks: worn by the message, and kept on it when she has long left."""

from dataclasses import dataclass

from core.errors import Refused
from core.i18n import N_
from domain.groups import rules
from domain.groups.models import GroupMember
from domain.merchants.policy import speaks_for
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Worn:
    """`voice`: shop, platform or self; `role` in the shop, for the shop only."""

    voice: str
    role: str = ""


def worn_by(actor: Viewer, merchant_id: int, member: GroupMember | None, voice: str) -> Worn:
    """What she chose, or what is usual: the shop's people speak for it in their own groups, a moderator who is there
    for nothing else for the platform, all others for themselves."""
    usual = voices_of(actor, merchant_id, member.basis if member and member.lost_at is None else "")
    return _worn(actor, merchant_id, voice, usual)


def _worn(actor: Viewer, merchant_id: int, voice: str, usual: tuple[str, ...]) -> Worn:
    chosen = voice or usual[0]
    if chosen not in usual:
        raise Refused(N_("You can speak for yourself here only."), field="voice")
    return Worn(chosen, role_of(actor, merchant_id) if chosen == "shop" else "")


def worn_in_answer(actor: Viewer, merchant_id: int, voice: str) -> Worn:
    """The same of an answer in the Q&A, where moderators speak for themselves."""
    return _worn(actor, merchant_id, voice, answering_voices(actor, merchant_id))


def answering_voices(viewer: Viewer, merchant_id: int) -> tuple[str, ...]:
    """For whom she may answer questions about what this shop sells, the usual one first."""
    return rules.voices(for_shop=speaks_for(viewer, merchant_id), is_moderator=False, basis="")


def voices_of(viewer: Viewer, merchant_id: int, basis: str) -> tuple[str, ...]:
    """For whom she may speak in this shop's groups, the usual one first."""
    return rules.voices(
        for_shop=speaks_for(viewer, merchant_id), is_moderator=viewer.is_moderator, basis=basis
    )


def role_of(viewer: Viewer, merchant_id: int) -> str:
    roles = {role for shop, role in viewer.merchant_roles if shop == merchant_id}
    return "owner" if "owner" in roles else next(iter(sorted(roles)), "")
