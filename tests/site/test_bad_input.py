"""Whatever is sent to whatever address by whomever: the answer is one that a person can be given, and never 5xx.

Addresses come from the URL map, the names of fields from what the views ask for, the ids from a world with one of
everything in it.
"""

import io
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from core.db import session
from domain.catalog.models import Variant
from domain.notices.models import Notice
from domain.people.models import SignInSession
from tests.cast import PASSWORD, make_cast
from tests.conftest import emptied
from tests.house.test_doors import OPEN
from tests.trying import Trial, good_form, listening
from tests.world import make_world

BIG = 2**63 - 1
# For a part of an address: what fits its shape and leads nowhere, and what does not fit.
ODD_PARTS = (str(BIG), str(2**63), "9" * 30, "0", "x", "%00", "%ED%A0%80")

ODD_TEXTS = {
    "nothing": "",
    "zero": "0",
    "minus one": "-1",
    "more than 32 bits": "2147483648",
    "more than 64 bits": str(2**63),
    "30 digits": "9" * 30,
    "exponent": "1e400",
    "not a number": "NaN",
    "Arabic digits": "١٢",
    "a fraction": "0.001",
    "NUL": "a\x00b",
    "bidi": "\u202egnp.exe\u2066",
    "many marks": "a" + "\u0301" * 60,
    "20,000 characters": "x" * 20_000,
    "markup": "<script>alert(1)</script>{{7*7}}%s%(x)s",
    "spaces": " \t\r\n\u3000",
    "another kind of thing": '{"a": [1]}',
}
ODD_QUESTIONS = [ODD_TEXTS[what] for what in (
    "zero", "minus one", "more than 64 bits", "30 digits", "not a number", "Arabic digits", "NUL", "bidi", "markup",
)] + ["x" * 3_000]  # fmt: skip
ODD_FOR_ALL = (
    "nothing", "minus one", "more than 64 bits", "exponent", "a fraction", "NUL", "many marks", "20,000 characters", "markup",
)  # fmt: skip
# Bytes that are no text in UTF-8: a lone surrogate, a cut character, a byte that never occurs.
NO_TEXT = ("%ED%A0%80", "%E4%BD", "%FF%FE")

GOOD = {
    "body": "A sentence.", "title": "A title", "name": "A name", "display_name": "A name", "handle": "somebody",
    "email": "somebody@example.org", "password": PASSWORD, "current": PASSWORD, "new": "another-lantern-43", "login": "bo",
    "audience": "public", "kind": "like", "rating": "5", "quantity": "1", "variant_id": "1", "product_id": "1",
    "payment_method": "transfer", "recipient": "Bo", "phone": "13800001234", "region": "Hangzhou", "street": "Lake 7",
    "carrier": "SF", "tracking_number": "SF1", "decision": "reject", "reason": "because", "amount": "12.00",
    "destination": "Bank 1", "verdict": "verify", "fee": "5", "rate": "10", "price": "10.00", "stock": "3",
    "reason_code": "spam", "verb": "dismiss", "words": "Words", "text": "Text", "purchases_shown": "counted",
    "credit": "alma", "locale": "en", "theme": "", "next": "/products", "store": "1", "hidden": "1", "category_id": "1",
    "merchant_id": "1", "direction": "in", "external_reference": "T-9", "days": "1", "parent_id": "", "do": "",
    "variants": "1", "angel_price_when": "second", "notice_id": "1", "lines": "1", "new_category": "",
}  # fmt: skip


# Pages that answer without looking at what is asked.
FILES = {
    "static",
    "bundle",
    "htmx_file",
    "media",
    "metrics",
    "healthz",
    "readyz",
    "robots",
    "manifest",
    "sitemap",
}


@pytest.fixture(scope="module")
def trial(app: Flask) -> Iterator[Trial]:
    with emptied(app):
        made = Trial(app, make_world(app, make_cast()))
        plain = app.request_class
        app.request_class = type("Request", (plain,), {"parameter_storage_class": listening(made.read)})
        learn(made)
        made.restore()
        yield made
        app.request_class = plain


# Read by going through all names, so that they cannot be overheard.
NUMBERED = {
    "checkout.place": {"credit-1"},
    "checkout.show": {"credit-1"},
    "merchant_products.create": {"variants-0-name", "variants-0-price", "variants-0-stock"},
}


def learn(trial: Trial) -> None:
    """Sends everything once as it is meant, so that every address shows what it reads; twice for fields that are
    asked for only when others are right."""
    for endpoint, names in NUMBERED.items():
        trial.read.names[endpoint] |= names
    for _ in range(2):
        for endpoint, path in one_path_each(trial, "POST"):
            trial.restore()
            trial.ask(
                owner_of(endpoint), "POST", path, "as meant", data=good_form(trial.read.names[endpoint], GOOD)
            )
    for endpoint, path in one_path_each(trial, "GET"):
        trial.ask(owner_of(endpoint), "GET", path)


def one_path_each(trial: Trial, method: str) -> list[tuple[str, str]]:
    return list(dict(reversed(list(trial.world.paths(trial.app, method)))).items())


def faultless(trial: Trial) -> None:
    found, trial.faults = trial.faults, []
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])


def test_addresses_were_learnt(trial: Trial) -> None:
    names = trial.read.names
    assert {"body", "audience", "rating", "photo_alts"} <= names["says.create"]
    assert {"recipient", "idempotency_key", "payment_method"} <= names["checkout.place"]
    faultless(trial)


def test_odd_parts_of_addresses(trial: Trial) -> None:
    """Ids beyond what a column holds, zero, no numbers, bytes that are no text."""
    trial.restore()
    for method in ("GET", "POST"):
        for rule in trial.app.url_map.iter_rules():
            if method not in (rule.methods or ()) or not rule.arguments:
                continue
            for odd in ODD_PARTS:
                person = "bo" if odd != str(BIG) else "olga"
                trial.ask(person, method, filled(trial, rule, odd))
            trial.ask("stranger", method, filled(trial, rule, str(BIG)))
            trial.ask("chen", method, filled(trial, rule, str(BIG)))
    faultless(trial)


def filled(trial: Trial, rule: Rule, odd: str) -> str:
    """The address with its last part odd, the others as they should be."""
    pieces = rule.rule.replace(">", "<").split("<")
    last = max(range(1, len(pieces), 2))
    for number in range(1, len(pieces), 2):
        name = pieces[number].rpartition(":")[2]
        real = trial.world.choices(rule.endpoint, name)[0]
        pieces[number] = odd if number == last else quote(str(real))
    return "".join(pieces)


def test_odd_questions_to_pages(trial: Trial) -> None:
    """What comes after the question mark: cursors, filters, words."""
    trial.restore()
    for endpoint, path in one_path_each(trial, "GET"):
        if endpoint in FILES:
            continue
        read = sorted(trial.read.names[endpoint])
        names = sorted({*read, "before", "after", "page", "next", "kind", "q"})
        people = ["stranger", owner_of(endpoint)] if endpoint in OPEN else [owner_of(endpoint)]
        for person, odd in product(people, [*map(quote, ODD_QUESTIONS), *NO_TEXT]):
            trial.ask(person, "GET", path + "?" + "&".join(f"{name}={odd}" for name in names))
        trial.ask("bo", "GET", path + "?" + "&".join(f"{name}=1&{name}=2&{name}[]=3" for name in names))
        for name in read:
            trial.ask("olga", "GET", f"{path}?{name}={'9' * 30}")
    faultless(trial)


def test_every_field_at_once_is_odd(trial: Trial) -> None:
    for endpoint, path in one_path_each(trial, "POST"):
        trial.restore()
        names = trial.read.names[endpoint]
        for what in ODD_FOR_ALL:
            trial.ask(owner_of(endpoint), "POST", path, what, data=dict.fromkeys(names, ODD_TEXTS[what]))
        trial.ask("stranger", "POST", path, "signed out", data=dict.fromkeys(names, "9" * 30))
    faultless(trial)


def test_one_field_is_odd_and_the_others_are_right(trial: Trial) -> None:
    odd_ones = list(ODD_TEXTS.items())
    turn = 0
    for endpoint, path in one_path_each(trial, "POST"):
        trial.restore()
        names = trial.read.names[endpoint]
        for name in sorted(names):
            good = good_form(names, GOOD)
            trial.ask(owner_of(endpoint), "POST", path, f"without {name}", data=without(good, name))
            for _ in range(2):
                what, odd = odd_ones[turn % len(odd_ones)]
                turn += 1
                trial.ask(owner_of(endpoint), "POST", path, f"{name}: {what}", data={**good, name: odd})
    faultless(trial)


def without(form: dict[str, str], name: str) -> dict[str, str]:
    return {other: value for other, value in form.items() if other != name}


def test_bodies_that_are_no_forms(trial: Trial) -> None:
    for endpoint, path in one_path_each(trial, "POST"):
        trial.restore()
        names = sorted(trial.read.names[endpoint])
        good, person = good_form(set(names), GOOD), owner_of(endpoint)
        trial.ask(person, "POST", path, "nothing")
        trial.ask(person, "POST", path, "JSON", json=good)
        trial.ask(person, "POST", path, "a JSON list", json=[1, [2]])
        trial.ask(person, "POST", path, "broken JSON", data="{", content_type="application/json")
        trial.ask(person, "POST", path, "XML", data="<a/>", content_type="application/xml")
        trial.ask(person, "POST", path, "no boundary", data="x", content_type="multipart/form-data")
        trial.ask(person, "POST", path, "an early end", data="--x\r\nContent-Disposition: form-data; name=body\r\n\r\nab",
                  content_type="multipart/form-data; boundary=x")  # fmt: skip
        no_text = "&".join(f"{name}={NO_TEXT[number % 3]}" for number, name in enumerate(names))
        trial.ask(
            person, "POST", path, "bytes", data=no_text, content_type="application/x-www-form-urlencoded"
        )
        twice = "&".join(f"{name}=1&{name}=2" for name in names)
        trial.ask(person, "POST", path, "twice", data=twice, content_type="application/x-www-form-urlencoded")
        files = {name: (io.BytesIO(b"GIF89a\x00 no picture"), "x\x00.png") for name in names}
        trial.ask(person, "POST", path, "files", data=files)
        trial.ask(person, "POST", path, "200,000 characters", data=dict.fromkeys(names[:4], "x" * 200_000))
        trial.ask(person, "POST", path, "many fields", data={f"f{number}": "1" for number in range(3_000)})
    faultless(trial)


def test_odd_headers(trial: Trial) -> None:
    odd = [
        {"HX-Request": "true", "HX-Current-URL": "http://[::1", "HX-Target": "<x>", "HX-Trigger": "\u00e9"},
        {"HX-Request": "true", "HX-History-Restore-Request": "true", "HX-Boosted": "true"},
        {
            "Referer": "http://[broken",
            "Accept-Language": ";;q=x,zh-" + "x" * 500,
            "Cookie": "session=x; lang=%00; theme=\xff",
        },
        {
            "If-None-Match": '"',
            "If-Modified-Since": "never",
            "Range": "bytes=9-1",
            "Accept-Encoding": "br;q=x",
        },
    ]
    for headers in odd:
        for _, path in one_path_each(trial, "GET"):
            trial.ask("bo", "GET", path, headers=headers)
        trial.restore()
        for endpoint, path in one_path_each(trial, "POST"):
            trial.ask(
                owner_of(endpoint),
                "POST",
                path,
                headers=headers,
                data=good_form(trial.read.names[endpoint], GOOD),
            )
    faultless(trial)


OWNERS = {"merchant": "chen", "merchant_desk": "chen", "merchant_products": "chen", "merchant_orders": "chen",
          "admin": "olga", "admin_payouts": "olga", "moderation": "dora", "earnings": "alma", "tax": "alma",
          "admin_adjustments": "olga", "merchant_statement": "chen"}  # fmt: skip


def owner_of(endpoint: str) -> str:
    """Who gets far at this address."""
    return OWNERS.get(endpoint.split(".")[0], "bo")


# Whose things the real ids of the world are: nobody else may do anything with them.
OUTSIDERS = {
    "orders": ("alma", "chen", "dora", "eve", "olga"),
    "merchant_orders": ("alma", "bo", "dora", "eve", "olga"),
    "merchant_desk": ("alma", "bo", "dora", "eve"),
    "cart.change": ("alma", "chen", "dora", "olga"),
    "cart.remove": ("alma", "chen", "dora", "olga"),
    "says.update": ("dora", "olga"),
    "says.delete": ("dora", "olga"),
    "responses.delete_comment": ("chen", "dora", "olga"),
    "groups.delete_question": ("alma", "bo", "chen", "dora", "olga"),
    "groups.delete_answer": ("alma", "bo", "dora", "eve", "olga"),
    "groups.delete_message": ("alma", "chen", "dora", "eve", "olga"),
    "groups.send": ("eve",),
    "invites.end": ("bo", "chen", "dora", "eve", "olga"),
    "earnings.cancel_payout": ("bo", "chen", "dora", "eve", "olga"),
    "admin": ("alma", "bo", "chen", "dora", "eve"),
    "admin_payouts": ("alma", "bo", "chen", "dora", "eve"),
    "admin_adjustments": ("alma", "bo", "chen", "dora", "eve"),
    "moderation": ("alma", "bo", "chen", "eve"),
}


def test_what_belongs_to_somebody_else_stays_as_it_is(trial: Trial) -> None:
    trial.restore()
    before = trial.rows()
    tried = set()
    for endpoint, path in trial.world.paths(trial.app, "POST"):
        for person in OUTSIDERS.get(endpoint, OUTSIDERS.get(endpoint.split(".")[0], ())):
            tried.add(endpoint)
            form = good_form(trial.read.names[endpoint], GOOD)
            answer = trial.ask(person, "POST", path, data=form)
            assert answer.status_code in (403, 404, 422), (person, path, answer.status)
    assert len(tried) > 35
    assert trial.rows() == before
    faultless(trial)


def test_what_belongs_to_somebody_else_cannot_be_named_in_a_form(trial: Trial) -> None:
    values = trial.world.values
    own, old, notices = values["post_id"][3], values["number"][0], values["notice_id"]
    draft_id = values["product_id"][1]
    asked = [
        ("eve", "/cart/lines", {"variant_id": draft_variant(trial)}),
        ("eve", "/says", {"body": "x", "product_id": draft_id}),
        ("eve", "/says", {"body": "x", "product_id": 1, "rating": 5}),
        ("chen", "/says", {"body": "x", "product_id": 1, "rating": 5}),
        ("eve", "/says/5/comments", {"body": "x", "parent_id": values["comment_id"][1]}),
        ("eve", f"/says/{own}/comments", {"body": "x"}),
        ("eve", f"/says/{own}/reactions", {"kind": "like"}),
        ("eve", f"/says/{own}/reports", {"reason": "spam"}),
        ("eve", "/shares", {"product_id": 1, "says_id": own}),
        ("eve", "/shares", {"product_id": draft_id}),
        ("eve", f"/store/items/{draft_id}", {"words": "x"}),
        ("eve", f"/products/{draft_id}/endorsement", {}),
        ("eve", f"/products/{draft_id}/questions", {"body": "x"}),
        ("bo", f"/orders/{old}/refunds", {"reason": "x", "lines": "999"}),
        *(
            ("chen", "/notices/read", {"notice_id": one})
            for one in notices
            if one not in notices_of(trial, "chen")
        ),
        ("bo", f"/settings/devices/{session_of(trial, 'alma')}/delete", {}),
    ]
    trial.restore()
    before = trial.rows()
    for person, path, form in asked:
        answer = trial.ask(person, "POST", path, data=form)
        assert answer.status_code in (403, 404, 422), (person, path, form, answer.status)
        assert trial.rows() == before, (person, path, form)
    faultless(trial)


def draft_variant(trial: Trial) -> int:
    return int(
        session.scalars(
            select(Variant.id).where(Variant.product_id == trial.world.values["product_id"][1])
        ).one()
    )


def notices_of(trial: Trial, handle: str) -> set[int]:
    return set(
        session.scalars(select(Notice.id).where(Notice.user_id == getattr(trial.world.cast, handle).id))
    )


def session_of(trial: Trial, handle: str) -> str:
    person = getattr(trial.world.cast, handle)
    return str(
        session.scalars(select(SignInSession.token_hash).where(SignInSession.user_id == person.id)).first()
    )


def test_a_stranger_changes_nothing(trial: Trial) -> None:
    """With a token and a good form: only what is open to strangers may write, and that is accounts and touches."""
    trial.restore()
    before = trial.rows()
    for endpoint, path in trial.world.paths(trial.app, "POST"):
        if endpoint not in OPEN:
            answer = trial.ask("stranger", "POST", path, data=good_form(trial.read.names[endpoint], GOOD))
            assert answer.status_code == 303 and (answer.location or "").startswith("/login"), path
    assert trial.rows() == before
    faultless(trial)


# Decided: reading leaves these traces and no others.
TRACES = {"touches", "sessions", "notices", "group_members", "letter_threads", "users"}


def test_reading_changes_nothing_but_marks_of_reading(trial: Trial) -> None:
    for person in ("stranger", "bo", "olga"):
        trial.restore()
        before = trial.rows()
        for _, path in trial.world.paths(trial.app, "GET"):
            trial.ask(person, "GET", path)
        after = trial.rows()
        assert {table for table in before if before[table] != after[table]} <= TRACES
    faultless(trial)
