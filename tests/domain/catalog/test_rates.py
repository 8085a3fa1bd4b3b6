"""Which commission rate reaches whom: a rise at once, a cut after seven days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from core import clock
from core.errors import NotAllowed, NotFound, Refused
from domain.catalog import actions, rates, rules
from domain.catalog.rules import Rate

START = datetime(2026, 3, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def history(*settings: tuple[float, int]) -> list[Rate]:
    """The versions that these settings (day, rate) leave behind."""
    versions: list[Rate] = []
    for number, bps in settings:
        old = versions[-1].bps if versions else bps
        versions.append(Rate(bps, day(number), rules.reaches_angels_at(old, bps, day(number))))
    return versions


CUT = history((0, 2000), (10, 1000))
RISE = history((0, 1000), (10, 2000))
CUT_AND_SMALL_RISE = history((0, 2000), (10, 1000), (12, 1500))
TWO_CUTS = history((0, 4000), (1, 3000), (2, 2000))
TO_NOTHING = history((0, 2000), (10, 0))
UP_AND_DOWN = history((0, 1000), (10, 3000), (11, 1000))


@pytest.mark.parametrize(
    ("versions", "since", "at", "bps"),
    [
        (CUT, 5, 9, 2000),
        (CUT, 5, 12, 2000),
        (CUT, 5, 16.9, 2000),
        (CUT, 5, 17, 1000),
        (CUT, 10, 10, 1000),
        (CUT, 11, 12, 1000),
        (CUT, None, 12, 1000),
        (CUT, None, 9, 2000),
        (RISE, 5, 10, 2000),
        (RISE, 5, 9.9, 1000),
        (CUT_AND_SMALL_RISE, 5, 12, 2000),
        (CUT_AND_SMALL_RISE, 5, 17, 1500),
        (CUT_AND_SMALL_RISE, 11, 12, 1500),
        (TWO_CUTS, 0.5, 3, 4000),
        (TWO_CUTS, 0.5, 8.5, 3000),
        (TWO_CUTS, 1.5, 3, 3000),
        (TWO_CUTS, 0.5, 9, 2000),
        (TO_NOTHING, 5, 16, 2000),
        (TO_NOTHING, 5, 17, 0),
        (TO_NOTHING, None, 10, 0),
        (UP_AND_DOWN, 5, 17.9, 3000),
        (UP_AND_DOWN, 5, 18, 1000),
        ([], 5, 12, 0),
        (CUT, None, -1, 0),
    ],
)
def test_rate_for(versions, since, at, bps):
    assert rules.rate_for(versions, angel_since=None if since is None else day(since), at=day(at)) == bps


RATES = st.one_of(st.just(0), st.integers(500, 4000))
HISTORIES = st.lists(st.tuples(st.integers(1, 5), RATES), min_size=1, max_size=6)


@given(steps=HISTORIES, since=st.integers(0, 30), after=st.integers(0, 30))
def test_an_angel_has_the_highest_rate_posted_in_the_last_seven_days_of_her_time(steps, since, after):
    """The rule said in another way, counted by quarters of a day."""
    settings_, number = [], 0
    for gap, bps in steps:
        settings_.append((number, bps))
        number += gap
    versions, at = history(*settings_), since + after

    def posted(moment: float) -> int:
        return [bps for begins, bps in settings_ if begins <= moment][-1]

    window = [at - quarter / 4 for quarter in range(4 * 7) if at - quarter / 4 >= since]
    expected = max(posted(moment) for moment in (window or [at]))
    assert rules.rate_for(versions, angel_since=day(since), at=day(at)) == expected


@given(steps=HISTORIES, since=st.integers(0, 30), after=st.integers(0, 30))
def test_an_angel_never_has_less_than_whoever_begins_now(steps, since, after):
    versions = history(*((index * 2, bps) for index, (_, bps) in enumerate(steps)))
    angel = rules.rate_for(versions, angel_since=day(since), at=day(since + after))
    assert angel >= rules.rate_for(versions, angel_since=None, at=day(since + after))


@pytest.mark.parametrize(
    ("bps", "ok"),
    [(0, True), (1, False), (499, False), (500, True), (4000, True), (4001, False), (-500, False)],
)
def test_allowed_rates(bps, ok):
    assert rules.is_allowed_rate(bps) is ok


def test_a_cut_is_a_version_with_notice(cast, time):
    time.pass_(days=1)
    since = clock.now()
    time.pass_(days=1)
    actions.set_rate(cast.chen, cast.product_id, rate_bps=1000)
    assert rates.rate_for(cast.product_id, angel_since=since, at=clock.now()) == 1500
    assert rates.rate_for(cast.product_id, angel_since=None, at=clock.now()) == 1000
    assert rates.rate_for(cast.product_id, angel_since=since, at=clock.now() + timedelta(days=7)) == 1000


def test_the_same_rate_again_is_no_version(cast):
    actions.set_rate(cast.chen, cast.product_id, rate_bps=1500)
    assert len(rates.versions_of([cast.product_id])[cast.product_id]) == 1


@pytest.mark.parametrize("bps", [1, 4001, -500])
def test_a_rate_outside_the_range_is_refused(cast, bps):
    with pytest.raises(Refused):
        actions.set_rate(cast.chen, cast.product_id, rate_bps=bps)


def test_only_the_shop_sets_its_rates(cast):
    with pytest.raises(NotAllowed):
        actions.set_rate(cast.eve, cast.product_id, rate_bps=1000)
    with pytest.raises(NotFound):
        actions.set_rate(cast.chen, 999, rate_bps=1000)


def test_versions_of_products_come_in_one_query(cast):
    from tests.queries import counted

    with counted() as queries:
        found = rates.versions_of([cast.product_id, 12345])
    assert (len(queries), list(found)) == (1, [cast.product_id])
