"""Comments under a post for friends stay among friends: Alma has three, of whom Bo and Eve know one another and Chen
knows nobody else."""

import pytest

from core.errors import NotFound
from core.unit import action
from domain.notices import queries as notices
from domain.people import actions as people
from domain.says import actions, hearing, queries
from jobs import worker
from tests.cast import befriend


@pytest.fixture
def post_id(cast):
    @action
    def know_one_another():
        for one, other in ((cast.alma, cast.eve), (cast.alma, cast.chen), (cast.bo, cast.eve)):
            befriend(one.id, other.id)

    know_one_another()
    return actions.publish(cast.alma, body="Only for friends", audience="friends")


def heard(viewer, post_id):
    """The words that the viewer meets on the page of the post, threads and answers."""
    listed = []
    for made in queries.comments(viewer, post_id):
        listed += [made.body_html, *(answer.body_html for answer in made.replies)]
    return {words.removeprefix("<p>").removesuffix("</p>") for words in listed}


def test_friends_of_one_person_meet_the_comments_of_those_they_know(cast, post_id):
    for person in (cast.bo, cast.chen, cast.alma):
        actions.comment(person, post_id, body=f"{person.handle} says")
    assert heard(cast.alma, post_id) == {"bo says", "chen says", "alma says"}
    assert heard(cast.bo, post_id) == heard(cast.eve, post_id) == {"bo says", "alma says"}
    assert heard(cast.chen, post_id) == {"chen says", "alma says"}


def test_no_number_tells_of_the_others(cast, post_id):
    for person in (cast.bo, cast.chen, cast.alma):
        actions.comment(person, post_id, body="Hello")
    for viewer, count in ((cast.alma, 3), (cast.bo, 2), (cast.eve, 2), (cast.chen, 2)):
        card = queries.post(viewer, post_id)
        (in_feed,) = (one for one in queries.feed_of(viewer) if one.id == post_id)
        assert (
            card.comment_count
            == in_feed.comment_count
            == queries.tally(viewer, post_id).comment_count
            == count
        )
        assert len(in_feed.comments) == len(list(queries.comments(viewer, post_id))) == count


def test_an_answer_to_somebody_unknown_is_not_heard_nor_counted(cast, post_id):
    hers = actions.comment(cast.alma, post_id, body="Ask me")
    actions.comment(cast.chen, post_id, body="From Chen", parent_id=hers)
    from_chen = actions.comment(cast.chen, post_id, body="Chen begins")
    actions.comment(cast.alma, post_id, body="Alma to Chen", parent_id=from_chen)
    actions.comment(cast.bo, post_id, body="From Bo", parent_id=hers)
    assert heard(cast.bo, post_id) == heard(cast.eve, post_id) == {"Ask me", "From Bo"}
    (asked,) = queries.comments(cast.eve, post_id)
    assert asked.reply_count == 1
    assert queries.post(cast.eve, post_id).comment_count == 2


def test_a_thread_that_is_not_heard_has_no_address(cast, post_id):
    from_chen = actions.comment(cast.chen, post_id, body="Chen begins")
    assert queries.comment(cast.alma, from_chen).id == from_chen
    for ask in (queries.comment, queries.replies):
        with pytest.raises(NotFound):
            ask(cast.bo, from_chen)


def test_nobody_is_told_of_what_she_does_not_hear(cast, post_id):
    actions.comment(cast.chen, post_id, body="Ask @bo about it")
    actions.comment(cast.eve, post_id, body="Yes, ask @bo")
    worker.drain()
    told = [(one.kind, [actor.handle for actor in one.actors]) for one in notices.notices_of(cast.bo)]
    assert [actors for kind, actors in told if kind == "mention"] == [["eve"]]


def test_under_a_public_post_all_is_heard(cast, post_id):
    public = actions.publish(cast.alma, body="For everybody")
    actions.comment(cast.chen, public, body="From Chen")
    assert heard(cast.bo, public) == {"From Chen"}


def test_a_circle_is_no_different(cast, post_id):
    circle = people.make_circle(cast.alma, name="Neighbours")
    for person in (cast.bo, cast.chen):
        people.put_in_circle(cast.alma, circle, person.id)
    closer = actions.publish(cast.alma, body="For the neighbours", audience=f"circle:{circle}")
    actions.comment(cast.chen, closer, body="From Chen")
    assert heard(cast.bo, closer) == set() and heard(cast.chen, closer) == {"From Chen"}


def test_a_site_may_let_all_readers_hear_all(cast, post_id):
    actions.comment(cast.chen, post_id, body="From Chen")
    hearing.use(among_friends=False)
    try:
        assert heard(cast.bo, post_id) == {"From Chen"}
        assert queries.post(cast.bo, post_id).comment_count == 1
    finally:
        hearing.use(among_friends=True)


def test_those_who_like_it_are_named_to_those_who_know_them(cast, post_id):
    def named(viewer, post_id):
        return {person.handle for person in queries.likers(viewer, post_id)}

    circle = people.make_circle(cast.alma, name="Neighbours")
    for person in (cast.bo, cast.chen, cast.eve):
        people.put_in_circle(cast.alma, circle, person.id)
    closer = actions.publish(cast.alma, body="For the neighbours", audience=f"circle:{circle}")
    public = actions.publish(cast.alma, body="For everybody")
    for one in (post_id, closer, public):
        for person in (cast.alma, cast.bo, cast.chen, cast.eve):
            actions.react(person, one)
    everybody = {"alma", "bo", "chen", "eve"}
    for one in (post_id, closer):
        assert named(cast.alma, one) == everybody
        assert named(cast.bo, one) == named(cast.eve, one) == {"alma", "bo", "eve"}
        assert named(cast.chen, one) == {"alma", "chen"}
        assert queries.tally(cast.chen, one).reaction_count == 4
    assert named(cast.chen, public) == everybody
