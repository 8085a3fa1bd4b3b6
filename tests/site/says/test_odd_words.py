"""Words and pictures that are sent to break a form: a clear answer at the field, and nothing that was typed is lost."""

import io
import re
from html import unescape

import pytest
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.says.models import Post
from tests.web import post, sign_in

FAMILY = "👨\u200d👩\u200d👧\u200d👦 ❤️\u200d🔥 👩🏽\u200d🚀 🇨🇳 1️⃣"


def png(size=(40, 30)) -> io.BytesIO:
    kept = io.BytesIO()
    Image.new("RGB", size, "red").save(kept, "PNG")
    kept.seek(0)
    return kept


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


def kept_in(answer) -> str:
    return unescape(
        re.search(r'<textarea[^>]*id="say-body"[^>]*>(.*?)</textarea>', answer.text, re.S)[1]
    ).strip()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x" * 20_000, "too long"),
        ("很" * 20_000, "too long"),
        ("a" + "\u0301\u0336" * 2_500, "too many marks"),
        ("Z\u0489" * 3 + "a" + "\u0335" * 4_000, "too many marks"),
        ("a\x00b", "cannot be stored"),
        ("\u200b\u200d\u2060\ufeff", "Write a few words"),
        ("\u202e\u2066\u2069", "Write a few words"),
    ],
)
@pytest.mark.parametrize("path", ["new", "edit"])
def test_it_is_told_at_the_field_and_the_words_are_still_there(bo, cast, path, typed, told):
    from domain.says import actions

    address = "/says" if path == "new" else f"/says/{actions.publish(cast.bo, body='before')}"
    answer = post(bo, address, body=typed, audience="public", photos=[(png(), "a.png")], photo_alts=["Red"])
    # A picture alone would do: without words that can be seen it is a post of pictures.
    if told == "Write a few words":
        assert answer.status_code == 303
        answer = post(bo, address, body=typed, audience="public")
    assert answer.status_code == 422
    assert re.search(r'id="say-body-error"[^>]*>.*?' + told, answer.text, re.S)
    if told != "Write a few words":
        assert kept_in(answer) == typed.replace("\x00", "")
        assert 'value="Red"' in answer.text and 'name="photo_tokens"' in answer.text


def test_words_that_run_backwards_are_shown_in_their_order(bo):
    made = post(bo, "/says", body="price \u202egnp.exe\u202c \u2067abc\u2069 שלום", audience="public")
    page = bo.get(made.location).text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    assert "price gnp.exe abc שלום" in page


def test_families_and_flags_survive_whole(bo):
    made = post(bo, "/says", body=FAMILY, audience="public")
    assert session.scalars(select(Post.body)).one() == FAMILY
    assert f"<p>{FAMILY}</p>" in bo.get(made.location).text


@pytest.mark.parametrize("alt", ["x" * 201, "a" + "\u0336" * 50, "a\x00b"])
def test_odd_words_for_a_picture_are_told_at_the_pictures(bo, alt):
    answer = post(bo, "/says", body="Mine", audience="public", photos=[(png(), "a.png")], photo_alts=[alt])
    assert answer.status_code == 422
    assert 'id="photos-error"' in answer.text
    assert kept_in(answer) == "Mine" and 'name="photo_tokens"' in answer.text


def malformed():
    whole = png((400, 300)).getvalue()
    yield "fifty megabytes", b"\x89PNG\r\n\x1a\n" + bytes(50 * 2**20)
    yield "cut in the middle", whole[: len(whole) // 2]
    yield "no picture", b"<svg onload=alert(1)>"
    yield "nothing", b""
    yield "a header alone", whole[:33]
    yield "zeroes", bytes(1_000)


@pytest.mark.parametrize(("what", "content"), list(malformed()), ids=[what for what, _ in malformed()])
def test_a_bad_picture_takes_neither_the_words_nor_the_good_ones_along(bo, what, content):
    answer = post(
        bo, "/says", body="Mine", audience="friends",
        photos=[(png(), "a.png"), (io.BytesIO(content), "b.png"), (png(), "c.png")], photo_alts=["one", "bad", "three"],
    )  # fmt: skip
    # The test's own browser leaves the file open in which it had put so much together.
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 422
    assert 'id="photos-error"' in answer.text
    assert kept_in(answer) == "Mine" and re.search(r'value="friends" checked', answer.text)
    assert re.findall(r'name="photo_alts" value="([^"]+)"', answer.text) == ["one", "three"]
    assert session.scalars(select(Post)).all() == []
