"""Forms of after-sales cases: opening one, a step in it, a word in its talk."""

from flask import request
from flask_babel import lazy_gettext
from wtforms import BooleanField, MultipleFileField, RadioField, StringField
from wtforms.fields.choices import SelectChoice

from domain.orders.actions.case_talk import MAX_WORDS
from domain.orders.actions.fulfilment import MAX_CARRIER_CHARS
from domain.orders.actions.words import MAX_REASON_CHARS
from domain.orders.rules import MAX_QUANTITY
from web.forms import (
    Form,
    LongTextField,
    MoneyField,
    TextField,
    WholeNumberField,
    optional,
    pieces_of,
    required,
)

KIND_WORDS = {
    "refund": lazy_gettext("My money back, I keep the goods"),
    "return": lazy_gettext("Send it back for my money"),
    "exchange": lazy_gettext("Exchange it for a new one"),
}
PROBLEM_WORDS = {
    "damaged": lazy_gettext("It arrived broken or spoilt"),
    "wrong": lazy_gettext("It is not what I ordered"),
    "missing": lazy_gettext("Something is missing"),
    "not_arrived": lazy_gettext("It has not arrived"),
    "not_as_said": lazy_gettext("It is not as described"),
    "not_wanted": lazy_gettext("I no longer want it"),
    "other": lazy_gettext("Something else"),
}


def pieces_given() -> dict[int, int]:
    """Line -> pieces, from fields like `pieces-7`."""
    return pieces_of(request.form, MAX_QUANTITY)


class CaseForm(Form):
    kind = RadioField(
        lazy_gettext("What would you like?"),
        choices=[SelectChoice(*one) for one in KIND_WORDS.items()],
        validate_choice=False,
    )
    problem = RadioField(
        lazy_gettext("What is wrong?"),
        choices=[SelectChoice(*one) for one in PROBLEM_WORDS.items()],
        validate_choice=False,
    )
    reason = LongTextField(
        lazy_gettext("Tell what happened"), max_chars=MAX_REASON_CHARS, validators=[required()]
    )
    pieces = StringField(lazy_gettext("Which pieces?"))
    amount = MoneyField(lazy_gettext("Only this amount"), validators=[optional()])
    photos = MultipleFileField(lazy_gettext("Pictures"))
    post = WholeNumberField(lazy_gettext("Post"), validators=[optional()])


class StepForm(Form):
    """One step; each act reads the fields that it needs."""

    act = StringField(lazy_gettext("Decision"))
    reason = LongTextField(lazy_gettext("Reason"), max_chars=MAX_REASON_CHARS)
    amount = MoneyField(lazy_gettext("Amount"), validators=[optional()])
    carrier = TextField(lazy_gettext("Carrier"), max_chars=MAX_CARRIER_CHARS)
    tracking_number = TextField(lazy_gettext("Tracking number"), max_chars=MAX_CARRIER_CHARS)
    keeps_goods = BooleanField(lazy_gettext("The goods need not come back"))
    needs_return = BooleanField(lazy_gettext("The goods have to come back first"))
    goods_back = BooleanField(lazy_gettext("They are whole and can be sold again"))


class MessageForm(Form):
    body = LongTextField(lazy_gettext("Your words"), max_chars=MAX_WORDS)
    photos = MultipleFileField(lazy_gettext("Pictures"))
