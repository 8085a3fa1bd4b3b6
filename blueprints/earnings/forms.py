"""The forms of a withdrawal and of a tax profile."""

from collections.abc import Callable

from flask_babel import gettext, lazy_gettext
from wtforms import Field, RadioField, SelectChoice, SelectField
from wtforms.validators import StopValidation

from web.forms import Form, LongTextField, MoneyField, TextField, required


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


class TaxForm(Form):
    country = SelectField(lazy_gettext("Country"), validate_choice=False, choices=[])
    kind = RadioField(
        lazy_gettext("You are"),
        choices=[
            SelectChoice("person", lazy_gettext("a person")),
            SelectChoice("company", lazy_gettext("a company")),
        ],
        validate_choice=False,
    )
    legal_name = TextField(lazy_gettext("Name as in your papers"), max_chars=120, validators=[required()])
    id_number = TextField(lazy_gettext("Identity or tax number"), max_chars=40)
