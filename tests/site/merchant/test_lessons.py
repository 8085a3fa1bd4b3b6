"""/merchant/lessons and the way from 0 to 1 on the desk."""

import pytest

from core.unit import action
from domain.catalog.models import Product
from domain.groups import actions as groups
from domain.groups.onboarding import onboarding
from domain.ledger.actions import set_destination
from domain.merchants.lessons import SLUGS, lessons_read
from tests.buying import change
from tests.web import post, sign_in


def test_each_lesson_is_read_and_its_progress_kept_for_oneself(client, app, cast):
    sign_in(client, cast.chen)
    assert client.get("/merchant/lessons").text.count("data-lesson") == len(SLUGS) == 6
    for slug in SLUGS:
        assert client.get(f"/merchant/lessons/{slug}").status_code == 200
        for _ in range(2):
            assert post(client, f"/merchant/lessons/{slug}/reading").location == "/merchant/lessons"
    assert "6 of 6 read" in client.get("/merchant/lessons").text
    assert lessons_read(cast.eve) == frozenset()
    part = post(client, "/merchant/lessons/law/reading", htmx=True, do="unread").text
    assert "I have read this" in part and lessons_read(cast.chen) == set(SLUGS) - {"law"}


@pytest.mark.parametrize("slug", ["none", "%00", "law%20"])
def test_there_is_no_other_lesson(client, cast, slug):
    sign_in(client, cast.eve)
    assert client.get(f"/merchant/lessons/{slug}").status_code == 404
    assert post(client, f"/merchant/lessons/{slug}/reading").status_code == 404


def test_the_way_of_a_new_shop_is_made_from_facts(client, cast):
    sign_in(client, cast.chen)
    assert 'id="onboarding"' in client.get("/merchant").text
    before = onboarding(cast.chen, cast.merchant_id)
    assert (before.is_verified, before.has_picture, before.has_answered) == (True, False, False)
    action(groups.welcome_staff)(cast.product_id, cast.merchant_id)
    question = groups.ask(cast.eve, cast.product_id, body="How ripe?")
    groups.answer(cast.chen, question, body="Ripe")
    set_destination(cast.chen, cast.merchant_id, destination="Bank")
    action(change)(Product, cast.product_id, picture_key="k")
    for slug in SLUGS:
        post(client, f"/merchant/lessons/{slug}/reading")
    assert onboarding(cast.chen, cast.merchant_id).is_done
    assert 'id="onboarding"' not in client.get("/merchant").text
