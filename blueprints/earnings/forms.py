"""The form of a withdrawal."""

from collections.abc import Callable

from flask_babel import gettext, lazy_gettext
from wtforms import Field
from wtforms.validators import StopValidation

from web.forms import Form, LongTextField, MoneyField, required


def filled() -> Callable[[Form, Field], None]:
    """Not left empty on the page. A program that sends the amount alone gets the destination of the last time."""

    def validate(_form: Form, field: Field) -> None:
        if field.raw_data and not field.data and not field.errors:
            raise StopValidation(gettext("Please fill this in."))

    return validate


class PayoutForm(Form):
    amount = MoneyField(lazy_gettext("Amount"), validators=[required()])
    destination = LongTextField(
        lazy_gettext("Where the money should go"), max_chars=300, validators=[filled()]
    )
