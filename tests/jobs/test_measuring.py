"""What the planner knows of the tables."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from core import clock
from core.db import session
from jobs import measuring
from tests.cast import Cast

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize(("minute", "measured"), [(9, 0), (10, 1), (11, 0)])
def test_tables_are_measured_once_a_night(cast: Cast, minute: int, measured: int) -> None:
    at = datetime(2030, 5, 1, 19, minute, 20, tzinfo=UTC)
    with clock.shifted(at - clock.now()):
        assert measuring.measure_due() == measured


def test_the_planner_knows_the_size_of_a_table_afterwards(cast: Cast) -> None:
    measuring.measure()
    known = session.scalars(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'users'")).all()
    assert any(stat.split()[0] == "6" for stat in known)
