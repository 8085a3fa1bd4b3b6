"""Notices by web push: to whom and when, and what becomes of browsers that are gone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from adapters.push import Pusher
from core import clock
from core.db import session
from core.unit import action
from domain.notices import actions as notices
from domain.notices.models import PushSubscription
from domain.people import actions as people
from domain.people.actions import sessions
from domain.people.models import SignInSession
from domain.people.viewer import Viewer
from domain.says import actions as says
from jobs import notice_push
from jobs.beside import Beside
from tests.cast import Cast
from tests.domain.notices.world import catch_up
from tests.jobs.test_notice_mail import mentioned, spoil_notices_of
from tests.pushserver import Browser, Service, push_service
from tests.web import post, sign_in


@pytest.fixture
def service(app: Flask) -> Iterator[Service]:
    """The site pushes through this one, near as it is."""
    before = app.extensions["pusher"]
    with push_service() as made:
        app.extensions["pusher"] = Pusher(before.key_file, before.contact, (made.host,))
        yield made
        app.extensions["pusher"] = before


@pytest.fixture
def browser(cast: Cast, service: Service) -> Browser:
    """Of Alma."""
    made = Browser()
    notices.subscribe(cast.alma, made.subscription(service.endpoint), session_hash=session_of(cast.alma))
    return made


@action
def session_of(person: Viewer) -> str:
    """In a browser that is not on the site now."""
    key = sessions.hash_of(sessions.begin_session(person.id, user_agent="", visitor_id=""))
    session.get_one(SignInSession, key).last_seen_at = clock.now() - timedelta(hours=1)
    return key


def browsers() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(PushSubscription)) or 0


def test_the_browser_shows_what_happened_once_in_her_language(
    app: Flask, cast: Cast, service: Service, browser: Browser, time
):
    mentioned(cast)
    assert notice_push.push_due(app) == 0
    time.pass_(minutes=2)

    assert notice_push.push_due(app) == 1
    assert notice_push.push_due(app) == 0

    [(_, body)] = service.taken
    said = browser.read(body)
    assert said["body"] == "Bo mentioned you in a post “Look at this, @alma”"
    assert said["path"].startswith("/notices/")


def test_nobody_is_pushed_who_is_on_the_site_has_read_it_or_wants_quiet(
    app: Flask, cast: Cast, service: Service, browser: Browser, time, client: FlaskClient
):
    mentioned(cast)
    time.pass_(minutes=2)
    sign_in(client, cast.alma)
    assert notice_push.push_due(app) == 0

    time.pass_(minutes=12)
    minute = clock.now().hour * 60 + clock.now().minute
    notices.choose_delivery(
        cast.alma, by_mail=True, digest=True, quiet_from=minute, quiet_to=(minute + 60) % 1440
    )
    assert notice_push.push_due(app) == 0

    notices.mark_all_read(cast.alma)
    time.pass_(hours=2)
    assert notice_push.push_due(app) == 0 and not service.taken


@pytest.mark.parametrize(("status", "left"), [(410, 0), (404, 0), (503, 1)])
def test_a_browser_that_is_gone_is_forgotten(
    app: Flask, cast: Cast, service: Service, browser: Browser, time, status: int, left: int
):
    service.status = status
    mentioned(cast)
    time.pass_(minutes=2)

    assert notice_push.push_due(app) == 0
    assert browsers() == left


def test_a_browser_whose_service_fails_for_a_week_is_forgotten_and_one_that_comes_back_is_not(
    app: Flask, cast: Cast, service: Service, browser: Browser, time
):
    def tried(status: int, **later: int) -> int:
        time.pass_(**later)
        service.status = status
        mentioned(cast)
        time.pass_(minutes=2)
        notice_push.push_due(app)
        return browsers()

    assert [tried(503, days=2) for _ in range(2)] == [1, 1]
    assert tried(201, hours=1) == 1
    assert [tried(503, hours=42) for _ in range(5)] == [1, 1, 1, 1, 0]


def test_push_is_turned_on_and_off_in_the_settings(client: FlaskClient, cast: Cast, service: Service):
    sign_in(client, cast.alma)
    made = Browser().subscription(service.endpoint)
    fields = {"endpoint": made.endpoint, "p256dh": made.p256dh, "auth": made.auth}
    assert 'data-push="B' in client.get("/settings/notices").get_data(as_text=True)

    assert post(client, "/push", data_=fields).status_code == 303
    assert "Turn it off (1 browser)" in client.get("/settings/notices").get_data(as_text=True)
    assert post(client, "/push/delete").status_code == 303
    assert browsers() == 0


def test_an_endpoint_that_the_site_would_not_call_is_refused(client: FlaskClient, cast: Cast):
    sign_in(client, cast.alma)
    made = Browser().subscription("http://169.254.169.254/latest")

    answer = post(client, "/push", endpoint=made.endpoint, p256dh=made.p256dh, auth=made.auth)

    assert answer.status_code == 422 and browsers() == 0


def test_a_browser_belongs_to_whoever_used_it_last(cast: Cast, service: Service, browser: Browser):
    notices.subscribe(cast.bo, browser.subscription(service.endpoint), session_hash=session_of(cast.bo))

    session.rollback()
    assert session.scalars(select(PushSubscription.user_id)).all() == [cast.bo.id]


def test_the_workers_script_is_there_for_everybody(client: FlaskClient):
    answer = client.get("/push.js")

    assert answer.mimetype == "text/javascript" and "showNotification" in answer.get_data(as_text=True)


def test_one_persons_trouble_keeps_no_push_from_the_others(
    app: Flask, cast: Cast, service: Service, browser: Browser, time, caplog
):
    other = Browser()
    endpoint = f"{service.endpoint}/bo"
    notices.subscribe(cast.bo, other.subscription(endpoint), session_hash=session_of(cast.bo))
    mentioned(cast)
    says.publish(cast.alma, body="And you, @bo", audience="friends")
    catch_up()
    time.pass_(minutes=2)
    spoil_notices_of(cast.alma)

    assert cast.alma.id < cast.bo.id and notice_push.push_due(app) == 1

    [(_, body)] = service.taken
    assert "And you" in other.read(body)["body"]
    assert f"nothing could be pushed to person {cast.alma.id}" in caplog.text


def test_what_fails_beside_the_schedule_is_said(app: Flask, caplog):
    def fails(app: Flask) -> int:
        raise LookupError("the road is closed")

    assert Beside("a job", fails).in_context(app) == 0
    assert "a job failed" in caplog.text and "the road is closed" in caplog.text


def test_a_browser_that_is_signed_out_from_afar_is_told_nothing_more(
    app: Flask, cast: Cast, service: Service, browser: Browser, time
):
    here = session_of(cast.alma)
    mentioned(cast)
    time.pass_(minutes=2)

    people.end_other_sessions(cast.alma, kept=here)

    assert notice_push.push_due(app) == 0 and not service.taken
    assert browsers() == 0


def test_a_browser_whose_session_has_run_out_is_told_nothing_more(
    app: Flask, cast: Cast, service: Service, browser: Browser, time
):
    time.pass_(days=400)
    mentioned(cast)
    time.pass_(minutes=2)

    assert browsers() == 1 and notice_push.push_due(app) == 0 and not service.taken
