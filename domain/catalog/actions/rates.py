"""Setting the commission rate. Every setting is a version; none is ever changed."""

from datetime import datetime

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.unit import action, record
from domain.catalog import notice, rules
from domain.catalog.actions.editing import editable
from domain.catalog.events import RateChanged
from domain.catalog.models import Product, RateVersion
from domain.people.viewer import Viewer


@action
def set_rate(actor: Viewer, product_id: int, *, rate_bps: int) -> None:
    """A new rate in basis points: 0, or 5 to 40 %. Those who are angels already keep a higher one for the notice."""
    product = editable(actor, product_id)
    _check(rate_bps)
    old_bps = product.rate_bps
    if rate_bps != old_bps:
        at = clock.now()
        _add_version(
            actor, product, rate_bps, at, rules.reaches_angels_at(old_bps, rate_bps, at, notice.length())
        )
        product.version += 1
        session.flush()
        record(RateChanged(product.id, old_bps, rate_bps))


def first_rate(actor: Viewer, product: Product, rate_bps: int, at: datetime) -> None:
    """The rate of a new product."""
    _check(rate_bps)
    _add_version(actor, product, rate_bps, at, at)


def _add_version(
    actor: Viewer, product: Product, rate_bps: int, at: datetime, reaches_angels_at: datetime
) -> None:
    session.add(
        RateVersion(
            product_id=product.id,
            rate_bps=rate_bps,
            set_by_id=actor.id,
            set_at=at,
            reaches_angels_at=reaches_angels_at,
        )
    )
    product.rate_bps = rate_bps


def _check(rate_bps: int) -> None:
    if not rules.is_allowed_rate(rate_bps):
        raise Refused(N_("Between 5 and 40 per cent, or 0 for no commission."), field="rate")
