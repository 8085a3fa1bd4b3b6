"""What a post said before it was changed, and who may read that."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotFound
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions
from domain.says.changes import chars_changed, pieces
from domain.says.models import Post, PostChange
from domain.says.queries import history_of

LATER = timedelta(minutes=6)


def words(viewer, post_id) -> str:
    return "".join(piece.text for version in history_of(viewer, post_id).versions for piece in version.pieces)


@pytest.fixture
def post_id(cast):
    return actions.publish(cast.alma, body="Sweet as honey.", audience="public")


def test_an_edit_keeps_what_was_said_before(cast, post_id):
    with clock.shifted(LATER):
        actions.edit(cast.alma, post_id, body="Sweet as sugar.", audience="public")
    kept = session.scalars(select(PostChange)).one()
    assert (kept.old_body, kept.old_html) == ("Sweet as honey.", "<p>Sweet as honey.</p>")
    newest, first = history_of(ANONYMOUS, post_id).versions
    assert [(piece.kind, piece.text) for piece in newest.pieces] == [
        ("kept", "Sweet as "),
        ("removed", "honey"),
        ("added", "sugar"),
        ("kept", "."),
    ]
    assert first.is_first


def test_a_slip_mended_at_once_is_not_noted(cast, post_id):
    actions.edit(cast.alma, post_id, body="Sweet as honey!", audience="public")
    assert session.scalars(select(PostChange)).all() == []
    assert session.get_one(Post, post_id).edited_at is None


def test_a_hundred_characters_are_no_slip(cast, post_id):
    actions.edit(cast.alma, post_id, body="Sweet as honey." + "!" * 100, audience="public")
    assert len(session.scalars(select(PostChange)).all()) == 1
    assert session.get_one(Post, post_id).edited_at is not None


def test_sending_the_same_words_again_is_no_change(cast, post_id):
    with clock.shifted(LATER):
        actions.edit(cast.alma, post_id, body="Sweet as honey.", audience="public")
    assert session.scalars(select(PostChange)).all() == []
    assert session.get_one(Post, post_id).edited_at is None


def test_what_was_written_for_fewer_stays_with_them(cast):
    post_id = actions.publish(cast.alma, body="quillmine", audience="me")
    with clock.shifted(LATER):
        actions.edit(cast.alma, post_id, body="quillfriends", audience="friends")
        actions.edit(cast.alma, post_id, body="for all", audience="public")
    assert "quillmine" in words(cast.alma, post_id)
    assert "quillfriends" in words(cast.bo, post_id)
    assert "quillmine" not in words(cast.bo, post_id)
    for viewer in (cast.eve, cast.chen, cast.dora, ANONYMOUS):
        assert words(viewer, post_id) == "for all"


def test_whose_it_was_is_shown_to_the_author_alone(cast, post_id):
    with clock.shifted(LATER):
        actions.edit(cast.alma, post_id, body="Sweet as sugar.", audience="friends")
    assert [one.old_audience for one in history_of(cast.alma, post_id).versions] == ["public", ""]
    assert [one.old_audience for one in history_of(cast.bo, post_id).versions] == ["", ""]


def test_another_circle_is_noted_with_its_name_for_the_author_alone(cast):
    family, work = (people.make_circle(cast.alma, name=name) for name in ("Family", "Work"))
    for circle in (family, work):
        people.put_in_circle(cast.alma, circle, cast.bo.id)
    post_id = actions.publish(cast.alma, body="for us", audience=f"circle:{family}")
    actions.change_audience(cast.alma, post_id, audience=f"circle:{work}")
    actions.edit(cast.alma, post_id, body="for us", audience=f"circle:{family}")
    hers = [(one.old_circle, one.new_circle) for one in history_of(cast.alma, post_id).versions]
    assert hers == [("Work", "Family"), ("Family", "Work"), ("", "")]
    assert [one.old_circle for one in history_of(cast.bo, post_id).versions] == [""]


def test_there_is_no_history_of_what_one_may_not_read(cast):
    post_id = actions.publish(cast.alma, body="for us", audience="friends")
    with clock.shifted(LATER):
        actions.edit(cast.alma, post_id, body="for us two", audience="friends")
    for viewer in (cast.eve, ANONYMOUS):
        with pytest.raises(NotFound):
            history_of(viewer, post_id)
    actions.delete(cast.alma, post_id)
    with pytest.raises(NotFound):
        history_of(cast.alma, post_id)


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("aaa", "aaaa", 1), ("", "12345", 5), ("ab", "", 2)],
)
def test_how_much_was_changed_is_counted_between_what_stayed(old, new, count):
    assert chars_changed(old, new) == count


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("很甜", "很香"),
        ("a " * 3_000, "b " * 3_000),
        ("one two three", "one three four"),
        ("", "new"),
        ("old", ""),
    ],
)
def test_the_pieces_are_the_old_text_and_the_new_one(old, new):
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert "".join(piece.text for piece in found if piece.kind != "removed") == new
