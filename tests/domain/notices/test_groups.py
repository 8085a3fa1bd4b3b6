"""News of groups: questions, answers, mentions in the chat, lost memberships."""

from domain.angels import actions as angels
from domain.groups import actions as groups
from domain.merchants.models import Merchant
from tests.buying import change
from tests.cast import Cast
from tests.domain.notices.world import everybody_told, kinds, only


def test_a_question_is_told_to_the_shops_people(cast: Cast):
    groups.ask(cast.bo, cast.product_id, body="When is the season?")
    groups.ask(cast.eve, cast.product_id, body="And the price?")

    row = only(cast.chen, "question")

    assert ([one.handle for one in row.actors], row.others) == (["eve", "bo"], 0)
    assert (row.facts["title"], row.quote) == ("Durian, 3 kg", "And the price?")
    assert kinds(cast.bo) == []


def test_the_shops_own_question_is_no_news_to_it(cast: Cast):
    groups.ask(cast.chen, cast.product_id, body="Who has tried it?")

    assert everybody_told() == set()


def test_an_answer_is_told_to_the_asker_and_mentions_to_those_named(cast: Cast):
    groups.recompute(cast.chen.id, cast.product_id)
    question_id = groups.ask(cast.bo, cast.product_id, body="When is the season?")
    groups.answer(cast.chen, question_id, body="In May, ask @eve and @chen")

    row = only(cast.bo, "answer")

    assert (row.facts["from_merchant"], row.quote) == (True, "In May, ask @eve and @chen")
    assert everybody_told() == {(cast.chen.id, "question"), (cast.bo.id, "answer"), (cast.eve.id, "mention")}


def test_a_mention_in_the_chat_reaches_members_only(cast: Cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.endorse(cast.bo, cast.product_id)
    groups.send(cast.bo, cast.product_id, body="@alma @eve are you there?")

    assert everybody_told() == {(cast.alma.id, "mention")}
    assert only(cast.alma, "mention").quote == ""


def test_a_message_that_names_nobody_is_no_news(cast: Cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.endorse(cast.bo, cast.product_id)
    groups.send(cast.alma, cast.product_id, body="Hello")

    assert everybody_told() == set()


def test_whoever_loses_her_place_is_told_what_it_rested_on(cast: Cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.end_endorsement(cast.alma, cast.product_id)

    row = only(cast.alma, "membership")

    assert (row.facts["basis"], row.facts["title"]) == ("angel", "Durian, 3 kg")
    assert row.facts["until"]


def test_whoever_is_back_before_the_worker_comes_is_told_nothing(cast: Cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.end_endorsement(cast.alma, cast.product_id)
    angels.endorse(cast.alma, cast.product_id)

    assert kinds(cast.alma) == []


def test_what_is_said_about_a_hidden_product_is_told_to_the_shop_only(cast: Cast):
    groups.recompute(cast.chen.id, cast.product_id)
    question_id = groups.ask(cast.bo, cast.product_id, body="When, @eve?")
    groups.answer(cast.chen, question_id, body="In May")
    change(Merchant, cast.merchant_id, state="suspended")

    assert everybody_told() == {(cast.chen.id, "question")}
