"""The switches above a feed, and what its reader has muted."""

from datetime import timedelta

import pytest

from core import clock, tokens
from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.angels.models import Endorsement, ShareLink
from domain.angels.queries import ads
from domain.catalog.models import Product, RateVersion
from domain.merchants.models import Merchant, MerchantStaff
from domain.people.models import Follow, Mute, Suspension
from domain.says import actions, queries, rules
from domain.says.models import Post, ProductMute, WordMute
from domain.says.queries import Switches
from tests.cast import make_product
from tests.domain.says.world import endorse, receive

LISTS = (queries.feed_of, queries.discover)


def shown(viewer, read=queries.feed_of, **options) -> list[int]:
    return [card.id for card in read(viewer, **options)]


@action
def add(*rows) -> None:
    session.add_all(rows)


@action
def another_product(cast) -> int:
    category = session.get_one(Product, cast.product_id).category_id
    return make_product(cast.merchant_id, category, cast.chen.id, title="Tea").id


@action
def follow(reader, read) -> None:
    session.add(Follow(follower_id=reader.id, followee_id=read.id, created_at=clock.now()))


@pytest.mark.parametrize("read", LISTS)
def test_only_reviews_are_the_posts_with_stars(cast, read):
    receive(cast, cast.alma)
    review = actions.publish(cast.alma, body="Sweet", product_id=cast.product_id, stars=5)
    actions.publish(cast.alma, body="no stars", product_id=cast.product_id)
    assert shown(cast.bo, read, switches=Switches(reviews=True)) == [review]


@pytest.mark.parametrize("read", LISTS)
def test_only_what_i_own_or_endorse_is_about_my_products(cast, read):
    tea = another_product(cast)
    receive(cast, cast.bo)
    about_owned = actions.publish(cast.alma, body="one", product_id=cast.product_id)
    about_other = actions.publish(cast.alma, body="two", product_id=tea)
    actions.publish(cast.alma, body="about nothing")
    own = Switches(own=True)
    assert shown(cast.bo, read, switches=own) == [about_owned]
    endorse(cast.bo, tea)
    assert shown(cast.bo, read, switches=own) == [about_other, about_owned]
    assert shown(cast.bo, read, switches=own, before=about_other) == [about_owned]


@pytest.mark.parametrize("read", LISTS)
def test_switches_work_together(cast, read):
    tea = another_product(cast)
    for product_id in (tea, cast.product_id):
        receive(cast, cast.alma, product_id)
    receive(cast, cast.bo)
    angels.endorse(cast.alma, tea)
    wanted = actions.publish(cast.alma, body="one", product_id=cast.product_id, stars=4)
    actions.publish(cast.alma, body="two", product_id=tea, stars=5)
    actions.publish(cast.alma, body="three", product_id=cast.product_id)
    assert shown(cast.bo, read, switches=Switches(reviews=True, own=True, without_ads=True)) == [wanted]


def ended(cast):
    session.query(Endorsement).update({"ended_at": clock.now()})


def without_link(cast):
    session.query(ShareLink).delete()


def not_on_sale(cast):
    session.get_one(Product, cast.product_id).state = "withdrawn"


def unverified(cast):
    session.get_one(Merchant, cast.merchant_id).state = "suspended"


def as_staff(cast):
    session.add(
        MerchantStaff(
            merchant_id=cast.merchant_id, user_id=cast.alma.id, role="owner", created_at=clock.now()
        )
    )


def suspended(cast):
    at = clock.now()
    session.add(
        Suspension(
            user_id=cast.alma.id,
            by_id=cast.dora.id,
            reason="x",
            created_at=at,
            until_at=at + timedelta(days=1),
        )
    )


def suspended_long_ago(cast):
    at = clock.now() - timedelta(days=2)
    session.add(
        Suspension(
            user_id=cast.alma.id,
            by_id=cast.dora.id,
            reason="x",
            created_at=at,
            until_at=at + timedelta(days=1),
        )
    )


def _rate(cast, bps: int, *, begun: timedelta, reaches: timedelta) -> None:
    at = clock.now()
    session.add(
        RateVersion(
            product_id=cast.product_id,
            rate_bps=bps,
            set_by_id=cast.chen.id,
            set_at=at + begun,
            reaches_angels_at=at + reaches,
        )
    )
    session.get_one(Product, cast.product_id).rate_bps = bps


def rate_ended_long_ago(cast):
    session.query(Endorsement).update({"created_at": clock.now() - timedelta(days=90)})
    session.query(RateVersion).update({"set_at": clock.now() - timedelta(days=80)})
    _rate(cast, 0, begun=-timedelta(days=60), reaches=-timedelta(days=50))


def rate_ends_soon_for_angels_of_old(cast):
    session.query(Endorsement).update({"created_at": clock.now() - timedelta(days=90)})
    session.query(RateVersion).update({"set_at": clock.now() - timedelta(days=80)})
    _rate(cast, 0, begun=-timedelta(days=1), reaches=timedelta(days=10))


def rate_ended_before_she_began(cast):
    session.query(RateVersion).update({"set_at": clock.now() - timedelta(days=80)})
    _rate(cast, 0, begun=-timedelta(days=1), reaches=timedelta(days=10))
    session.query(Endorsement).update({"created_at": clock.now()})


def too_cheap_to_share(cast):
    session.get_one(Product, cast.product_id).price_cents = 6


def as_it_is(cast):
    pass


SITUATIONS = (
    as_it_is,
    ended,
    without_link,
    not_on_sale,
    unverified,
    as_staff,
    suspended,
    suspended_long_ago,
    rate_ended_long_ago,
    rate_ends_soon_for_angels_of_old,
    rate_ended_before_she_began,
    too_cheap_to_share,
)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_without_ads_exactly_the_posts_with_an_ad_label_are_gone(cast, situation):
    angels.endorse(cast.alma, cast.product_id)
    earning = actions.publish(cast.alma, body="Buy this", product_id=cast.product_id)
    free = actions.publish(cast.chen, body="Hers", product_id=cast.product_id)
    follow(cast.bo, cast.chen)
    action(situation)(cast)

    for read in LISTS:
        labelled = {card.id for card in read(cast.bo) if card.ad}
        assert labelled <= {earning}
        left = set(shown(cast.bo, read, switches=Switches(without_ads=True)))
        assert left == {earning, free} - labelled


def test_one_of_the_situations_has_a_label_and_one_has_none(cast):
    angels.endorse(cast.alma, cast.product_id)
    assert ads([(cast.alma.id, cast.product_id)])
    action(rate_ends_soon_for_angels_of_old)(cast)
    assert ads([(cast.alma.id, cast.product_id)])
    action(too_cheap_to_share)(cast)
    assert not ads([(cast.alma.id, cast.product_id)])


def mute(viewer, muted, until_at=None) -> None:
    add(Mute(user_id=viewer.id, muted_id=muted.id, until_at=until_at, created_at=clock.now()))


def mute_word(viewer, word) -> None:
    add(WordMute(user_id=viewer.id, word=word, folded=tokens.fold(word), created_at=clock.now()))


@pytest.mark.parametrize("read", LISTS)
def test_a_muted_person_is_left_out_until_the_mute_ends(cast, read):
    seen = actions.publish(cast.bo, body="mine")
    post_id = actions.publish(cast.alma, body="hers")
    mute(cast.bo, cast.alma, clock.now() + timedelta(hours=1))
    assert shown(cast.bo, read) == [seen]
    assert queries.new_in_feed(cast.bo, seen) == 0
    action(lambda: session.query(Mute).update({"until_at": clock.now() - timedelta(seconds=1)}))()
    assert shown(cast.bo, read) == [post_id, seen]
    assert queries.new_in_feed(cast.bo, seen) == 1
    action(lambda: session.query(Mute).update({"until_at": None}))()
    assert shown(cast.bo, read) == [seen]


@pytest.mark.parametrize("read", LISTS)
def test_a_muted_product_is_left_out_but_not_of_ones_own_posts(cast, read):
    mine = actions.publish(cast.bo, body="mine", product_id=cast.product_id)
    actions.publish(cast.alma, body="hers", product_id=cast.product_id)
    other = actions.publish(cast.alma, body="about something else")
    add(ProductMute(user_id=cast.bo.id, product_id=cast.product_id, created_at=clock.now()))
    assert shown(cast.bo, read) == [other, mine]
    assert queries.new_in_feed(cast.bo, mine) == 1


@pytest.mark.parametrize("read", LISTS)
def test_a_muted_word_is_found_however_it_is_written(cast, read):
    mute_word(cast.bo, "榴莲")
    mute_word(cast.bo, "Diet")
    mine = actions.publish(cast.bo, body="我的榴莲")
    actions.publish(cast.alma, body="新鮮的榴蓮")
    actions.publish(cast.alma, body="my DIET tea")
    left = actions.publish(cast.alma, body="苹果")
    assert shown(cast.bo, read) == [left, mine]
    assert queries.new_in_feed(cast.bo, mine) == 1


@pytest.mark.parametrize("read", LISTS)
def test_a_muted_word_in_letters_is_no_part_of_another(cast, read):
    mute_word(cast.bo, "art")
    mine = actions.publish(cast.bo, body="mine")
    left = actions.publish(cast.alma, body="a party")
    actions.publish(cast.alma, body="Modern art!")
    assert shown(cast.bo, read) == [left, mine]
    assert queries.new_in_feed(cast.bo, mine) == 1


@pytest.mark.parametrize("read", LISTS)
def test_pages_full_of_muted_words_do_not_end_the_feed(cast, read):
    mute_word(cast.bo, "noise")
    wanted = [actions.publish(cast.alma, body="old")]
    for number in range(60):
        actions.publish(cast.alma, body=f"noise {number}")
        if number % 20 == 7:
            wanted.append(actions.publish(cast.alma, body="kept"))
    found, before, pages = [], None, 0
    while pages == 0 or before:
        page = read(cast.bo, before, size=2)
        found += [card.id for card in page]
        before, pages = page.next_cursor, pages + 1
        assert pages < 20
    assert found == wanted[::-1]
    assert pages > 2


def test_what_one_mutes_is_nobody_elses_business(cast):
    post_id = actions.publish(cast.alma, body="noise", product_id=cast.product_id)
    mute_word(cast.eve, "noise")
    mute(cast.eve, cast.alma)
    add(ProductMute(user_id=cast.eve.id, product_id=cast.product_id, created_at=clock.now()))
    assert shown(cast.bo) == [post_id]
    assert shown(cast.eve, queries.discover) == []


@pytest.mark.parametrize("way", ["asking", "windows", "walking"])
def test_switches_and_mutes_hold_on_every_way_of_reading(cast, way, monkeypatch):
    if way != "asking":
        monkeypatch.setattr(rules, "FOLLOWS_ASKED_AT_ONCE", -1)
        monkeypatch.setattr(rules, "FIRST_WINDOW", 1)
    if way == "walking":
        monkeypatch.setattr(rules, "FOLLOWS_ASKED_ONE_BY_ONE", -1)
        monkeypatch.setattr(rules, "WALKED_AT_MOST", 1)
    follow(cast.bo, cast.chen)
    receive(cast, cast.alma)
    reviews = [actions.publish(cast.alma, body="x", product_id=cast.product_id, stars=3)]
    for _ in range(6):
        actions.publish(cast.chen, body="muted", product_id=cast.product_id)
        actions.publish(cast.alma, body="no stars")
    mute(cast.bo, cast.chen)
    assert shown(cast.bo, switches=Switches(reviews=True)) == reviews
    assert len(shown(cast.bo)) == 7


def pass_on(reader, post_id, body="") -> int:
    made = actions.publish(reader, body=body or "look")

    @action
    def quote() -> None:
        session.get_one(Post, made).quoted_id = post_id

    quote()
    return made


@pytest.mark.parametrize("read", LISTS)
def test_what_passes_a_muted_persons_words_on_is_left_out(cast, read):
    follow(cast.bo, cast.chen)
    hers = actions.publish(cast.eve, body="hers")
    passed = pass_on(cast.chen, hers)
    assert passed in shown(cast.bo, read)
    mute(cast.bo, cast.eve)
    assert passed not in shown(cast.bo, read)


@pytest.mark.parametrize("audience", ["public", "friends"])
def test_an_ad_that_is_passed_on_is_an_ad_to_those_who_see_it(cast, audience):
    angels.endorse(cast.alma, cast.product_id)
    earning = actions.publish(cast.alma, body="Buy", product_id=cast.product_id, audience=audience)
    passed = pass_on(cast.chen, earning)
    for viewer in (cast.bo, cast.eve):
        labelled = {
            card.id for card in queries.discover(viewer) if card.ad or (card.quoted and card.quoted.ad)
        }
        everything = set(shown(viewer, queries.discover))
        left = set(shown(viewer, queries.discover, switches=Switches(without_ads=True)))
        assert left == everything - labelled
        assert (passed in labelled) == (viewer == cast.bo or audience == "public")
