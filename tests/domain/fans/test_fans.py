"""What a shop knows of its fans, tags, ready words, broadcasts."""

import pytest

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.invariants import outcomes
from domain.angels import actions as angels
from domain.fans import actions, fandom, queries, rules
from domain.fans.models import BroadcastReceipt
from domain.notices.models import Notice
from domain.people import actions as people
from jobs import worker
from tests.cast import Cast
from tests.conftest import Time
from tests.domain.says.world import receive
from tests.queries import counted


def handles(cast: Cast, **narrowed: str) -> list[str]:
    return sorted(row.person.handle for row in queries.fans_of(cast.chen, cast.merchant_id, **narrowed))


@pytest.fixture
def fans(cast: Cast) -> Cast:
    """Bo bought twice, Alma endorses, Eve follows the owner; Dora has nothing to do with the shop."""
    receive(cast, cast.bo)
    receive(cast, cast.bo)
    angels.endorse(cast.alma, cast.product_id)
    people.follow(cast.eve, cast.chen.id)
    return cast


def test_fans_are_those_with_something_to_do_with_the_shop(fans: Cast) -> None:
    assert handles(fans) == ["alma", "bo", "eve"]
    assert handles(fans, fact="again") == ["bo"]
    assert handles(fans, fact="endorses") == ["alma"]
    assert handles(fans, fact="follows") == ["eve"]
    assert handles(fans, named="@AL") == ["alma"]


def test_facts_count_what_was_bought_and_kept(fans: Cast) -> None:
    bo = queries.fan(fans.chen, fans.merchant_id, "bo")

    assert (bo.row.bought, bo.row.kept, bo.row.endorses) == (2, 2, 0)
    assert len(bo.orders) == 2


def test_only_those_who_speak_for_the_shop_see_its_fans(fans: Cast) -> None:
    for other in (fans.alma, fans.bo, fans.dora, fans.eve, fans.olga):
        with pytest.raises(NotAllowed):
            queries.fans_of(other, fans.merchant_id)
        with pytest.raises(NotAllowed):
            queries.fan(other, fans.merchant_id, "bo")
        with pytest.raises(NotAllowed):
            actions.tag_fan(other, fans.merchant_id, fans.bo.id, kind="taste", words="sweet")
        with pytest.raises(NotAllowed):
            actions.send_broadcast(other, fans.merchant_id, title="Ripe", body="Now")


def test_who_is_no_fan_or_blocked_the_shop_is_not_found(fans: Cast) -> None:
    people.block(fans.bo, fans.chen.id)

    for handle in ("dora", "bo", "nobody"):
        with pytest.raises(NotFound):
            queries.fan(fans.chen, fans.merchant_id, handle)
    assert "bo" not in handles(fans)


def test_pages_of_fans_hold_each_once(fans: Cast) -> None:
    first = queries.fans_of(fans.chen, fans.merchant_id, size=2)
    second = queries.fans_of(fans.chen, fans.merchant_id, size=2, before=str(first.next_cursor))

    found = [row.person.handle for row in [*first.items, *second.items]]
    assert sorted(found) == ["alma", "bo", "eve"]
    assert second.next_cursor is None


def test_the_list_asks_two_queries_however_many(fans: Cast) -> None:
    with counted() as statements:
        queries.fans_of(fans.chen, fans.merchant_id)
    assert len(statements) == 2


# Tags.


def tagged(cast: Cast, words: str = "likes it sweet", kind: str = "taste") -> int:
    return actions.tag_fan(cast.chen, cast.merchant_id, cast.bo.id, kind=kind, words=words)


def test_a_fan_is_told_of_a_tag_sees_it_and_removes_it_for_90_days(fans: Cast, time: Time) -> None:
    tag_id = tagged(fans)
    worker.drain()
    assert session.query(Notice).filter_by(user_id=fans.bo.id, kind="fan_tag").count() == 1
    assert [one.words for one in queries.tags_on(fans.bo)] == ["likes it sweet"]

    actions.remove_tag(fans.bo, tag_id)

    assert queries.tags_on(fans.bo) == []
    with pytest.raises(Refused):
        tagged(fans, "Likes It Sweet")
    time.pass_(days=91)
    assert tagged(fans) != tag_id


def test_nobody_removes_the_tag_of_another(fans: Cast) -> None:
    tag_id = tagged(fans)
    for other in (fans.alma, fans.dora, fans.chen):
        with pytest.raises(NotFound):
            actions.remove_tag(other, tag_id)


@pytest.mark.parametrize(
    ("kind", "words", "field"),
    [
        ("health", "sweet", "kind"),
        ("taste", "", "words"),
        ("taste", "x" * 21, "words"),
        ("taste", "Diabetic", "words"),
        ("habit", "孕妇", "words"),
        ("habit", "離婚", "words"),
        ("size", "139 7777 8888", "words"),
        ("service", "bo@example.org", "words"),
    ],
)
def test_tags_of_sensitive_kinds_are_refused(fans: Cast, kind: str, words: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        tagged(fans, words, kind)
    assert refused.value.field == field


def test_harmless_words_are_not_taken_for_sensitive_ones() -> None:
    assert not any(rules.is_sensitive(words) for words in ("likes grapes", "家庭装", "terrace", "spicy"))


# Ready words.


def test_ready_words_are_filled_for_whom_they_are(fans: Cast) -> None:
    reply_id = actions.keep_reply(
        fans.chen, fans.merchant_id, title="Ripe", body="Dear {name}, {product} ripens {x}."
    )
    filled = queries.filled_reply(fans.chen, reply_id, name="Bo", product="Durian")
    assert filled == "Dear Bo, Durian ripens {x}."
    with pytest.raises(NotFound):
        queries.filled_reply(fans.bo, reply_id)


# Broadcasts.


def send(cast: Cast, **narrowed: str) -> int:
    return actions.send_broadcast(cast.chen, cast.merchant_id, title="Ripe", body="On Friday", **narrowed)


def told(cast: Cast) -> set[int]:
    session.rollback()
    return set(session.scalars(session.query(Notice.user_id).filter_by(kind="broadcast").statement))


def test_a_broadcast_reaches_the_fans_of_whom_the_fact_holds(fans: Cast) -> None:
    assert queries.reach_of(fans.chen, fans.merchant_id, fact="bought", tag="") == 1
    made = send(fans, fact="bought")
    worker.drain()

    assert told(fans) == {fans.bo.id}
    assert queries.broadcast(fans.bo, made).title == "Ripe"
    with pytest.raises(NotFound):
        queries.broadcast(fans.alma, made)


def test_a_broadcast_reaches_those_with_a_tag(fans: Cast) -> None:
    tagged(fans)
    send(fans, tag="likes it sweet")
    worker.drain()
    assert told(fans) == {fans.bo.id}


def test_nobody_is_told_who_stopped_muted_or_blocked_the_shop(fans: Cast) -> None:
    receive(fans, fans.dora)
    actions.stop_broadcasts(fans.bo.id, fans.merchant_id)
    people.mute(fans.alma, fans.chen.id, span="always")
    people.block(fans.eve, fans.chen.id)

    send(fans)
    worker.drain()

    assert told(fans) == {fans.dora.id}


def test_a_stop_between_sending_and_telling_counts(fans: Cast) -> None:
    made = send(fans)
    actions.stop_broadcasts(fans.bo.id, fans.merchant_id, made)
    worker.drain()

    assert fans.bo.id not in told(fans)
    assert [one.breaches for one in outcomes() if one.name.startswith("fans")] == [(), (), ()]


def test_a_stop_takes_away_what_waits_to_be_read_and_is_counted(fans: Cast) -> None:
    made = send(fans)
    worker.drain()
    actions.stop_broadcasts(fans.bo.id, fans.merchant_id, made)

    assert told(fans) == {fans.alma.id, fans.eve.id}
    card = queries.broadcasts_of(fans.chen, fans.merchant_id).items[0]
    assert (card.reached, card.stopped) == (3, 1)


def test_two_a_week_and_the_third_says_when(fans: Cast, time: Time) -> None:
    send(fans)
    send(fans)
    with pytest.raises(Refused) as refused:
        send(fans)
    assert str(refused.value.values["day"]).endswith("UTC")
    time.pass_(days=8)
    send(fans)


def test_a_broadcast_goes_out_in_portions_and_to_each_once(
    fans: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "TOLD_AT_ONCE", 1)
    made = send(fans)
    worker.drain()

    assert session.query(BroadcastReceipt).filter_by(broadcast_id=made).count() == 3
    assert queries.broadcasts_of(fans.chen, fans.merchant_id).items[0].sent_at is not None
    assert told(fans) == {fans.alma.id, fans.bo.id, fans.eve.id}


def test_one_is_a_fan_by_public_deeds_only(cast: Cast) -> None:
    assert not fandom.is_fan(cast.merchant_id, cast.eve.id)
    assert not fandom.is_fan(cast.merchant_id, cast.chen.id)
