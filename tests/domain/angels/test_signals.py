"""What looks odd about a sale: each rule on both sides of its border."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.angels import signals
from domain.angels.signals import Facts

ALMA, BO, EVE, CHEN = 1, 2, 3, 4
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OLD, NEW = timedelta(days=400), timedelta(days=1)


def found(**facts: object) -> set[str]:
    return set(signals.found_in(Facts(ALMA, BO, **facts)))  # type: ignore[arg-type]


def clicked(seconds: float) -> dict[str, object]:
    return {"touched_at": NOON, "placed_at": NOON + timedelta(seconds=seconds)}


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({}, set()),
        ({"shares_browser": True}, {"same_browser"}),
        ({"shares_contact": True}, {"same_contact"}),
        ({"shares_payer": True}, {"same_payer"}),
        # A sold to B: no ring as long as nothing comes back.
        ({"edges": {(ALMA, BO): 5}}, set()),
        ({"edges": {(ALMA, BO): 1, (BO, ALMA): 1}}, {"ring"}),
        ({"edges": {(ALMA, BO): 2, (BO, ALMA): 1}}, {"ring"}),
        ({"edges": {(ALMA, BO): 2, (BO, ALMA): 2}}, {"ring", "busy_ring"}),
        # Three: Bo buys from Alma, Eve from Bo, Alma from Eve.
        ({"edges": {(ALMA, BO): 1, (BO, EVE): 1, (EVE, ALMA): 1}}, {"ring"}),
        ({"edges": {(ALMA, BO): 2, (BO, EVE): 3, (EVE, ALMA): 2}}, {"ring", "busy_ring"}),
        ({"edges": {(ALMA, BO): 1, (BO, EVE): 1, (CHEN, ALMA): 1}}, set()),
        ({"buyers": {1: NEW, 2: NEW, 3: NEW}}, set()),
        ({"buyers": {1: NEW, 2: NEW, 3: OLD, 4: OLD}}, set()),
        ({"buyers": {1: NEW, 2: NEW, 3: NEW, 4: OLD}}, {"new_buyers"}),
        (clicked(4.9), {"too_fast"}),
        (clicked(5), set()),
        ({"placed_at": NOON}, set()),
        ({"sold": 10, "refunded": 4, "all_sold": 100, "all_refunded": 20}, set()),
        ({"sold": 10, "refunded": 5, "all_sold": 100, "all_refunded": 20}, {"many_refunds"}),
        ({"sold": 4, "refunded": 4, "all_sold": 100, "all_refunded": 4}, set()),
        ({"clicks": 20, "idle_clicks": 19}, {"idle_clicks"}),
        ({"clicks": 20, "idle_clicks": 18}, set()),
        ({"clicks": 19, "idle_clicks": 19}, set()),
        ({"sales_today": 50}, set()),
        ({"sales_today": 51}, {"too_many"}),
    ],
)
def test_a_rule_fires_on_its_side_of_the_border_only(facts: dict[str, object], names: set[str]) -> None:
    assert found(**facts) == names


@pytest.mark.parametrize(
    ("names", "held"),
    [
        ((), False),
        (("ring",), False),
        (("new_buyers", "many_refunds"), False),
        (("too_fast",), False),
        (("ring", "busy_ring"), True),
        (("too_fast", "new_buyers"), True),
        (("same_browser",), True),
        (("too_many",), True),
    ],
)
def test_what_many_honest_people_do_holds_nothing_by_itself(names: tuple[str, ...], held: bool) -> None:
    assert signals.holds(names) is held


def test_every_signal_has_words_and_weight_and_a_name_of_its_own() -> None:
    assert all(signal.words and signal.weight > 0 for signal in signals.SIGNALS)
    assert len(signals.NAMES) == len(signals.SIGNALS)
    # All of them together fit the column.
    assert len(",".join(signals.NAMES)) <= 200
