"""Asking to fold from the report page, deciding in the queue; and what a shop can never do."""

import pytest
from sqlalchemy import select

from core.db import session
from domain.groups import actions as groups
from domain.moderation import actions as moderation
from domain.moderation.models import Case
from domain.says import actions as says
from tests.buying import received
from tests.cast import Cast
from tests.web import post, sign_in


def test_a_merchant_asks_from_the_report_page_and_a_moderator_decides(app, client, cast: Cast) -> None:
    question_id = groups.ask(cast.eve, cast.product_id, body="All stolen")
    sign_in(client, cast.chen)
    assert "fold-requests" in client.get(f"/questions/{question_id}/reports").get_data(as_text=True)
    address = f"/questions/{question_id}/fold-requests"

    assert post(client, address, reason="").status_code == 422
    assert post(client, address, reason="Slander").status_code == 303

    group = client.get(f"/products/{cast.product_id}/questions/{question_id}").get_data(as_text=True)
    assert "The merchant asked to fold this: Slander" in group
    assert "All stolen" not in group
    assert "All stolen" in client.get("/merchant/fold-requests").get_data(as_text=True)
    dora = sign_in(app.test_client(), cast.dora)
    queue = dora.get("/moderation").get_data(as_text=True)
    assert "Slander" in queue and "opens by itself" in queue
    refused = post(dora, "/moderation/fold-requests/1", verb="confirm", reason_code="abuse", words="")
    assert refused.status_code == 422
    done = post(dora, "/moderation/fold-requests/1", verb="confirm", reason_code="abuse", words="Be kind")
    assert done.status_code == 303
    group = dora.get(f"/products/{cast.product_id}/questions/{question_id}").get_data(as_text=True)
    assert "Folded by a moderator: Be kind" in group


def test_others_find_no_way_to_ask(client, cast: Cast) -> None:
    question_id = groups.ask(cast.eve, cast.product_id, body="Ripe?")
    sign_in(client, cast.bo)

    assert "fold-requests" not in client.get(f"/questions/{question_id}/reports").get_data(as_text=True)
    assert client.get(f"/questions/{question_id}/fold-requests").status_code == 403
    assert post(client, f"/questions/{question_id}/fold-requests", reason="x").status_code == 403


def test_a_shop_touches_neither_ratings_nor_moderation(client, cast: Cast) -> None:
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    review = says.publish(cast.bo, body="Bad", product_id=cast.product_id, stars=1)
    comment = says.comment(cast.bo, review, body="Really")
    question = groups.ask(cast.bo, cast.product_id, body="Money back?")
    moderation.report(cast.eve, "post", review, reason="spam", words="")
    case_id = session.scalars(select(Case.id)).one()
    sign_in(client, cast.chen)

    paths = [
        f"/says/{review}/delete",
        f"/comments/{comment}/delete",
        f"/questions/{question}/delete",
        f"/moderation/cases/{case_id}/decision",
        "/moderation/fold-requests/1",
        f"/says/{review}/fold-requests",
        f"/comments/{comment}/fold-requests",
    ]
    answers = {
        path: post(client, path, verb="fold", reason="x", words="x", body="x").status_code for path in paths
    }
    looks = {path: client.get(path).status_code for path in ("/moderation", "/moderation/history")}

    assert set(answers.values()) <= {403, 404}, answers
    assert set(looks.values()) == {403}, looks


@pytest.mark.parametrize("verb", ["", "delete"])
def test_an_unknown_decision_is_a_404(client, cast: Cast, verb: str) -> None:
    sign_in(client, cast.dora)
    assert post(client, "/moderation/fold-requests/1", verb=verb).status_code == 404
