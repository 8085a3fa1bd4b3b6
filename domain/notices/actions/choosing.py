"""How somebody wants to be reached outside the site."""

from sqlalchemy import update

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.notices.actions.delivering import delivery_of
from domain.notices.models import Notice
from domain.notices.rules import DAY_MINUTES
from domain.people.policy import is_signed_in
from domain.people.viewer import Viewer


@action(quiet=True)
def choose_delivery(actor: Viewer, *, by_mail: bool, digest: bool, quiet_from: int, quiet_to: int) -> None:
    """`quiet_from` and `quiet_to` are minutes of her own day, equal for no quiet hours. Whoever saves this means to be
    reached: an address that was refused is tried again."""
    require(is_signed_in(actor))
    for name, minute in (("quiet_from", quiet_from), ("quiet_to", quiet_to)):
        if not 0 <= minute < DAY_MINUTES:
            raise Refused(N_("This is no time of the day."), field=name)
    delivery = delivery_of(actor.id)
    if by_mail and not delivery.by_mail:
        _leave_unmailed(actor.id)
    delivery.by_mail, delivery.digest = by_mail, digest
    delivery.quiet_from, delivery.quiet_to = quiet_from, quiet_to
    delivery.tries, delivery.refused_at = 0, None


def _leave_unmailed(user_id: int) -> None:
    """What came before she wanted mail is not sent after her."""
    session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.mailed_at.is_(None))
        .values(mailed_at=clock.now())
        .execution_options(synchronize_session=False)
    )


@action(quiet=True)
def end_mail(user_id: int, kind: str) -> None:
    """No more mail of this kind (notices, digest). Whoever holds such a mail may say so: its link is the permission,
    and the caller has checked it."""
    delivery = delivery_of(user_id)
    if kind == "digest":
        delivery.digest = False
    else:
        delivery.by_mail = False
