"""What several tests of moderation look at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from domain.people.viewer import Viewer


@pytest.fixture
def suspended() -> Callable[[Viewer], Viewer]:
    return lambda person: replace(person, suspended_until_at=clock.now() + timedelta(days=1))
