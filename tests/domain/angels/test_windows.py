"""For how long a visit counts and a cut is announced is the site's own choice, within bounds."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from config import load
from core.db import session
from core.errors import BadSetting
from domain.angels import actions, windows
from domain.angels.models import Touch
from domain.angels.rules import Windows
from domain.catalog import actions as catalog, notice
from domain.catalog.models import RateVersion
from domain.catalog.rules import NOTICE
from tests.cast import Cast


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    windows.use(Windows())
    notice.use(NOTICE)


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("PRODUCT_TOUCH_DAYS", "30", True),
        ("PRODUCT_TOUCH_DAYS", "31", False),
        ("PRODUCT_TOUCH_DAYS", "0", False),
        ("STORE_TOUCH_HOURS", "720", True),
        ("STORE_TOUCH_HOURS", "721", False),
        ("RATE_CUT_NOTICE_DAYS", "0", True),
        ("RATE_CUT_NOTICE_DAYS", "30", True),
        ("RATE_CUT_NOTICE_DAYS", "31", False),
    ],
)
def test_thirty_days_are_the_most(tmp_path: Path, name: str, value: str, fits: bool) -> None:
    env = {"DATA_DIR": str(tmp_path), name: value}
    if fits:
        assert str(getattr(load(env), name.lower())) == value
    else:
        with pytest.raises(BadSetting):
            load(env)


@pytest.mark.parametrize(("of_store", "lives"), [(False, timedelta(days=14)), (True, timedelta(hours=2))])
def test_a_visit_lives_as_long_as_the_site_says_when_it_is_made(
    cast: Cast, of_store: bool, lives: timedelta
) -> None:
    actions.endorse(cast.alma, cast.product_id)
    windows.use(Windows(product_days=14, store_hours=2))
    code = actions.make_share_link(cast.alma, product_id=None if of_store else cast.product_id)
    actions.record_touch(code, user_id=cast.bo.id, visitor_id="")

    touch = session.scalars(select(Touch)).one()
    assert touch.expires_at - touch.at == lives


@pytest.mark.parametrize(("days", "rate_bps", "waits"), [(0, 1000, 0), (30, 1000, 30), (30, 2000, 0)])
def test_a_cut_is_announced_as_long_before_as_the_site_says_and_a_rise_is_not(
    cast: Cast, days: int, rate_bps: int, waits: int
) -> None:
    notice.use(timedelta(days=days))
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=rate_bps)

    latest = session.scalars(select(RateVersion).order_by(RateVersion.id.desc()).limit(1)).one()
    assert latest.reaches_angels_at - latest.set_at == timedelta(days=waits)
