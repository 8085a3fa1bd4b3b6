"""Forms of the merchant's side of an order. `place` is where on the page a form is drawn again when it is refused."""

from flask import request
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import ValidationError

from domain.orders.actions.fulfilment import MAX_CARRIER_CHARS
from domain.orders.actions.words import MAX_REASON_CHARS
from domain.orders.rules import MAX_QUANTITY
from web.forms import Form, LongTextField, TextField, pieces_of, required


class MoneyForm(Form):
    """Without a decision the money is there."""

    place = "money"

    decision = RadioField(
        lazy_gettext("Decision"), choices=["confirm", "refuse"], default="confirm", validate_choice=False
    )
    reason = LongTextField(lazy_gettext("Reason"), max_chars=MAX_REASON_CHARS)

    def validate_decision(self, field: RadioField) -> None:
        if field.data not in ("confirm", "refuse"):
            raise ValidationError(lazy_gettext("Please choose one of the two."))


class ShipmentForm(Form):
    place = "shipment"

    carrier = TextField(lazy_gettext("Carrier"), max_chars=MAX_CARRIER_CHARS, validators=[required()])
    tracking_number = TextField(
        lazy_gettext("Tracking number"), max_chars=MAX_CARRIER_CHARS, validators=[required()]
    )
    pieces = StringField(lazy_gettext("What is in the parcel"))


def pieces_given() -> dict[int, int] | None:
    """Line -> pieces in the parcel, from fields like `pieces-7`; none of them: all that is left to send."""
    return pieces_of(request.form, MAX_QUANTITY) or None


class ReadyForm(Form):
    """What is fetched needs no carrier."""

    place = "ready"


class CancellationForm(Form):
    place = "cancellation"

    reason = LongTextField(lazy_gettext("Reason"), max_chars=MAX_REASON_CHARS, validators=[required()])


class RefundForm(Form):
    place = "refund"

    decision = RadioField(lazy_gettext("Decision"), choices=["accept", "refuse"], validate_choice=False)
    reason = LongTextField(lazy_gettext("Reason"), max_chars=MAX_REASON_CHARS)
    goods_back = BooleanField(lazy_gettext("The goods are back and can be sold again"))

    def validate_decision(self, field: RadioField) -> None:
        if field.data not in ("accept", "refuse"):
            raise ValidationError(lazy_gettext("Please choose one of the two."))
