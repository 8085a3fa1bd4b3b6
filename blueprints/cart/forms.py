"""Forms of the cart and the checkout."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from domain.orders.actions.checkout import LIMITS
from domain.orders.rules import MAX_QUANTITY
from web.forms import Form, TextField, WholeNumberField, between, optional, required


class QuantityForm(Form):
    quantity = WholeNumberField(lazy_gettext("Quantity"), validators=[required(), between(1, MAX_QUANTITY)])


class LineForm(Form):
    """Without a quantity it is one."""

    variant_id = WholeNumberField(lazy_gettext("Variant"), validators=[required()])
    quantity = WholeNumberField(lazy_gettext("Quantity"), validators=[optional(), between(1, MAX_QUANTITY)])


class CheckoutForm(Form):
    recipient = TextField(lazy_gettext("Recipient"), max_chars=LIMITS["recipient"], validators=[required()])
    phone = TextField(lazy_gettext("Phone"), max_chars=LIMITS["phone"], validators=[required()])
    region = TextField(
        lazy_gettext("Province, city, district"), max_chars=LIMITS["region"], validators=[required()]
    )
    street = TextField(lazy_gettext("Street and house"), max_chars=LIMITS["street"], validators=[required()])
    payment_method = RadioField(lazy_gettext("Payment"), choices=[], validate_choice=False)
    idempotency_key = HiddenField(lazy_gettext("This page"))
    total_seen = WholeNumberField(lazy_gettext("Total"))

    def validate_payment_method(self, field: RadioField) -> None:
        if not field.data:
            raise ValidationError(lazy_gettext("Please choose a way to pay."))
