"""A held commission in the demo world: bought from a browser in which Alma has been signed in too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.db import session
from core.unit import action
from domain.angels import reviews
from domain.angels.models import Commission, CommissionReview

if TYPE_CHECKING:
    from jobs.demo.story import Story


def keep(story: Story) -> None:
    _hold_the_latest(story.ids["alma"])


@action
def _hold_the_latest(angel_id: int) -> None:
    there = select(CommissionReview.id).join(Commission).where(Commission.angel_id == angel_id)
    if session.scalar(there.limit(1)) is not None:
        return
    latest = session.scalar(
        select(Commission)
        .where(
            Commission.angel_id == angel_id,
            Commission.state.in_(reviews.WAITING),
            Commission.amount_cents > 0,
        )
        .order_by(Commission.id.desc())
        .limit(1)
    )
    if latest is not None:
        reviews.hold(latest, cause="signals", names=("same_browser", "too_fast"))
