"""#topics: recognised as a post is written, one page for one topic however it is spelt, seen where a post of it is."""

from datetime import timedelta

import pytest

from core import clock, text
from core.db import session
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries
from domain.says.models import PostTopic, Topic


def about(viewer, name):
    return [post.id for post in queries.posts_about(viewer, queries.topic(viewer, name).id)]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("#durian is good", ["durian"]),
        ("好吃的#榴莲#就是这个", ["榴莲"]),
        ("＃榴槤＃ and ＃Durian", ["榴槤", "Durian"]),
        ("#a_b, #c.", ["a_b", "c"]),
        ("#3 of 5, C# and ##", []),
        ("https://example.org/#part and x#y and a/#b &#39;", []),
        ("#双11#", ["双11"]),
        ("#" + "a" * 51 + " #" + "b" * 50, ["b" * 50]),
        ("#one#two#", ["one"]),
        ("#किताब", ["किताब"]),
    ],
)
def test_what_is_a_topic(body, names):
    assert text.topic_names(body) == names


def test_a_topic_is_linked_and_a_hostile_one_is_text(cast):
    post_id = actions.publish(cast.alma, body="#Durian and #榴莲#! #<script>alert(1)</script>")
    html = queries.post(ANONYMOUS, post_id).body_html
    assert 'href="/topics/durian"' in html and ">#Durian</a>" in html
    assert 'href="/topics/%E6%A6%B4%E8%8E%B2"' in html and ">#榴莲#</a>" in html
    assert "<script" not in html


def test_one_topic_is_one_page_however_it_is_spelt(cast):
    one = actions.publish(cast.alma, body="#Durian #榴莲#")
    other = actions.publish(cast.bo, body="#DURIAN #榴蓮#")
    assert about(ANONYMOUS, "dUrian") == about(ANONYMOUS, "榴蓮") == [other, one]
    assert queries.topic(ANONYMOUS, "durian").name == "Durian"
    assert session.query(Topic).count() == 2


def test_the_first_five_count(cast):
    post_id = actions.publish(cast.alma, body="#a #b #c #A #d #e #f")
    assert session.query(PostTopic).filter_by(post_id=post_id).count() == 5
    assert about(ANONYMOUS, "f") == []
    assert "/topics/f" not in queries.post(ANONYMOUS, post_id).body_html


def test_topics_follow_the_words(cast):
    post_id = actions.publish(cast.alma, body="#durian")
    actions.edit(cast.alma, post_id, body="#mango", audience="public")
    assert (about(ANONYMOUS, "durian"), about(ANONYMOUS, "mango")) == ([], [post_id])
    actions.delete(cast.alma, post_id)
    assert about(cast.alma, "mango") == []
    assert session.query(PostTopic).count() == 0


def test_a_topic_shows_what_its_reader_may_read(cast):
    friends = actions.publish(cast.alma, body="#quilltopic", audience="friends")
    own = actions.publish(cast.alma, body="#quilltopic too", audience="me")
    assert about(cast.alma, "quilltopic") == [own, friends]
    assert about(cast.bo, "quilltopic") == [friends]
    for reader in (ANONYMOUS, cast.eve, cast.dora):
        assert about(reader, "quilltopic") == []
        assert queries.suggested_topics(reader, "quill") == []
    assert queries.topics_of_the_week(cast.bo) == []
    assert queries.topic(cast.bo, "quilltopic").posts == 0


def test_a_topic_counts_what_is_public_and_recent(cast):
    with clock.shifted(timedelta(days=-31)):
        actions.publish(cast.alma, body="#durian then")
    actions.publish(cast.alma, body="#durian")
    actions.publish(cast.alma, body="#durian again")
    actions.publish(cast.bo, body="#durian")
    actions.publish(cast.bo, body="#durian for friends", audience="friends")
    found = queries.topic(cast.bo, "durian")
    assert (found.posts, found.people) == (3, 2)


def test_the_week_is_led_by_what_most_people_wrote_about(cast):
    for n in range(3):
        actions.publish(cast.alma, body=f"#mango {n}")
    actions.publish(cast.alma, body="#durian")
    actions.publish(cast.bo, body="#durian")
    with clock.shifted(timedelta(days=-8)):
        actions.publish(cast.chen, body="#kiwi")
    rows = [(row.key, row.people, row.posts) for row in queries.topics_of_the_week(ANONYMOUS)]
    assert rows == [("durian", 2, 2), ("mango", 1, 3)]
    people.block(cast.alma, cast.eve.id)
    assert [(row.key, row.people) for row in queries.topics_of_the_week(cast.eve)] == [("durian", 1)]


def test_names_are_suggested_by_their_beginning(cast):
    actions.publish(cast.alma, body="#Durian #榴莲# #dur_1")
    assert queries.suggested_topics(ANONYMOUS, "#DUR") == ["dur_1", "Durian"]
    assert queries.suggested_topics(ANONYMOUS, "榴") == ["榴莲"]
    assert queries.suggested_topics(ANONYMOUS, "dur_") == ["dur_1"]
    assert queries.suggested_topics(ANONYMOUS, "%") == queries.suggested_topics(ANONYMOUS, "") == []


def test_a_topic_pages_by_key(cast):
    ids = [actions.publish(cast.alma, body=f"#durian {n}") for n in range(5)]
    topic_id = queries.topic(ANONYMOUS, "durian").id
    first = queries.posts_about(ANONYMOUS, topic_id, size=3)
    rest = queries.posts_about(ANONYMOUS, topic_id, first.next_cursor, size=3)
    assert [post.id for post in (*first, *rest)] == ids[::-1]
    assert rest.next_cursor is None
