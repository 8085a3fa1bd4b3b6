"""Quoting and resharing: only what is for everybody goes further, and whoever said it first is credited."""

from datetime import timedelta

import pytest

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.angels import actions as angels
from domain.notices import queries as notices
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions, check, queries
from domain.says.models import Post
from jobs import worker
from tests.queries import counted


def count_of(post_id: int) -> int:
    session.rollback()
    return session.get_one(Post, post_id).reshare_count


def sound() -> bool:
    return not (check.posts_count_what_passes_them_on() or check.posts_credit_the_first())


def test_a_public_post_is_passed_on_and_taken_back(cast):
    said = actions.publish(cast.alma, body="The best durian")
    assert actions.pass_on(cast.bo, said)
    (reshare, *_) = queries.posts_of(cast.bo, cast.bo.id)
    assert (reshare.is_reshare, reshare.quoted.id, reshare.quoted.author.handle) == (True, said, "alma")
    assert queries.passing(cast.bo, said) == queries.Passing(said, 1, True)
    assert queries.post(cast.bo, said).is_passed_on
    assert sound()
    assert not actions.pass_on(cast.bo, said)
    assert list(queries.posts_of(cast.bo, cast.bo.id)) == []
    assert count_of(said) == 0
    assert sound()


def test_to_pass_on_a_reshare_passes_on_what_it_shows(cast):
    said = actions.publish(cast.alma, body="The best durian")
    actions.pass_on(cast.bo, said)
    reshare = queries.posts_of(cast.bo, cast.bo.id).items[0]
    actions.pass_on(cast.chen, reshare.id)
    assert queries.posts_of(cast.chen, cast.chen.id).items[0].quoted_id == said
    assert count_of(said) == 2
    assert queries.post(cast.chen, reshare.id).is_passed_on
    assert queries.quotable(cast.eve, reshare.id).id == said


@pytest.mark.parametrize("audience", ["friends", "me"])
def test_what_is_not_for_everybody_goes_no_further(cast, audience):
    said = actions.publish(cast.alma, body="between us", audience=audience)
    refusal = NotAllowed if audience == "friends" else NotFound
    for attempt in (
        lambda: actions.pass_on(cast.bo, said),
        lambda: queries.quotable(cast.bo, said),
    ):
        with pytest.raises(refusal):
            attempt()
    with pytest.raises((NotAllowed, Refused)):
        actions.publish(cast.bo, body="look", quoted_id=said)
    with pytest.raises(NotFound):
        actions.pass_on(cast.eve, said)
    assert count_of(said) == 0


def test_nobody_reshares_herself_or_quotes_without_words(cast):
    said = actions.publish(cast.alma, body="The best durian")
    with pytest.raises(NotAllowed):
        actions.pass_on(cast.alma, said)
    with pytest.raises(Refused) as refusal:
        actions.publish(cast.bo, body=" ", quoted_id=said)
    assert refusal.value.field == "body"
    quote = actions.publish(cast.alma, body="Still true", quoted_id=said)
    with pytest.raises(Refused):
        actions.edit(cast.alma, quote, body="", audience="public")


def test_the_suspended_and_the_blocked_pass_nothing_on(cast, suspended):
    said = actions.publish(cast.alma, body="The best durian")
    with pytest.raises(NotAllowed):
        actions.pass_on(suspended(cast.bo), said)
    people.block(cast.alma, cast.eve.id)
    with pytest.raises(NotFound):
        actions.pass_on(cast.eve, said)
    with pytest.raises(Refused) as refusal:
        actions.publish(cast.eve, body="see", quoted_id=said)
    assert refusal.value.field == "quoted_id"


def test_the_first_author_is_credited_through_the_chain(cast):
    first = actions.publish(cast.alma, body="The best durian")
    second = actions.publish(cast.bo, body="She is right", quoted_id=first)
    third = actions.publish(cast.chen, body="They are right", quoted_id=second)
    card = queries.post(cast.eve, third)
    assert (card.quoted.id, card.first_id, card.first_author.handle) == (second, first, "alma")
    assert (count_of(first), count_of(second)) == (1, 1)
    assert sound()
    actions.delete(cast.chen, third)
    assert count_of(second) == 0
    assert sound()


def test_a_quoted_post_is_shown_to_those_only_who_may_read_it(cast):
    said = actions.publish(cast.alma, body="quillpassed")
    quote = actions.publish(cast.bo, body="look", quoted_id=said)
    assert queries.post(cast.eve, quote).quoted.words == "quillpassed"
    actions.edit(cast.alma, said, body="quillpassed", audience="friends")
    assert queries.post(cast.bo, quote).quoted.words == "quillpassed"
    for reader in (cast.eve, cast.chen, cast.dora, ANONYMOUS):
        assert queries.post(reader, quote).quoted is None
    actions.edit(cast.alma, said, body="quillpassed", audience="public")
    people.block(cast.alma, cast.eve.id)
    assert queries.post(cast.eve, quote).quoted is None
    actions.fold_post(cast.dora, said, reason="Spam")
    assert queries.post(cast.bo, quote).quoted is None


def test_the_product_of_a_quoted_post_keeps_its_label_and_its_angel(cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.make_share_link(cast.alma, product_id=cast.product_id)
    said = actions.publish(cast.alma, body="Buy it", product_id=cast.product_id)
    quote = actions.publish(cast.bo, body="Do", quoted_id=said)
    inside = queries.post(cast.eve, quote).quoted
    assert inside.product.id == cast.product_id
    assert inside.ad.name == "Alma"
    assert queries.post(cast.eve, quote).product is None


def test_a_list_leaves_out_a_reshare_while_the_post_is_near(cast):
    said = actions.publish(cast.alma, body="The best durian")
    actions.pass_on(cast.bo, said)
    actions.pass_on(cast.chen, said)
    assert [card.id for card in queries.discover(ANONYMOUS)] == [said]
    others = [actions.publish(cast.dora, body=f"number {n}") for n in range(45)]
    actions.pass_on(cast.olga, said)
    again = queries.posts_of(cast.olga, cast.olga.id).items[0].id
    assert again in [card.id for card in queries.discover(ANONYMOUS, size=5)]
    # Another reshare just after it says nothing new, on whatever page the older one stands.
    actions.pass_on(cast.eve, said)
    first = queries.discover(ANONYMOUS, size=1)
    assert (list(first), first.next_cursor is not None) == ([], True)
    seen, before = [], None
    while True:
        page = queries.discover(ANONYMOUS, before, size=7)
        seen += [card.id for card in page]
        if (before := page.next_cursor) is None:
            break
    assert seen == [again, *reversed(others), said]


def test_a_reshare_that_shows_nothing_is_in_no_list_but_its_authors(cast):
    said = actions.publish(cast.alma, body="The best durian")
    actions.pass_on(cast.bo, said)
    actions.delete(cast.alma, said)
    assert list(queries.discover(cast.eve)) == []
    assert [card.quoted for card in queries.posts_of(cast.eve, cast.bo.id)] == [None]


def test_the_author_is_told_once_for_all_who_pass_it_on(cast):
    said = actions.publish(cast.alma, body="The best durian")
    actions.pass_on(cast.bo, said)
    actions.publish(cast.chen, body="So it is", quoted_id=said)
    with clock.shifted(timedelta(minutes=1)):
        actions.publish(cast.eve, body="mine alone", audience="me", quoted_id=said)
    worker.drain()
    (told,) = [row for row in notices.notices_of(cast.alma) if row.kind == "quoted"]
    assert {person.handle for person in told.actors} == {"bo", "chen"}
    assert told.quote == "So it is"


def test_quotes_cost_a_list_one_query_however_many(cast):
    said = [actions.publish(cast.alma, body=f"number {n}") for n in range(8)]
    actions.publish(cast.bo, body="q0", quoted_id=said[0])
    session.rollback()
    with counted() as few:
        queries.discover(cast.eve)
    for n, post_id in enumerate(said):
        actions.publish(cast.bo, body=f"q{n}", quoted_id=post_id)
    session.rollback()
    with counted() as many:
        queries.discover(cast.eve)
    assert len(many) == len(few)
