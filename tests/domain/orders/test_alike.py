"""People who bought the same things meet only if both want it, and learn no more than a step of a number."""

import pytest

from core import clock
from core.db import session
from core.unit import action
from domain.catalog.models import Category
from domain.orders import queries
from domain.orders.models import Purchase
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS, Viewer
from tests.cast import Cast, make_product
from tests.domain.people.strangers import make_people


@action
def bought_together(cast: Cast, count: int, *buyers: Viewer) -> None:
    category_id = session.query(Category.id).first()[0]  # type: ignore[index]
    for number in range(count):
        product = make_product(cast.merchant_id, category_id, cast.chen.id, title=f"Thing {number}")
        for buyer in buyers:
            session.add(Purchase(user_id=buyer.id, product_id=product.id, times=1, last_at=clock.now()))


def wants(person: Viewer, *, shown: str = "counted", is_suggested: bool = True, wanted: bool = True) -> None:
    people.change_privacy(
        person, purchases_shown=shown, is_suggested=is_suggested, suggests_by_purchases=wanted
    )


def found(viewer: Viewer) -> list[str]:
    return [one.handle for one in queries.alike_buyers(viewer)]


def test_two_who_want_it_and_bought_three_of_the_same_find_each_other(cast: Cast) -> None:
    bought_together(cast, 4, cast.alma, cast.eve, cast.dora)
    wants(cast.alma)
    wants(cast.eve)

    assert found(cast.alma) == ["eve"]
    assert found(cast.eve) == ["alma"]
    assert queries.shared_purchases(cast.alma, [cast.eve.id, cast.dora.id]) == {cast.eve.id: 3}


@pytest.mark.parametrize(
    "eve", [{"wanted": False}, {"shown": "hidden"}, {"is_suggested": False}], ids=["no", "hidden", "alone"]
)
def test_one_alone_cannot_want_it(cast: Cast, eve: dict[str, bool]) -> None:
    bought_together(cast, 4, cast.alma, cast.eve)
    wants(cast.alma)
    wants(cast.eve, **eve)  # type: ignore[arg-type]

    assert found(cast.alma) == found(cast.eve) == []
    assert queries.shared_purchases(cast.alma, [cast.eve.id]) == {}
    assert queries.shared_purchases(cast.eve, [cast.alma.id]) == {}


def test_two_things_are_too_few(cast: Cast) -> None:
    bought_together(cast, 2, cast.alma, cast.eve)
    wants(cast.alma)
    wants(cast.eve)

    assert found(cast.alma) == []
    assert queries.shared_purchases(cast.alma, [cast.eve.id]) == {}


@pytest.mark.parametrize(("things", "told"), [(3, 3), (4, 3), (5, 5), (9, 5), (12, 10)])
def test_the_number_is_told_in_steps(cast: Cast, things: int, told: int) -> None:
    bought_together(cast, things, cast.alma, cast.eve)
    wants(cast.alma)
    wants(cast.eve)

    assert queries.shared_purchases(cast.alma, [cast.eve.id]) == {cast.eve.id: told}


def test_friends_and_blocked_people_are_not_suggested(cast: Cast) -> None:
    [fay] = make_people("fay")
    bought_together(cast, 3, cast.alma, cast.bo, cast.eve, fay)
    for person in (cast.alma, cast.bo, cast.eve, fay):
        wants(person)
    people.block(cast.eve, cast.alma.id)

    assert found(cast.alma) == ["fay"]


def test_strangers_learn_nothing(cast: Cast) -> None:
    bought_together(cast, 3, cast.eve)
    wants(cast.eve)

    assert found(ANONYMOUS) == []
    assert queries.shared_purchases(ANONYMOUS, [cast.eve.id]) == {}
