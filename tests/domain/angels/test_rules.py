"""What counts as somebody opening a page."""

import pytest

from domain.angels.rules import is_real_visit

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("destination", "purpose", "agent", "counts"),
    [
        ("document", "", FIREFOX, True),
        ("", "", FIREFOX, True),
        ("image", "", FIREFOX, False),
        ("iframe", "", FIREFOX, False),
        ("empty", "", FIREFOX, False),
        ("document", "prefetch", FIREFOX, False),
        ("document", "", "Googlebot/2.1", False),
        ("", "", "curl/8.0", False),
    ],
)
def test_only_a_person_opening_a_page_is_a_touch(destination, purpose, agent, counts):
    assert is_real_visit(destination=destination, purpose=purpose, agent=agent) is counts
