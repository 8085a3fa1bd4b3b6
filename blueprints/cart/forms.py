"""Forms of the cart and the checkout."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from domain.orders.address_rules import LIMITS, problem_with_address
from domain.orders.rules import MAX_QUANTITY
from web.forms import Form, TextField, WholeNumberField, between, optional, required


class QuantityForm(Form):
    quantity = WholeNumberField(lazy_gettext("Quantity"), validators=[required(), between(1, MAX_QUANTITY)])


class LineForm(Form):
    """Without a quantity it is one."""

    variant_id = WholeNumberField(lazy_gettext("Variant"), validators=[required()])
    quantity = WholeNumberField(lazy_gettext("Quantity"), validators=[optional(), between(1, MAX_QUANTITY)])


class AddressForm(Form):
    recipient = TextField(lazy_gettext("Recipient"), max_chars=LIMITS["recipient"])
    phone = TextField(lazy_gettext("Phone"), max_chars=LIMITS["phone"])
    region = TextField(lazy_gettext("Province, city, district"), max_chars=LIMITS["region"])
    street = TextField(lazy_gettext("Street and house"), max_chars=LIMITS["street"])

    def check(self, needed: Iterable[str]) -> bool:
        """Says at every field that is needed what is wrong with it."""
        for name in needed:
            field = self[name]
            problem = "" if field.errors else problem_with_address(name, field.data or "")
            if problem:
                field.errors = [gettext(problem)]
        return not self.errors


class BookForm(AddressForm):
    is_default = BooleanField(lazy_gettext("Offer it first at the checkout"))


class CheckoutForm(AddressForm):
    """`address` is the id of one in the book, or empty for the one that is typed."""

    address = StringField(lazy_gettext("Address"))
    payment_method = RadioField(lazy_gettext("Payment"), choices=[], validate_choice=False)
    idempotency_key = HiddenField(lazy_gettext("This page"))
    total_seen = WholeNumberField(lazy_gettext("Total"))

    def validate_payment_method(self, field: RadioField) -> None:
        if not field.data:
            raise ValidationError(lazy_gettext("Please choose a way to pay."))
