"""What hangs on a message: quotes, pictures, products, orders, badges; and what never does."""

import pytest
from sqlalchemy import select, update

from core import clock
from core.db import session
from core.errors import NotAllowed, Refused, Throttled
from core.unit import action
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.groups import actions, queries, rules
from domain.groups.actions import Hanging
from domain.groups.actions.heat import FLOOD_MAX
from domain.groups.queries.messages import OrderInChat
from domain.merchants.models import MerchantStaff
from domain.moderation import actions as moderation
from domain.orders.models import Order, OrderLine
from domain.people import actions as people
from domain.viewers import viewer_of
from tests.cast import make_product
from tests.domain.says import world


@pytest.fixture
def group(cast):
    angels.endorse(cast.alma, cast.product_id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    return cast


@action
def other_product(cast) -> int:
    kind = session.scalars(select(Product.category_id)).first()
    return make_product(cast.merchant_id, kind, cast.chen.id, title="Mango").id


def said(cast, who, body="Hello", **hanging):
    seq = actions.send(who, cast.product_id, body=body, hanging=Hanging(**hanging))
    return queries.messages_of(cast.alma, cast.product_id, after=seq - 1, size=1)[0]


def test_an_answer_quotes_what_it_answers(group):
    first = said(group, group.alma, "Is it ripe?")
    answer = said(group, group.chen, "Yes", reply_to=first.id)
    assert (answer.quote.id, answer.quote.author, answer.quote.body) == (first.id, "Alma", "Is it ripe?")


def test_a_quote_of_what_was_deleted_says_nothing_of_it(group):
    first = said(group, group.alma, "My phone is 123")
    said(group, group.chen, "Careful", reply_to=first.id)
    actions.delete_message(group.alma, first.id)
    assert queries.messages_of(group.alma, group.product_id)[-1].quote.body == ""


def test_a_message_of_another_group_cannot_be_quoted(group):
    elsewhere = other_product(group)
    actions.welcome_staff(elsewhere, group.merchant_id)
    seq = actions.send(group.chen, elsewhere, body="Secret of the other group")
    other = queries.messages_of(group.chen, elsewhere, after=seq - 1)[0]
    with pytest.raises(Refused) as refusal:
        said(group, group.alma, "What?", reply_to=other.id)
    assert refusal.value.field == "reply_to"


def test_pictures_alone_are_a_message(group):
    message = said(group, group.alma, "", pictures=[world.picture(), world.picture()], alts=["A tree"])
    assert [(photo.alt, photo.width) for photo in message.photos] == [("A tree", 900), ("", 900)]


def test_a_picture_waits_for_its_owner_only(group):
    [token] = actions.keep_message_photos(group.chen, [world.picture()])
    assert queries.kept_message_photos(group.alma, [token]) == []
    with pytest.raises(Refused, match="no longer there"):
        said(group, group.alma, "Mine", tokens=[token])
    assert len(said(group, group.chen, "Mine", tokens=[token]).photos) == 1
    with pytest.raises(Refused):
        said(group, group.chen, "Again", tokens=[token])


def test_more_than_nine_pictures_are_refused(group):
    with pytest.raises(Refused, match="At most"):
        said(group, group.alma, "Many", pictures=[world.picture() for _ in range(10)])


def test_pictures_nobody_came_back_for_are_swept_up(group, time):
    actions.keep_message_photos(group.chen, [world.picture()])
    gone = said(group, group.alma, "", pictures=[world.picture()])
    kept = said(group, group.alma, "", pictures=[world.picture()])
    actions.delete_message(group.alma, gone.id)
    time.pass_(days=3)
    assert len(actions.sweep_message_photos()) == 2
    assert len(queries.messages_of(group.alma, group.product_id)[-1].photos) == len(kept.photos) == 1


def test_an_order_shows_the_line_that_was_bought_and_nothing_else(group):
    line = session.get(OrderLine, world.receive(group, group.alma))
    number = session.get(Order, line.order_id).number
    message = said(group, group.alma, "This one", order=number.lower())
    assert message.order == OrderInChat("Durian, 3 kg", "", None, 1)


def test_only_ones_own_order_of_this_product_is_shown(group):
    line = session.get(OrderLine, world.receive(group, group.bo))
    number = session.get(Order, line.order_id).number
    for order in (number, "NOSUCHORDER"):
        with pytest.raises(Refused, match="no order of this product"):
            said(group, group.alma, "Look", order=order)


def test_a_product_is_shown_if_its_readers_may_see_it(group):
    shown = other_product(group)
    assert said(group, group.alma, "Try this", product=shown).product.title == "Mango"
    with pytest.raises(Refused, match="no product"):
        said(group, group.alma, "Try this", product=10**9)


# For whom somebody speaks.


def test_staff_speak_for_the_shop_unless_they_choose_not_to(group):
    assert (said(group, group.chen).from_merchant, said(group, group.chen).worn_role) == (True, "owner")
    seq = actions.send(group.chen, group.product_id, body="Privately", voice="self")
    assert queries.messages_of(group.alma, group.product_id, after=seq - 1)[0].from_merchant is False


@pytest.mark.parametrize("voice", ["shop", "platform", "pope"])
def test_nobody_wears_a_badge_that_is_not_hers(group, voice):
    with pytest.raises(Refused) as refusal:
        actions.send(group.alma, group.product_id, body="Trust me", voice=voice)
    assert refusal.value.field == "voice"


def test_a_moderator_comes_in_as_the_platform(group):
    message = said(group, group.dora, "Please stay kind")
    assert (message.from_platform, message.basis) == (True, "moderator")


def test_the_badge_stays_on_old_messages_and_says_that_it_is_old(group):
    seq = said(group, group.chen).seq
    _leave(group)
    message = queries.messages_of(group.alma, group.product_id, after=seq - 1)[0]
    assert (message.from_merchant, message.still_there) == (True, False)


@action
def _leave(cast) -> None:
    for row in session.scalars(select(MerchantStaff).where(MerchantStaff.user_id == cast.chen.id)):
        session.delete(row)


# Pins and announcements.


def test_three_pins_stand_and_each_ends(group, time):
    messages = [said(group, group.alma, f"Number {n}").id for n in range(4)]
    for one in messages[:3]:
        actions.pin(group.chen, one, days=7)
    with pytest.raises(Refused, match="pinned already"):
        actions.pin(group.chen, messages[3], days=7)
    actions.pin(group.dora, messages[0], days=9)
    time.pass_(days=8)
    assert [pin.message_id for pin in queries.pins_of(group.alma, group.product_id)] == [messages[0]]
    actions.pin(group.chen, messages[3], days=1)
    assert len(queries.pins_of(group.alma, group.product_id)) == 2


def test_only_staff_and_moderators_pin(group):
    message = said(group, group.alma)
    with pytest.raises(NotAllowed):
        actions.pin(group.alma, message.id, days=7)
    with pytest.raises(Refused, match="1 to 30"):
        actions.pin(group.chen, message.id, days=31)


def test_two_announcements_in_seven_days(group, time):
    first = clock.now()
    actions.announce(group.chen, group.product_id, body="Harvest begins")
    time.pass_(days=2)
    actions.announce(group.chen, group.product_id, body="Harvest ends")
    with pytest.raises(Refused, match="next one may go out") as refusal:
        actions.announce(group.chen, group.product_id, body="And more")
    assert refusal.value.values["when"][:10] == (first + rules.GRACE).strftime("%Y-%m-%d")
    time.pass_(days=6)
    assert actions.announce(group.chen, group.product_id, body="And more")
    with pytest.raises(NotAllowed):
        actions.announce(group.alma, group.product_id, body="Me too")


# How often.


def test_a_flood_is_stopped_and_told_when_it_may_go_on(group, time):
    for n in range(FLOOD_MAX):
        last = said(group, group.alma, f"Again {n}").seq
    with pytest.raises(Throttled) as refusal:
        actions.refuse_floods(group.alma, group.product_id, last)
    assert 0 < refusal.value.retry_after <= 61
    time.pass_(seconds=61)
    actions.refuse_floods(group.alma, group.product_id, last)


def test_reported_talk_is_slowed_down_until_it_was_found_harmless(group, time):
    heated = said(group, group.chen, "You are all fools")
    case = moderation.report(group.alma, "message", heated.id, reason="abuse")
    said(group, group.alma, "Once")
    with pytest.raises(Throttled, match="more slowly"):
        said(group, group.alma, "Twice")
    time.pass_(minutes=3, seconds=1)
    said(group, group.alma, "Twice")
    with pytest.raises(Throttled):
        said(group, group.chen, "And I wait longer") and said(group, group.chen, "Much")
    moderation.dismiss(group.dora, case)
    assert said(group, group.alma, "Thrice")


@pytest.mark.parametrize(("talk", "own", "minutes"), [(0, 0, 0), (1, 0, 3), (3, 0, 5), (1, 1, 5), (0, 2, 6)])
def test_the_wait_grows_with_the_reports(talk, own, minutes):
    assert rules.slow_for(talk, own).total_seconds() == minutes * 60


def test_a_client_id_of_another_group_is_not_answered_with_its_message(group):
    elsewhere = other_product(group)
    actions.welcome_staff(elsewhere, group.merchant_id)
    actions.send(group.chen, elsewhere, body="There", client_id="one")
    with pytest.raises(Refused, match="cannot be told"):
        actions.send(group.chen, group.product_id, body="Here", client_id="one")


def test_reading_again_never_lowers_the_mark(group):
    for n in range(3):
        said(group, group.chen, str(n))
    actions.mark_read(group.alma, group.product_id, 3)
    actions.mark_read(group.alma, group.product_id, 1)
    assert queries.head_of(group.alma, group.product_id).last_read_seq == 3


def test_what_a_blocked_person_said_is_not_quoted_either(group):
    people.block(group.bo, group.alma.id)
    world.receive(group, group.bo)
    actions.invite_guest(group.chen, group.product_id, handle="bo", days=7)
    first = said(group, group.alma, "Hidden from Bo")
    said(group, group.chen, "Indeed", reply_to=first.id)
    seen = queries.messages_of(viewer_of(group.bo.id), group.product_id)
    assert [(one.author.handle, one.quote and one.quote.body) for one in seen] == [("chen", "")]


def test_an_order_card_survives_what_changes_later(group):
    line = session.get(OrderLine, world.receive(group, group.alma))
    said(group, group.alma, "Mine", order=session.get(Order, line.order_id).number)
    _rename(group)
    assert queries.messages_of(group.alma, group.product_id)[-1].order.title == "Durian, 3 kg"


@action
def _rename(cast) -> None:
    session.execute(update(Product).where(Product.id == cast.product_id).values(title="Renamed"))
