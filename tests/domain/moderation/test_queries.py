"""What moderators and everybody read: the queue, the history, the public log."""

import pytest

from core.db import session
from domain.moderation import actions, queries
from domain.people.viewer import ANONYMOUS
from domain.says import actions as says
from tests.cast import Cast
from tests.domain.moderation.world import SEEN_BY_MANY, WORDS, folded_post, make_world
from tests.queries import counted


def test_the_queue_shows_each_kind_in_place(cast: Cast):
    world = make_world(cast)
    for kind in SEEN_BY_MANY:
        actions.report(cast.olga, kind, world.id_of(kind), reason="spam", words="look")

    cases = queries.queue(cast.dora).items

    assert [one.kind for one in cases] == list(SEEN_BY_MANY)
    assert all(one.content and one.content.author.handle == one.subject.handle for one in cases)
    texts = {one.kind: one.content.body_html for one in cases if one.content}
    assert "sweetest" in texts["post"] and "From May" in texts["answer"] and "Hello all" in texts["message"]


def test_a_case_says_how_often_why_and_by_whom(cast: Cast):
    world = make_world(cast)
    for person, reason, words in (
        (cast.bo, "spam", ""),
        (cast.chen, "abuse", "rude"),
        (cast.eve, "spam", "again"),
    ):
        actions.report(person, "post", world.post, reason=reason, words=words)

    (case,) = queries.queue(cast.dora)

    assert case.report_count == 3
    assert case.reasons == (("spam", 2), ("abuse", 1))
    assert [(one.reporter.handle, one.text) for one in case.reports] == [
        ("eve", "again"),
        ("chen", "rude"),
        ("bo", ""),
    ]


def test_only_the_newest_reports_are_listed_but_every_reason_is_counted(cast: Cast, site):
    world = make_world(cast)
    for person, reason in (
        (cast.bo, "illegal"),
        (cast.chen, "spam"),
        (cast.eve, "spam"),
        (cast.olga, "spam"),
    ):
        actions.report(person, "post", world.post, reason=reason)

    (case,) = queries.queue(cast.dora)

    assert len(case.reports) == 3
    assert case.reasons == (("spam", 3), ("illegal", 1))
    assert len(queries.case(cast.dora, case.id).reports) == 4


def test_a_text_that_was_changed_after_the_report_is_marked(cast: Cast):
    world = make_world(cast)
    actions.report(cast.bo, "post", world.post, reason="spam")
    assert not queries.queue(cast.dora).items[0].reports[0].is_outdated

    says.edit(cast.alma, world.post, body="Now it is nice", audience="public")

    assert queries.queue(cast.dora).items[0].reports[0].is_outdated


def test_deleted_content_is_still_there_for_moderators(cast: Cast):
    world = make_world(cast)
    case_id = actions.report(cast.bo, "post", world.post, reason="spam")
    says.delete(cast.alma, world.post)

    case = queries.case(cast.dora, case_id)

    assert (
        case.content is not None and case.content.state == "deleted" and "sweetest" in case.content.body_html
    )
    assert not case.can_fold


def test_the_subjects_past_is_told(cast: Cast):
    posts = [says.publish(cast.alma, body=f"Number {number}") for number in range(2)]
    folded_post(cast, posts[0])
    actions.report(cast.bo, "post", posts[1], reason="spam")

    (case,) = queries.queue(cast.dora)

    assert (case.subject.acted_on, case.subject.purchases, case.subject.reports_made) == (1, 0, 0)


@pytest.mark.parametrize("operator", [False, True])
def test_only_an_operator_is_offered_to_suspend_a_moderator(cast: Cast, operator: bool):
    actions.report(cast.bo, "person", (cast.dora if operator else cast.olga).id, reason="abuse")

    (case,) = queries.queue(cast.olga if operator else cast.dora)

    assert case.can_suspend.ok is operator


def test_the_history_offers_to_undo_what_still_holds(cast: Cast):
    posts = [says.publish(cast.alma, body=f"Number {number}") for number in range(2)]
    first = folded_post(cast, posts[0])
    actions.restore(cast.dora, first, words="Fine")
    second = actions.report(cast.bo, "post", posts[1], reason="spam")
    actions.fold(cast.dora, second, reason_code="spam", words=WORDS, days=3)

    lines = [(one.action.verb, one.action.is_in_force, one.action.days) for one in queries.history(cast.dora)]

    assert lines == [("suspend", True, 3), ("fold", True, 0), ("restore", False, 0), ("fold", False, 0)]


def test_the_history_and_the_log_turn_pages(cast: Cast):
    for number in range(5):
        folded_post(cast, says.publish(cast.alma, body=f"Number {number}"))

    first = queries.public_log(ANONYMOUS, size=3)
    second = queries.public_log(ANONYMOUS, before=first.next_cursor, size=3)

    assert [line.id for line in (*first, *second)] == [5, 4, 3, 2, 1]
    assert second.next_cursor is None
    assert len(queries.history(cast.dora, before=3)) == 2


def test_the_last_month_in_numbers(cast: Cast, time):
    folded_post(cast, says.publish(cast.alma, body="Old"))
    time.pass_(days=31)
    first = folded_post(cast, says.publish(cast.alma, body="New"))
    actions.restore(cast.dora, first, words="Fine")
    waiting = says.publish(cast.alma, body="Waiting")
    actions.report(cast.bo, "post", waiting, reason="spam")

    month = queries.last_month(ANONYMOUS)

    assert (month.folded, month.undone, month.dismissed, month.suspended) == (1, 1, 0, 0)
    assert month.oldest_at is not None


def test_reading_takes_the_same_queries_for_one_case_and_for_many(cast: Cast):
    world = make_world(cast)
    for kind in SEEN_BY_MANY:
        actions.report(cast.olga, kind, world.id_of(kind), reason="spam")
    few = _queries(cast)
    for number in range(8):
        post_id = says.publish(cast.alma, body=f"Number {number}")
        for person in (cast.bo, cast.eve, cast.chen):
            actions.report(person, "post", post_id, reason="spam")
        says.comment(cast.bo, post_id, body="No")

    assert _queries(cast) == few <= 7


def _queries(cast: Cast) -> int:
    session.rollback()
    with counted() as ran:
        queries.queue(cast.dora, size=30)
    return len(ran)
