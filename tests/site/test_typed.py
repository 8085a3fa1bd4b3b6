"""What is typed or chosen to break a form, in whichever form of the site: a clear answer at the field, and whatever else
was typed is still there. The forms are those that the pages show to those who may use them."""

import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from PIL import Image

from tests.cast import PASSWORD, make_cast
from tests.conftest import emptied
from tests.forms import PageForm, forms_in
from tests.trying import Trial
from tests.world import make_world

ODD = {
    "20,000 characters": "x" * 20_000,
    "5,000 combining marks": "a" + "\u0301\u0336" * 2_500,
    "a null byte": "a\x00b",
}
# Accepted: what cannot be seen is taken out, what belongs together stays together.
HARMLESS = "zero\u200b\u2060width \u202eover\u202c \U0001f469\u200d\U0001f469\u200d\U0001f467"
KEPT = "quillkept"
# Whether a name or a password was wrong is not said.
SAYS_NOT_WHICH = {("auth.sign_in", "login")}
# Several fields of one name are told of together.
TOLD_BELOW = {"poll_option": 'id="poll-error"'}
# Words of pictures that were not sent along are those of nothing.
OF_PICTURES = {"photo_alts", "new_alts"}
# Who finds the forms of an area; of the others Bo does.
OWNERS = {
    "auth": ("stranger",), "merchant": ("chen",), "admin": ("olga",), "moderation": ("dora",), "reports": ("bo", "eve"),
    "earnings": ("alma",), "stores": ("alma",), "circles": ("alma",), "collections": ("alma",), "drafts": ("alma",),
    "says": ("alma", "bo"), "orders": ("bo",), "groups": ("bo", "chen"),
}  # fmt: skip
NOT_OPENED = ("/static", "/assets", "/media", "/dev", "/preferences", "/notices/")


@pytest.fixture(scope="module")
def trial(app: Flask) -> Iterator[Trial]:
    with emptied(app):
        made = Trial(app, make_world(app, make_cast()))
        made.restore()
        yield made


@pytest.fixture(scope="module")
def forms(trial: Trial) -> dict[str, tuple[str, PageForm]]:
    """endpoint -> who may send the form, and the form; the fullest where there are several."""
    found: dict[str, tuple[str, PageForm]] = {}
    adapter = trial.app.url_map.bind("localhost")
    for endpoint, path in trial.world.paths(trial.app, "GET"):
        if path.startswith(NOT_OPENED):
            continue
        for person in OWNERS.get(endpoint.partition("_")[0].partition(".")[0], ("bo",)):
            with trial.browsers[person].get(path) as answer:
                html = answer.text if answer.status_code == 200 and answer.mimetype == "text/html" else ""
            for form in forms_in(html):
                if form.method == "post" and (form.typed or form.files):
                    form.action = (form.action or path).partition("#")[0]
                    target = adapter.match(form.action.partition("?")[0], method="POST")[0]
                    before = found.get(str(target))
                    if before is None or len(before[1].typed) < len(form.typed):
                        found[str(target)] = (person, form)
    trial.restore()
    return found


def filled(form: PageForm) -> dict[str, str]:
    """Something in every field of text."""
    standing = {name: values[0] for name, values in form.filled().items()}
    typed = {
        name: standing.get(name) or (f"{KEPT}@example.org" if name == "email" else KEPT)
        for name in form.typed
        if name not in OF_PICTURES
    }
    return typed | dict.fromkeys(form.passwords, PASSWORD)


def test_there_are_forms_everywhere(forms: dict[str, tuple[str, PageForm]]) -> None:
    assert len(forms) > 40
    assert {"says.create", "checkout.place", "merchant.settle", "moderation.decide", "auth.join"} <= set(
        forms
    )


def test_odd_words_are_told_at_their_field_and_nothing_is_lost(
    trial: Trial, forms: dict[str, tuple[str, PageForm]]
) -> None:
    wrong = []
    for endpoint, (person, form) in forms.items():
        typed = filled(form)
        for name in sorted(set(form.typed) - OF_PICTURES):
            for what, odd in ODD.items():
                sent = form.filled(**{**typed, name: odd})
                answer = trial.ask(person, "POST", form.action, what, data=sent)
                if answer.status_code == 303:
                    # Taken with what can be kept of it: a search, or a name that is not looked at.
                    trial.restore()
                elif problem := missing_in(answer.status_code, answer.text, typed, name, odd):
                    if (endpoint, name) not in SAYS_NOT_WHICH:
                        wrong.append(f"{endpoint} {name}, {what}: {problem}")
                if answer.status_code == 303 and what != "a null byte":
                    wrong.append(f"{endpoint} {name}, {what}: taken")
    trial.restore()
    assert wrong == [] and trial.faults == []


def missing_in(status: int, page: str, typed: dict[str, str], name: str, odd: str) -> str:
    words = unescape(page)
    fields = re.findall(r"<(?:input|textarea)[^>]*>", page)
    if status != 422:
        return f"answered {status}"
    is_marked = any(f'name="{name}"' in field and 'aria-invalid="true"' in field for field in fields)
    if not is_marked and TOLD_BELOW.get(name, "-") not in page:
        return "not told at the field"
    if odd.replace("\x00", "") not in words:
        return "what was typed is gone"
    others = {value for other, value in typed.items() if other != name and value != PASSWORD}
    return "" if all(value in words for value in others) else "something else is gone"


def test_what_cannot_be_seen_breaks_nothing(trial: Trial, forms: dict[str, tuple[str, PageForm]]) -> None:
    for person, form in forms.values():
        typed = dict.fromkeys(filled(form), HARMLESS)
        answer = trial.ask(person, "POST", form.action, "odd", data=form.filled(**typed))
        assert answer.status_code in (303, 422), (form.action, answer.status)
        if answer.status_code == 303:
            trial.restore()
    assert trial.faults == []


def picture(kind: str) -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(buffer, "PNG")
    whole = buffer.getvalue()
    bad = {
        "cut": whole[: len(whole) // 2],
        "none": b"<svg onload=alert(1)>",
        "large": whole + bytes(13 * 2**20),
    }
    return io.BytesIO(bad.get(kind, whole)), f"{kind}.png"


@pytest.mark.parametrize("kind", ["cut", "none", "large"])
def test_a_bad_picture_is_told_wherever_one_is_taken_and_the_words_stay(
    trial: Trial, forms: dict[str, tuple[str, PageForm]], kind: str
) -> None:
    taking = {endpoint: one for endpoint, one in forms.items() if one[1].files}
    assert {"says.create", "merchant_products.create", "settings.change_avatar"} <= set(taking)
    for endpoint, (person, form) in taking.items():
        typed = filled(form)
        files = {name: [picture(kind), picture("good")] for name in form.files}
        answer = trial.ask(person, "POST", form.action, kind, data={**form.filled(**typed), **files})
        # The test's own browser leaves the file open in which it had put so much together.
        answer.request.environ["wsgi.input"].close()
        assert answer.status_code == 422, (endpoint, answer.status)
        words = unescape(answer.text)
        assert re.search(r'id="[^"]*error|role="alert"|aria-invalid="true"', words), endpoint
        assert all(value in words for value in typed.values()), endpoint
        if "photos" in form.files:
            assert re.search(r'name="photo_tokens"|picture-desk', words), f"{endpoint}: the good one is gone"
    trial.restore()
    assert trial.faults == []
