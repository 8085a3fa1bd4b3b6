"""Forms of the buyer's side of an order. `place` is where on the page the form is drawn again when it is refused."""

from flask_babel import lazy_gettext
from wtforms import MultipleFileField, SelectMultipleField, StringField

from domain.orders.actions.words import MAX_REASON_CHARS
from web.forms import Form, LongTextField, MoneyField, optional, required


class PaymentForm(Form):
    place = "payment"

    payment_method = StringField(lazy_gettext("Payment"))
    proof = MultipleFileField(lazy_gettext("Picture of the transfer"))


class CancellationForm(Form):
    place = "cancellation"

    reason = LongTextField(lazy_gettext("Why?"), max_chars=MAX_REASON_CHARS)


class RefundForm(Form):
    place = "refund"

    lines = SelectMultipleField(lazy_gettext("Only for"), choices=[], validate_choice=False)
    amount = MoneyField(lazy_gettext("Only a part of the amount"), validators=[optional()])
    reason = LongTextField(
        lazy_gettext("What is wrong?"), max_chars=MAX_REASON_CHARS, validators=[required()]
    )

    @property
    def line_ids(self) -> list[int]:
        """Ids of lines; what is no number is an id that no order has."""
        given = [part.strip() for one in self.lines.data or [] for part in one.split(",") if part.strip()]
        return [int(one) if one.isascii() and one.isdigit() and len(one) < 19 else 0 for one in given]
