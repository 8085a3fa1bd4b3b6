"""The same thing sent many times at once, as an impatient finger does: it is done once, and nobody meets an error."""

from functools import partial

import pytest
from sqlalchemy import func, select

from core.db import session
from domain.notices import actions as notices
from domain.notices.models import Watch
from domain.people import actions as people
from domain.people.models import Mute
from domain.says import actions as says
from domain.says.models import ProductMute, WordMute
from tests.torture.race import race

pytestmark = pytest.mark.torture

TIMES = 6


def test_what_is_pressed_many_times_at_once_is_done_once(arena, fighters):
    bo, alma, product_id = fighters.bo, fighters.alma, fighters.product_id
    deeds = {
        Watch: partial(notices.watch, bo, "person", alma.id, "none"),
        Mute: partial(people.mute, bo, alma.id, span="week"),
        ProductMute: partial(says.mute_product, bo, product_id),
        WordMute: partial(says.mute_word, bo, "durian"),
    }
    for table, deed in deeds.items():
        outcome = race(arena, [deed] * TIMES)
        assert outcome.errors == [], table
        assert session.scalar(select(func.count()).select_from(table)) == 1, table
