"""One press in a notice, or in the mail of it, ends what is like it."""

import re

import pytest

from core.db import session
from domain.angels import actions as angels
from domain.groups import actions
from domain.groups.models import AnnouncementOptOut, AskingChoice
from domain.notices import queries
from jobs import worker
from tests.domain.says.world import receive
from tests.web import post, sign_in
from web.notice_mail import notices_letter
from web.stop_links import hearing_token


def browser_of(client, person):
    return sign_in(client.application.test_client(), person)


@pytest.fixture
def announced(cast):
    """Alma is told of an announcement; her notice's id."""
    angels.endorse(cast.alma, cast.product_id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    actions.announce(cast.chen, cast.product_id, body="Ripe on Friday")
    worker.drain()
    (row,) = (one for one in queries.notices_of(cast.alma) if one.kind == "announcement")
    return row.id


def opted_out(cast):
    session.rollback()
    return session.get(AnnouncementOptOut, (cast.alma.id, cast.product_id)) is not None


def test_an_announcement_is_the_last_one_after_one_press(client, cast, announced):
    alma = browser_of(client, cast.alma)
    assert "No more announcements of this group" in alma.get("/notices").text
    answer = post(alma, f"/notices/{announced}/stop")
    assert answer.status_code == 303 and opted_out(cast)
    assert "Tell me of announcements again" in alma.get("/notices").text
    actions.announce(cast.chen, cast.product_id, body="And on Saturday")
    worker.drain()
    assert [one.id for one in queries.notices_of(cast.alma) if one.kind == "announcement"] == [announced]
    assert post(alma, f"/notices/{announced}/stop/delete", htmx=True).status_code == 200
    assert not opted_out(cast)


def test_only_ones_own_notices_and_only_what_can_be_ended(client, cast, announced):
    for person in (cast.bo, cast.chen, cast.olga):
        assert post(browser_of(client, person), f"/notices/{announced}/stop").status_code == 404
    assert post(client, f"/notices/{announced}/stop").status_code in (303, 401)
    question = actions.ask(cast.eve, cast.product_id, body="Ripe?")
    worker.drain()
    (row,) = (one for one in queries.notices_of(cast.chen) if one.kind == "question")
    assert question and post(browser_of(client, cast.chen), f"/notices/{row.id}/stop").status_code == 404


def test_the_mail_of_an_announcement_ends_them_without_signing_in(client, cast, announced):
    letter = notices_letter(client.application, cast.alma.id, [announced])
    link = re.search(r"/stop-hearing/\S+", letter.text)[0]
    assert link in letter.html
    stranger = client.application.test_client()
    assert "No more announcements of this group?" in stranger.get(link).text
    assert not opted_out(cast)
    assert post(stranger, link).status_code == 200 and opted_out(cast)
    assert post(stranger, link).status_code == 200


def test_the_mail_of_a_question_ends_them_too(client, cast):
    receive(cast, cast.bo)
    actions.choose_asking(cast.bo, True)
    actions.ask(cast.eve, cast.product_id, body="Is it sweet?")
    worker.drain()
    (row,) = queries.notices_of(cast.bo)
    letter = notices_letter(client.application, cast.bo.id, [row.id])
    assert "Is it sweet?" in letter.text
    link = re.search(r"/stop-hearing/\S+", letter.text)[0]
    assert post(client.application.test_client(), link).status_code == 200
    session.rollback()
    assert session.get(AskingChoice, cast.bo.id).is_willing is False


def test_forged_links_are_not_found(client, cast):
    with client.application.test_request_context():
        gone = hearing_token(999, "announcement", cast.product_id)
    for token in ("forged", "WzEsMiwzXQ.x"):
        assert client.get(f"/stop-hearing/{token}").status_code == 404
        assert post(client, f"/stop-hearing/{token}").status_code == 404
    assert post(client, f"/stop-hearing/{gone}").status_code == 404
