"""Of notices that can be ended in one press: whether the reader still wants what is like them."""

from collections.abc import Sequence

from sqlalchemy import select

from core.db import session
from domain.groups.models import AnnouncementOptOut
from domain.groups.queries import asking_choice
from domain.notices.models import Notice
from domain.people.viewer import Viewer

STOPPABLE = ("announcement", "asked")


def hears_more(viewer: Viewer, found: Sequence[Notice]) -> dict[int, bool]:
    """notice -> yes or no. A query a kind, if there is any of it."""
    announced = {one.id: int(one.facts["product_id"]) for one in found if one.kind == "announcement"}
    asked = [one.id for one in found if one.kind == "asked"]
    hears: dict[int, bool] = {}
    if announced:
        statement = select(AnnouncementOptOut.product_id).where(
            AnnouncementOptOut.user_id == viewer.id,
            AnnouncementOptOut.product_id.in_(set(announced.values())),
        )
        ended = set(session.scalars(statement))
        hears |= {notice_id: product_id not in ended for notice_id, product_id in announced.items()}
    if asked:
        hears |= dict.fromkeys(asked, bool(asking_choice(viewer)))
    return hears
