"""Search finds what is there, in either script, and shows nobody what is not meant for her."""

import pytest

from core.db import session
from core.unit import action
from domain.groups import actions as groups
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions as says
from domain.search import index, queries
from jobs import worker
from tests.cast import befriend


def found(viewer, words: str, **narrowed) -> list[tuple[str, int]]:
    session.rollback()
    return [(one.kind, one.thing.id) for one in queries.search(viewer, words, **narrowed).items]


@pytest.fixture
def post(cast):
    """Publishes as somebody and lets the worker do its work; returns the post's id."""

    def publish(who, body: str, audience: str = "public") -> int:
        post_id = says.publish(who, body=body, audience=audience)
        worker.drain()
        return post_id

    return publish


def test_what_is_written_can_be_found_once_the_worker_has_run(cast, post):
    post_id = post(cast.alma, "The durian was ripe on the third day.")
    assert found(ANONYMOUS, "ripe") == [("say", post_id)]


@pytest.mark.parametrize("words", ["苹果", "蘋果", "苹", "蘋", "苹果很脆"])
def test_simplified_and_traditional_find_each_other_and_one_character_is_enough(cast, post, words):
    simplified = post(cast.alma, "这箱苹果很脆，下次再买。")
    traditional = post(cast.bo, "這箱蘋果很脆，下次再買。")
    assert {("say", simplified), ("say", traditional)} <= set(found(ANONYMOUS, words))


def test_the_hits_are_marked(cast, post):
    post(cast.alma, "這箱蘋果很脆")
    session.rollback()
    hit = queries.search(ANONYMOUS, "苹果").items[0]
    assert [part.text for part in hit.body if part.is_hit] == ["蘋果"]


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("public", {"alma", "bo", "chen", "eve", ""}), ("friends", {"alma", "bo"}), ("me", {"alma"})],
)
def test_a_post_is_found_by_those_whom_it_is_meant_for(cast, post, audience, readers):
    post_id = post(cast.alma, "canary-7391 in the coal mine", audience)
    viewers = {"alma": cast.alma, "bo": cast.bo, "chen": cast.chen, "eve": cast.eve, "": ANONYMOUS}
    assert {
        name for name, viewer in viewers.items() if ("say", post_id) in found(viewer, "canary")
    } == readers


def test_what_became_private_is_not_shown_even_before_the_index_knows(cast, post):
    post_id = post(cast.alma, "canary in the coal mine")
    says.edit(cast.alma, post_id, body="canary in the coal mine", audience="me")
    assert found(cast.eve, "canary") == []


def test_a_deleted_post_leaves_the_index(cast, post):
    post_id = post(cast.alma, "canary in the coal mine")
    says.delete(cast.alma, post_id)
    worker.drain()
    assert f"say:{post_id}" not in dict(index.engine().keys_and_versions())


def test_a_person_who_blocked_me_is_not_found(cast):
    assert people
    index.repair()
    assert ("person", cast.alma.id) in found(cast.eve, "alma")
    people.block(cast.alma, cast.eve.id)
    assert ("person", cast.alma.id) not in found(cast.eve, "alma")


def test_questions_are_found_by_their_answers_too(cast):
    @action
    def talk() -> int:
        groups.welcome_staff(cast.product_id, cast.merchant_id)
        return groups.ask(cast.eve, cast.product_id, body="How is it packed?")

    question = talk()
    groups.answer(cast.chen, question, body="In straw, in a wooden crate.")
    worker.drain()
    assert found(ANONYMOUS, "straw", kind="groups") == [("group", question)]


def test_the_kinds_can_be_told_apart(cast, post):
    post(cast.alma, "A durian for the weekend")
    index.repair()
    assert {kind for kind, _ in found(ANONYMOUS, "durian", kind="products")} == {"product"}
    assert {kind for kind, _ in found(ANONYMOUS, "durian", kind="says")} == {"say"}


def test_verify_tells_what_differs_and_repair_cures_it(cast, post):
    post_id = post(cast.alma, "The durian was ripe.")
    index.repair()
    assert list(index.differences()) == []
    index.engine().apply([], [f"say:{post_id}"])
    assert list(index.differences()) == [(f"say:{post_id}", "missing in the index")]
    index.repair()
    assert list(index.differences()) == []


@pytest.mark.parametrize(
    "words", ["(" * 5_000, "*", "NOT w*", "[a TO z]", "x~2", '"', "\\", "AND", "а" * 300, "🍎"]
)
def test_no_query_breaks_the_search(cast, post, words):
    post(cast.alma, "The durian was ripe.")
    found(ANONYMOUS, words)


def test_a_rebuilt_index_holds_what_the_database_holds(cast, post):
    post(cast.alma, "The durian was ripe.")
    held = index.rebuild()
    assert held == len(dict(index.engine().keys_and_versions())) > 0
    assert list(index.differences()) == []


def test_the_number_does_not_tell_of_what_a_friend_keeps_to_herself(cast):
    says.publish(cast.alma, body="papaya for everybody")
    says.publish(cast.alma, body="papaya for me", audience="me")
    worker.drain()
    assert [queries.search(viewer, "papaya", kind="says").about for viewer in (cast.bo, cast.alma)] == [1, 2]


@pytest.fixture
def kept_apart(cast):
    """Bo is in Alma's circle of neighbours and not in that of kin; his friend Eve does not show him hers."""

    @action
    def befriended():
        befriend(cast.bo.id, cast.eve.id)

    befriended()
    neighbours, kin = (people.make_circle(cast.alma, name=name) for name in ("Neighbours", "Kin"))
    people.put_in_circle(cast.alma, neighbours, cast.bo.id)
    says.publish(cast.alma, body="The ripe fruit of the market")
    says.publish(cast.alma, body="ripe mangosteen", audience="me")
    says.publish(cast.alma, body="ripe rambutan", audience=f"circle:{kin}")
    says.publish(cast.alma, body="ripe longan", audience=f"circle:{neighbours}")
    says.publish(cast.eve, body="ripe lychee", audience="friends")
    people.hide_from(cast.eve, cast.bo.id)
    worker.drain()


@pytest.mark.parametrize("secret", ["mangosteen", "rambutan", "lychee"])
def test_no_answer_tells_which_words_stand_in_what_is_kept_from_the_reader(cast, kept_apart, secret):
    def answered(words):
        results = queries.search(cast.bo, words, kind="says")
        return [one.thing.id for one in results.items], results.about, results.relaxed, results.next_page

    assert answered(f"ripe {secret}") == answered("ripe nowhere")
    assert answered(secret) == answered("nowhere")


def test_what_a_circle_reads_its_members_find(cast, kept_apart):
    results = queries.search(cast.bo, "ripe longan", kind="says")
    assert (len(results.items), results.relaxed) == (1, False)
    assert queries.search(cast.eve, "ripe longan", kind="says").relaxed
