"""The whole loop in a browser: a shop opens, a friend buys, says, endorses and shares, another friend buys by her
word, the money moves and moves back, what breaks the rules is folded."""

from pathlib import Path

import pytest

from tests.browser.people import People
from tests.browser.servers import Site
from tests.browser.walk import EARNS, Walk


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_loop(people: People, village: Site, tmp_path: Path, scripts: bool) -> None:
    walk = Walk(people, village, scripts, tmp_path)

    walk.a_shop_opens()
    product = walk.a_product_goes_on_sale()
    walk.a_friend_comes_by_invite()
    walk.lets_friends_see_what_she_buys("alma")

    walk.puts_into_the_cart("alma", product)
    walk.fills_in_the_checkout("alma")
    first = walk.orders_and_pays("alma")
    walk.is_sent(first)
    walk.receives("alma", first)
    post = walk.says_how_it_is("alma")
    walk.is_found(post)
    link = walk.endorses_and_shares("alma", product)

    walk.comes_by_the_link(link, product)
    walk.talks_about(post)
    walk.asks_and_is_answered(product)
    walk.chats_with_the_members(product)

    walk.puts_into_the_cart("bo", product)
    walk.fills_in_the_checkout("bo")
    walk.sees_who_is_credited("bo")
    second = walk.orders_and_pays("bo")
    walk.earnings_of_alma_are(EARNS)
    walk.is_sent(second)
    walk.receives("bo", second)
    walk.earnings_of_alma_are(EARNS)

    walk.gets_the_money_back(second)
    walk.earnings_of_alma_are("¥0.00")

    walk.is_reported_and_folded(post)
    walk.everyone_was_told()
    assert "Traceback" not in village.log()
