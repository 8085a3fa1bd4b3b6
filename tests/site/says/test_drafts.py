"""/says/drafts, /says/new?draft=ID, and a post that is to go out later."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select, update

from core import clock
from core.db import session
from core.unit import action
from domain.people.models import User
from domain.says import actions, queries
from domain.says.models import Draft, Photo, Post
from jobs import plans
from tests.queries import counted
from tests.web import post, sign_in

KEY = str(uuid4())


def jpeg() -> tuple[io.BytesIO, str]:
    kept = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(kept, "JPEG")
    kept.seek(0)
    return kept, "a.jpg"


def local(hours: float) -> str:
    return (clock.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def saved(browser, body="Half a sentence", version=0, htmx=True, **more):
    return post(
        browser,
        "/says/drafts",
        htmx=htmx,
        draft_key=KEY,
        draft_version=version,
        body=body,
        audience="friends",
        **more,
    )


@pytest.fixture
def alma(client, cast):
    return sign_in(client, cast.alma)


def test_the_page_saves_itself_and_the_draft_opens_as_it_was_left(alma, cast):
    answer = saved(alma, "Half a <sentence>", product_id=cast.product_id)
    draft_id = re.search(r'data-draft-id="(\d+)"', answer.text)[1]
    assert 'data-state="saved"' in answer.text
    assert 'name="draft_version" value="1"' in answer.text
    page = alma.get(f"/says/new?draft={draft_id}").text
    assert "Half a &lt;sentence&gt;" in page
    assert f'name="draft_key" value="{KEY}"' in page
    assert re.search(r'value="friends" checked', page)
    assert f'name="product_id" value="{cast.product_id}"' in page
    assert "Half a &lt;sentence&gt;" in alma.get("/says/drafts").text


def test_an_empty_page_keeps_no_draft(alma):
    assert 'data-state="nothing"' in saved(alma, " ").text
    assert session.scalars(select(Draft)).all() == []


def test_the_later_of_two_windows_is_told_and_writes_nothing_over(alma):
    saved(alma, "from here")
    answer = saved(alma, "from there", version=0)
    assert 'data-state="conflict"' in answer.text
    assert "another window" in answer.text
    assert session.scalars(select(Draft)).one().fields["body"] == ["from here"]
    assert 'data-state="saved"' in saved(alma, "from there", version=0, overwrite="1").text
    assert session.scalars(select(Draft)).one().fields["body"] == ["from there"]


def test_without_scripts_a_button_saves_words_and_pictures(alma, cast):
    answer = saved(alma, "Half", htmx=False, photos=[jpeg()], photo_alts=["Red"])
    draft = session.scalars(select(Draft)).one()
    assert (answer.status_code, answer.location) == (303, f"/says/new?draft={draft.id}")
    page = alma.get(answer.location).text
    assert 'name="photo_tokens"' in page
    assert 'value="Red"' in page


def test_without_scripts_too_the_later_window_is_told(alma):
    saved(alma, "from here")
    told = saved(alma, "from there", htmx=False)
    assert told.status_code == 422
    assert "another window" in told.text and "from there" in told.text
    again = saved(
        alma, "from there", htmx=False, version=re.search(r'draft_version" value="(\d+)"', told.text)[1]
    )
    assert again.status_code == 303
    assert session.scalars(select(Draft)).one().fields["body"] == ["from there"]


def test_a_picture_that_is_none_loses_neither_the_words_nor_the_good_one(alma):
    answer = saved(alma, "Half", htmx=False, photos=[jpeg(), (io.BytesIO(b"no picture"), "b.jpg")])
    assert answer.status_code == 422
    assert "Half" in answer.text and answer.text.count('name="photo_tokens"') == 1


def test_the_draft_is_gone_when_the_post_is_out(alma):
    saved(alma)
    assert (
        post(alma, "/says", draft_key=KEY, draft_version=1, body="Whole", audience="public").status_code
        == 303
    )
    assert session.scalars(select(Draft)).all() == []
    assert 'data-state="gone"' in saved(alma, "late", version=1).text
    assert session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("more", [{}, {"publish_at": local(2)}])
def test_what_is_out_already_goes_out_again_only_by_choice(alma, cast, more):
    saved(alma)
    (draft_id,) = session.scalars(select(Draft.id))
    post(alma, f"/says/drafts/{draft_id}/time", publish_at=local(1))
    with clock.shifted(timedelta(hours=1)):
        assert plans.publish_due() == 1
    told = post(alma, "/says", draft_key=KEY, draft_version=1, body="Whole", audience="public", **more)
    assert told.status_code == 422
    assert "it is out already" in told.text and "Whole</textarea>" in told.text
    assert len(session.scalars(select(Post)).all()) == 1
    assert session.scalars(select(Draft)).all() == []
    (key,) = re.findall(r'name="draft_key" value="([^"]+)"', told.text)
    (version,) = re.findall(r'name="draft_version" value="([^"]+)"', told.text)
    assert (key != KEY, version) == (True, "0")
    again = post(alma, "/says", draft_key=key, draft_version=version, body="Whole", audience="public", **more)
    assert again.status_code == 303
    assert len(session.scalars(select(Post)).all()) + len(session.scalars(select(Draft)).all()) == 2


def test_a_refused_post_keeps_its_draft(alma):
    saved(alma)
    answer = post(alma, "/says", draft_key=KEY, draft_version=1, body="x" * 5001)
    assert answer.status_code == 422
    assert f'name="draft_key" value="{KEY}"' in answer.text
    assert 'name="draft_version" value="1"' in answer.text
    assert len(session.scalars(select(Draft)).all()) == 1


def test_the_line_says_when_a_planned_post_goes_out(alma):
    assert "It goes out at" not in saved(alma).text
    (draft_id,) = session.scalars(select(Draft.id))
    post(alma, f"/says/drafts/{draft_id}/time", publish_at=local(24))
    line = saved(alma, "better", version=2).text
    assert "It goes out at" in line
    (at,) = session.scalars(select(Draft.publish_at))
    assert at.isoformat(timespec="seconds") in line


def test_two_presses_before_anything_is_saved_lead_to_one_post(alma):
    fields = {"draft_key": KEY, "draft_version": 0, "body": "Sweet", "audience": "public"}
    once, again = (post(alma, "/says", **fields) for _ in range(2))
    assert once.status_code == again.status_code == 303 and once.location == again.location
    assert len(session.scalars(select(Post)).all()) == 1


def test_a_draft_is_deleted(alma):
    saved(alma)
    (draft_id,) = session.scalars(select(Draft.id))
    assert post(alma, f"/says/drafts/{draft_id}/delete").location == "/says/drafts"
    assert session.scalars(select(Draft)).all() == []


def test_nobody_else_opens_or_changes_a_draft(app, cast, alma):
    saved(alma, "quillunsent")
    (draft_id,) = session.scalars(select(Draft.id))
    for person in (cast.bo, cast.dora, cast.olga):
        browser = sign_in(app.test_client(), person)
        assert browser.get(f"/says/new?draft={draft_id}").status_code == 404
        assert "quillunsent" not in browser.get("/says/drafts").text
        assert post(browser, f"/says/drafts/{draft_id}/delete").status_code == 404
        assert post(browser, f"/says/drafts/{draft_id}/time", publish_at=local(2)).status_code == 404
    assert session.scalars(select(Draft.publish_at)).all() == [None]


def test_a_post_is_planned_in_the_writers_own_time(alma):
    answer = post(
        alma, "/says", draft_key=KEY, draft_version=0, body="Later", audience="public",
        publish_at=(clock.now() + timedelta(hours=10)).strftime("%Y-%m-%dT%H:00"), time_zone="Asia/Shanghai", photos=[jpeg()], photo_alts=["Red"],
    )  # fmt: skip
    assert answer.location == "/says/drafts"
    (at,) = session.scalars(select(Draft.publish_at))
    assert timedelta(hours=1) <= at - clock.now() <= timedelta(hours=2)
    assert "Planned" in alma.get("/says/drafts").text
    assert session.scalars(select(Post)).all() == []
    with clock.shifted(timedelta(hours=2)):
        assert plans.publish_due() == 1
    assert session.scalars(select(Post.photo_count)).all() == [1]


@pytest.mark.parametrize("zone", ["1", "Mars/Olympus", "../../etc/passwd", "a\x00b", "x" * 300, "Asia"])
def test_a_zone_that_there_is_not_is_none(alma, zone):
    answer = post(
        alma, "/says", draft_key=KEY, body="Later", audience="public", publish_at=local(2), time_zone=zone
    )
    assert answer.location == "/says/drafts"
    (at,) = session.scalars(select(Draft.publish_at))
    assert timedelta(hours=1.9) < at - clock.now() < timedelta(hours=2.1)


def test_the_zone_of_the_settings_counts_where_there_are_no_scripts(alma, cast):
    action(
        lambda: session.execute(update(User).where(User.id == cast.alma.id).values(time_zone="Asia/Tokyo"))
    )()
    post(
        alma,
        "/says",
        draft_key=KEY,
        body="Later",
        audience="public",
        publish_at=local(12),
        time_zone="../../etc",
    )
    (at,) = session.scalars(select(Draft.publish_at))
    assert timedelta(hours=2.9) < at - clock.now() < timedelta(hours=3.1)


@pytest.mark.parametrize(
    "publish_at",
    ["yesterday", "2001-01-01T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "2026-02-30T10:00", "x" * 500],
)
def test_a_time_that_does_not_fit_is_told_at_its_field(alma, publish_at):
    answer = post(alma, "/says", draft_key=KEY, body="Later", audience="public", publish_at=publish_at)
    assert answer.status_code == 422
    assert "publish-at-error" in answer.text and "Later</textarea>" in answer.text
    saved(alma, "Later")
    (draft_id,) = session.scalars(select(Draft.id))
    again = post(alma, f"/says/drafts/{draft_id}/time", publish_at=publish_at)
    assert again.status_code == 422
    assert f"publish-at-{draft_id}-error" in again.text
    assert f'name="publish_at" value="{publish_at}"' in again.text


def test_a_refused_change_of_the_time_shows_what_was_typed(alma):
    saved(alma)
    (draft_id,) = session.scalars(select(Draft.id))
    post(alma, f"/says/drafts/{draft_id}/time", publish_at=local(5))
    refused = post(alma, f"/says/drafts/{draft_id}/time", publish_at="2001-01-01T10:00")
    assert 'name="publish_at" value="2001-01-01T10:00"' in refused.text
    # A script would put the planned time there instead.
    assert "data-instant" not in refused.text


def test_a_new_picture_is_kept_when_the_time_of_a_post_does_not_fit(alma):
    answer = post(
        alma,
        "/says",
        draft_key=KEY,
        body="Later",
        audience="public",
        publish_at="2001-01-01T10:00",
        photos=[jpeg()],
        photo_alts=["Red"],
    )
    assert answer.status_code == 422
    assert "publish-at-error" in answer.text and "Later</textarea>" in answer.text
    assert answer.text.count('name="photo_tokens"') == 1 and 'value="Red"' in answer.text
    assert len(session.scalars(select(Photo)).all()) == 1


def test_the_time_is_changed_and_taken_away_on_the_list(alma):
    saved(alma)
    (draft_id,) = session.scalars(select(Draft.id))
    assert post(alma, f"/says/drafts/{draft_id}/time", publish_at=local(5)).status_code == 303
    assert session.scalars(select(Draft.publish_at.is_not(None))).all() == [True]
    post(alma, f"/says/drafts/{draft_id}/time", publish_at="")
    assert session.scalars(select(Draft.publish_at)).all() == [None]


def test_a_plan_that_failed_says_why_where_the_draft_is(alma, cast):
    draft_id = actions.plan(
        cast.alma, KEY, {"body": ["Later"], "audience": ["public"], "rating": ["5"], "product_id": [str(cast.product_id)]},
        clock.now() + timedelta(hours=1),
    ).id  # fmt: skip
    with clock.shifted(timedelta(hours=2)):
        plans.publish_due()
    for path in ("/says/drafts", f"/says/new?draft={draft_id}"):
        assert "did not go out" in alma.get(path).text
    assert "received it" in alma.get("/says/drafts").text


def test_a_picture_is_taken_as_soon_as_it_is_chosen(alma):
    answer = post(alma, "/says/pictures", htmx=True, photos=[jpeg()])
    assert answer.status_code == 200
    assert re.search(r'name="photo_tokens" value="([\w-]+)"', answer.text)
    assert session.scalars(select(Photo.post_id)).all() == [None]
    for bad in ([], [(io.BytesIO(b""), "a.jpg")], [(io.BytesIO(b"GIF89a"), "a.gif")]):
        assert post(alma, "/says/pictures", htmx=True, photos=bad).status_code == 422


def test_pictures_are_put_in_order_without_scripts(alma):
    first = post(
        alma, "/says", body="x" * 5001, photos=[jpeg(), jpeg(), jpeg()], photo_alts=["one", "two", "three"]
    )
    tokens = re.findall(r'name="photo_tokens" value="([^"]+)"', first.text)
    moved = post(
        alma,
        "/says",
        body="Mine",
        photo_tokens=tokens,
        photo_alts=["one", "two", "three"],
        arrange=f"{tokens[2]}:earlier",
    )
    assert moved.status_code == 200
    assert re.findall(r'name="photo_tokens" value="([^"]+)"', moved.text) == [tokens[0], tokens[2], tokens[1]]
    assert re.findall(r'name="photo_alts" value="([^"]+)"', moved.text) == ["one", "three", "two"]
    assert "Mine</textarea>" in moved.text
    fewer = post(
        alma,
        "/says",
        body="Mine",
        photo_tokens=tokens,
        photo_alts=["one", "two", "three"],
        arrange=f"{tokens[0]}:out",
    )
    assert re.findall(r'name="photo_alts" value="([^"]+)"', fewer.text) == ["two", "three"]
    assert session.scalars(select(Post)).all() == []


def test_the_pictures_of_a_post_are_put_in_order_too(alma, cast):
    out = post(
        alma, "/says", body="Mine", audience="public", photos=[jpeg(), jpeg()], photo_alts=["one", "two"]
    )
    tokens = list(session.scalars(select(Photo.key).order_by(Photo.position)))
    swapped = {
        "body": "Mine",
        "audience": "public",
        "photo_tokens": tokens[::-1],
        "photo_alts": ["two", "one"],
    }
    shown = post(
        alma,
        out.location,
        **{**swapped, "photo_tokens": tokens, "photo_alts": ["one", "two"]},
        arrange=f"{tokens[0]}:later",
    )
    assert re.findall(r'name="photo_alts" value="([^"]+)"', shown.text) == ["two", "one"]
    post(alma, out.location, **swapped)
    assert session.scalars(select(Photo.alt).order_by(Photo.position)).all() == ["two", "one"]


def test_a_hundred_drafts_take_as_many_queries_as_one(alma, cast):
    for n in range(2):
        actions.keep_draft(cast.alma, str(uuid4()), {"body": [f"{n}"], "product_id": [str(cast.product_id)]})
    with counted() as few:
        alma.get("/says/drafts")
    for n in range(30):
        actions.keep_draft(cast.alma, str(uuid4()), {"body": [f"{n}"], "product_id": [str(cast.product_id)]})
    with counted() as many:
        page = alma.get("/says/drafts").text
    assert len(many) == len(few) <= 10
    assert "before=" in page
    assert queries.draft_count(cast.alma) == 32
