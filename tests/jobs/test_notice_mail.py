"""Notices and digests by mail, over the wire: when they go, what they say, what becomes of those that fail."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from adapters.mail import FileMailer, mailer
from core import clock
from core.db import session
from core.unit import action
from domain.groups import actions as groups
from domain.notices import actions as notices, queries, rules
from domain.notices.models import Delivery, Notice
from domain.notices.queries.digest import digest_of
from domain.orders import actions as orders
from domain.people import actions as people
from domain.people.models import User
from domain.people.viewer import Viewer
from domain.says import actions as says
from jobs import notice_mail, schedule
from tests.buying import bought, shipped
from tests.cast import Cast
from tests.domain.notices.test_gate import mute
from tests.domain.notices.world import catch_up
from tests.mailserver import Server, mail_server
from tests.web import post


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    """The site's mail goes to this one."""
    before = app.extensions["mailer"]
    with mail_server() as made:
        app.extensions["mailer"] = mailer(made.url, app.extensions["settings"].data_dir)
        yield made
        app.extensions["mailer"] = before


@action
def set_user(person: Viewer, **values: object) -> None:
    session.execute(update(User).where(User.id == person.id).values(**values))


def delivery_of(person: Viewer) -> Delivery:
    session.rollback()
    return session.scalars(select(Delivery).where(Delivery.user_id == person.id)).one()


def mentioned(cast: Cast, body: str = "Look at this, @alma") -> int:
    post_id = says.publish(cast.bo, body=body, audience="friends")
    catch_up()
    return post_id


def send(app: Flask) -> int:
    return notice_mail.send_due(app) + notice_mail.send_digests(app)


def test_a_notice_goes_out_after_ten_minutes_and_once(app: Flask, cast: Cast, server: Server, time):
    mentioned(cast)
    time.pass_(minutes=9)
    assert send(app) == 0

    time.pass_(minutes=2)
    assert send(app) == 1
    assert send(app) == 0

    [letter] = server.to("alma@example.org")
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert letter["Subject"] == "Bo mentioned you in a post · Angel Says"
    assert text is not None and html is not None
    assert "“Look at this, @alma”" in text.get_content()
    assert "Look at this, @alma" in html.get_content() and "prefers-color-scheme" in html.get_content()
    assert "http://127.0.0.1:5000/notices/" in text.get_content()


def test_what_was_read_on_the_site_is_not_mailed(app: Flask, cast: Cast, server: Server, time):
    mentioned(cast)
    notices.mark_all_read(cast.alma)
    time.pass_(minutes=11)

    assert send(app) == 0 and not server.letters


def test_all_that_is_due_is_one_mail(app: Flask, cast: Cast, server: Server, time):
    mentioned(cast)
    people.ask_friend(cast.eve, cast.alma.id)
    number = bought(cast.alma, (cast.variant_id, 1))
    catch_up()
    time.pass_(minutes=11)

    send(app)

    [letter] = server.to("alma@example.org")
    body = letter.get_body(("plain",))
    assert number and body is not None
    assert "Eve wants to be your friend" in body.get_content() and "Bo mentioned" in body.get_content()
    assert letter["Subject"].endswith("and 1 more · Angel Says")


def test_likes_and_comments_are_not_worth_a_mail(app: Flask, cast: Cast, server: Server, time):
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.bo, post_id, body="Yes")
    says.react(cast.bo, post_id)
    catch_up()
    time.pass_(minutes=11)

    assert send(app) == 0


def test_each_step_of_an_order_is_a_mail_though_the_last_one_waits_unread(
    app: Flask, cast: Cast, server: Server, time
):
    shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    catch_up()
    time.pass_(minutes=11)
    send(app)
    assert len(server.to("bo@example.org")) == 1

    time.pass_(days=11)
    schedule.run_due()
    catch_up()
    time.pass_(minutes=11)
    send(app)

    assert "ten days after" in server.to("bo@example.org")[1]["Subject"]


def test_it_is_written_in_the_readers_language(app: Flask, cast: Cast, server: Server, time):
    set_user(cast.alma, locale="zh_Hans")
    mentioned(cast)
    time.pass_(minutes=11)
    send(app)

    [letter] = server.to("alma@example.org")
    body = letter.get_body(("html",))
    assert "提到了你" in letter["Subject"] and "天使说" in letter["Subject"]
    assert body is not None and 'lang="zh-Hans"' in body.get_content()


def test_what_was_taken_back_or_hidden_meanwhile_is_not_mailed(app: Flask, cast: Cast, server: Server, time):
    post_id = mentioned(cast, "A secret, @alma")
    says.edit(cast.bo, post_id, body="A secret, @alma", audience="me")
    time.pass_(minutes=11)

    assert send(app) == 0
    assert session.scalars(select(Notice.mailed_at).where(Notice.user_id == cast.alma.id)).one() is not None


def test_a_muted_person_is_never_mailed_about(app: Flask, cast: Cast, server: Server, time):
    mute(cast.alma, cast.bo)
    mentioned(cast)
    time.pass_(minutes=11)

    assert send(app) == 0


@pytest.mark.parametrize("how", ["by_mail", "email", "closed"])
def test_nobody_is_mailed_who_does_not_want_it_or_cannot_be(
    app: Flask, cast: Cast, server: Server, time, how: str
):
    mentioned(cast)
    if how == "by_mail":
        notices.choose_delivery(cast.alma, by_mail=False, digest=True, quiet_from=0, quiet_to=0)
    else:
        set_user(cast.alma, **({"email": None} if how == "email" else {"closed_at": clock.now()}))
    time.pass_(minutes=11)

    assert send(app) == 0


def test_what_came_before_mail_was_wanted_is_not_sent_after(app: Flask, cast: Cast, server: Server, time):
    notices.choose_delivery(cast.alma, by_mail=False, digest=True, quiet_from=0, quiet_to=0)
    mentioned(cast)
    time.pass_(minutes=11)
    notices.choose_delivery(cast.alma, by_mail=True, digest=True, quiet_from=0, quiet_to=0)

    assert send(app) == 0


def test_quiet_hours_are_those_of_her_own_clock_and_the_mail_waits_for_their_end(
    app: Flask, cast: Cast, server: Server, time
):
    set_user(cast.alma, time_zone="Asia/Shanghai")
    local = clock.now() + timedelta(hours=8)
    begins = (local.hour * 60 + local.minute - 60) % rules.DAY_MINUTES
    notices.choose_delivery(
        cast.alma,
        by_mail=True,
        digest=True,
        quiet_from=begins,
        quiet_to=(begins + 120) % rules.DAY_MINUTES,
    )
    mentioned(cast)
    time.pass_(minutes=11)
    assert send(app) == 0

    time.pass_(minutes=60)
    assert send(app) == 1


@pytest.mark.parametrize(
    ("hour", "zone", "hours", "expected"),
    [
        (23, "", (22, 8), True),
        (7, "", (22, 8), True),
        (8, "", (22, 8), False),
        (12, "", (22, 8), False),
        (12, "", (12, 14), True),
        (14, "", (12, 14), False),
        (12, "", (0, 0), False),
        (15, "Asia/Shanghai", (22, 8), True),
        (12, "America/New_York", (6, 8), True),
    ],
)
def test_quiet_hours_go_over_midnight(hour: int, zone: str, hours: tuple[int, int], expected: bool):
    at = datetime(2026, 1, 15, hour, tzinfo=UTC)

    assert rules.is_quiet(at, zone, hours[0] * 60, hours[1] * 60) is expected


def test_a_server_that_is_down_loses_nothing(app: Flask, cast: Cast, server: Server, time):
    mentioned(cast)
    time.pass_(minutes=11)
    working = app.extensions["mailer"]
    app.extensions["mailer"] = mailer("smtp://127.0.0.1:1", app.extensions["settings"].data_dir)
    assert send(app) == 0

    app.extensions["mailer"] = working
    assert send(app) == 1


def test_one_address_that_has_trouble_waits_and_the_others_get_theirs(
    app: Flask, cast: Cast, server: Server, time
):
    server.put_off = {"alma@example.org"}
    says.publish(cast.bo, body="Look, @alma @eve")
    catch_up()
    time.pass_(minutes=11)
    assert send(app) == 1
    assert delivery_of(cast.alma).tries == 1

    server.put_off = set()
    assert send(app) == 0
    time.pass_(minutes=6)
    assert send(app) == 1
    assert delivery_of(cast.alma).tries == 0


def test_an_address_that_is_refused_for_good_is_noted_until_she_saves_her_settings(
    app: Flask, cast: Cast, server: Server, time, client: FlaskClient
):
    server.refused = {"alma@example.org"}
    mentioned(cast)
    time.pass_(minutes=11)
    send(app)
    assert delivery_of(cast.alma).refused_at is not None
    mentioned(cast, "Again, @alma")
    time.pass_(minutes=11)
    assert send(app) == 0

    server.refused = set()
    notices.choose_delivery(cast.alma, by_mail=True, digest=True, quiet_from=0, quiet_to=0)
    assert send(app) == 1


def test_two_workers_send_one_mail(app: Flask, cast: Cast, server: Server, time):
    mentioned(cast)
    time.pass_(minutes=11)

    def work() -> None:
        with app.app_context():
            notice_mail.send_due(app)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(server.to("alma@example.org")) == 1


def test_a_step_of_an_order_while_the_last_is_on_its_way_is_mailed_too(
    app: Flask, cast: Cast, server: Server, time
):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    orders.claim_payment(cast.bo, number)
    orders.confirm_payment(cast.chen, number)
    catch_up()
    time.pass_(minutes=11)
    lease = notices.take_notices(cast.bo.id)
    assert lease is not None
    orders.ship(cast.chen, number, carrier="SF", tracking_number="1")
    catch_up()
    notices.mailed(lease)
    time.pass_(minutes=11)
    server.letters.clear()

    send(app)

    [letter] = server.to("bo@example.org")
    body = letter.get_body(("plain",))
    assert body is not None and "On its way to you" in body.get_content()


def test_a_worker_that_dies_while_sending_costs_one_double_at_most(
    app: Flask, cast: Cast, server: Server, time
):
    mentioned(cast)
    time.pass_(minutes=11)
    assert notices.take_notices(cast.alma.id) is not None
    assert notices.take_notices(cast.alma.id) is None
    assert send(app) == 0

    time.pass_(minutes=11)

    assert send(app) == 1
    assert send(app) == 0


def test_a_worker_that_comes_back_late_settles_nothing_of_anothers(cast: Cast, time):
    mentioned(cast)
    time.pass_(minutes=11)
    late = notices.take_notices(cast.alma.id)
    time.pass_(minutes=11)
    other = notices.take_notices(cast.alma.id)
    assert late is not None and other is not None

    notices.put_off(late)

    assert delivery_of(cast.alma).retry_at == other.until_at


def test_no_write_waits_for_the_mail_server(app: Flask, cast: Cast, time):
    """While a mail is on its way, others write."""

    class Slow:
        wrote = False

        def send(self, *args: object, **kwargs: object) -> None:
            thread = threading.Thread(target=self._write)
            thread.start()
            thread.join()

        def _write(self) -> None:
            with app.app_context():
                says.publish(cast.eve, body="Meanwhile")
                self.wrote = True

    mentioned(cast)
    time.pass_(minutes=11)
    before, app.extensions["mailer"] = app.extensions["mailer"], Slow()
    try:
        assert send(app) == 1
        assert app.extensions["mailer"].wrote
    finally:
        app.extensions["mailer"] = before


def test_one_click_ends_the_mail_without_signing_in(
    app: Flask, cast: Cast, server: Server, time, client: FlaskClient
):
    mentioned(cast)
    time.pass_(minutes=11)
    send(app)
    [letter] = server.to("alma@example.org")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://127\.0\.0\.1:5000(/unsubscribe/[^>]+)>", letter["List-Unsubscribe"])
    assert found

    page = client.get(found[1])
    assert page.status_code == 200 and page.get_data(as_text=True).count("End this mail") == 1
    assert queries.delivery(cast.alma).by_mail

    answer = client.post(found[1], data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not queries.delivery(cast.alma).by_mail
    assert queries.delivery(cast.alma).digest


def test_the_button_ends_it_too_and_a_forged_address_is_none(app: Flask, cast: Cast, client: FlaskClient):
    from web.notice_mail import token_for

    path = f"/unsubscribe/{token_for(cast.bo.id, 'digest')}"
    assert "no weekly mail any more" in post(client, path).get_data(as_text=True)
    assert not queries.delivery(cast.bo).digest and queries.delivery(cast.bo).by_mail

    for forged in (path[:-1] + ("a" if path[-1] != "a" else "b"), "/unsubscribe/x", "/unsubscribe/W10.x"):
        assert client.get(forged).status_code == client.post(forged).status_code == 404


def week(cast: Cast, time, **seen: object) -> None:
    """A week passes since everybody came, and Alma was here lately."""
    time.pass_(days=8)
    set_user(cast.alma, last_seen_at=clock.now(), **seen)


def test_the_week_holds_what_friends_say_and_what_waits(app: Flask, cast: Cast, server: Server, time):
    week(cast, time)
    says.publish(cast.bo, body="For friends only", audience="friends")
    says.publish(cast.bo, body="For me only", audience="me")
    says.publish(cast.eve, body="Of a stranger")
    groups.recompute(cast.chen.id, cast.product_id)

    assert send(app) == 1
    assert send(app) == 0

    [letter] = server.to("alma@example.org")
    body = letter.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert letter["Subject"] == "Your week: 1 post by friends · Angel Says"
    assert "For friends only" in said and "For me only" not in said and "Of a stranger" not in said
    assert "/unsubscribe/" in letter["List-Unsubscribe"]


def test_the_week_holds_nothing_muted_and_nothing_without_words(app: Flask, cast: Cast, time):
    week(cast, time)
    says.publish(cast.bo, body="About the tea", product_id=cast.product_id)
    passed_on = says.publish(cast.eve, body="Of a stranger")
    says.pass_on(cast.bo, passed_on)
    says.publish(cast.bo, body="About the day")
    says.mute_product(cast.alma, cast.product_id)

    found = digest_of(cast.alma, clock.now() - timedelta(days=7))

    assert [card.body for card in found.posts] == ["About the day"]


def test_a_question_waits_for_those_who_may_answer(app: Flask, cast: Cast, server: Server, time):
    time.pass_(days=8)
    for person in (cast.chen, cast.eve):
        set_user(person, last_seen_at=clock.now())
    groups.recompute(cast.chen.id, cast.product_id)
    groups.ask(cast.bo, cast.product_id, body="Is it ripe?")

    send(app)

    [letter] = server.to("chen@example.org")
    body = letter.get_body(("html",))
    assert body is not None and "Is it ripe?" in body.get_content()
    assert not server.to("eve@example.org")


def test_an_empty_week_is_not_sent_and_not_asked_again(app: Flask, cast: Cast, server: Server, time):
    week(cast, time)

    assert send(app) == 0
    assert queries.delivery(cast.alma).digested_at is not None


@pytest.mark.parametrize("how", ["away", "unwanted", "never here"])
def test_who_is_away_or_does_not_want_it_gets_no_week(app: Flask, cast: Cast, server: Server, time, how: str):
    week(cast, time)
    if how == "away":
        set_user(cast.alma, last_seen_at=clock.now() - timedelta(days=181))
    elif how == "never here":
        set_user(cast.alma, last_seen_at=None)
    else:
        notices.choose_delivery(cast.alma, by_mail=True, digest=False, quiet_from=0, quiet_to=0)
    says.publish(cast.bo, body="Sweet")

    assert send(app) == 0


def test_without_a_server_it_is_a_file_that_the_page_shows(app: Flask, cast: Cast, client: FlaskClient, time):
    assert isinstance(app.extensions["mailer"], FileMailer)
    mentioned(cast, "Look <b>here</b>, @alma")
    time.pass_(minutes=11)
    assert notice_mail.mailing.begin() == 1
    page = client.get("/dev/mails").get_data(as_text=True)
    found = re.search(r'href="(/dev/mails/[^"]+)"', page)
    assert found and "Bo mentioned you in a post" in page

    shown = client.get(found[1])
    html = client.get(found[1] + "/html")

    assert "Look &lt;b&gt;here&lt;/b&gt;" in shown.get_data(as_text=True)
    assert "Look &lt;b&gt;here&lt;/b&gt;" in html.get_data(as_text=True)
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert client.get("/dev/mails", headers={"Host": "shop.example.org"}).status_code == 404
    assert client.get("/dev/mails", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 404
    afar = {"REMOTE_ADDR": "93.184.216.34"}
    assert client.get("/dev/mails", headers={"Host": "localhost"}, environ_overrides=afar).status_code == 404
    assert client.get("/dev/mails/..%2Fsite.db").status_code == 404


@action
def spoil_notices_of(person: Viewer) -> None:
    """As a fault in a later release might leave them."""
    session.execute(update(Notice).where(Notice.user_id == person.id).values(actor_ids=[{}]))
