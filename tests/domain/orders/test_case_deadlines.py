"""How long the sides of an after-sales case have, as the site says."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config import load
from core import clock
from core.db import session
from core.errors import BadSetting
from domain.orders import actions, case_deadlines
from domain.orders.case_deadlines import Deadlines
from domain.orders.case_rules import CASE_WAYS, DUE_IN, CaseState
from domain.orders.models import OrderCase
from tests.buying import received
from tests.cast import Cast

AS_BEFORE = Deadlines(answer_hours=72, decide_days=7, send_back_days=10, settle_days=7, receive_days=10)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    case_deadlines.use(AS_BEFORE)


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("CASE_ANSWER_HOURS", "24", True),
        ("CASE_ANSWER_HOURS", "23", False),
        ("CASE_DECIDE_DAYS", "2", False),
        ("CASE_SEND_BACK_DAYS", "31", False),
        ("CASE_SETTLE_DAYS", "16", False),
        ("CASE_RECEIVE_DAYS", "30", True),
    ],
)
def test_they_stay_within_what_is_fair(tmp_path: Path, name: str, value: str, fits: bool) -> None:
    env = {"DATA_DIR": str(tmp_path), name: value}
    if fits:
        assert str(getattr(load(env), name.lower())) == value
    else:
        with pytest.raises(BadSetting):
            load(env)


def test_the_settings_as_they_come_are_the_rules(tmp_path: Path) -> None:
    case_deadlines.use(AS_BEFORE)

    assert {state: case_deadlines.due_in(state) for state in CASE_WAYS["lapse"].sources} == DUE_IN
    assert case_deadlines.due_in(CaseState.ESCALATED) is None


def test_a_case_is_due_when_the_site_says(cast: Cast) -> None:
    case_deadlines.use(
        Deadlines(answer_hours=24, decide_days=3, send_back_days=7, settle_days=3, receive_days=7)
    )
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))

    case_id = actions.open_case(cast.bo, number, kind="refund", reason="Rotten", problem="damaged")

    due_in = session.get_one(OrderCase, case_id).due_at - clock.now()
    assert timedelta(hours=23) < due_in <= timedelta(hours=24)
