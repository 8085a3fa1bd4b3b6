"""Ready words with their placeholders filled."""

import pytest

from domain.fans.rules import filled


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ("{name}，您好！", "Bo", "Bo，您好！"),
        ("{name}，您好！", "", "您好！"),
        ("Hello {name}, it is ripe", "Bo", "Hello Bo, it is ripe"),
        ("Hello {name}, it is ripe", "", "Hello, it is ripe"),
    ],
)
def test_where_nobody_is_named_no_comma_stays_behind(body, name, expected):
    assert filled(body, name=name) == expected
