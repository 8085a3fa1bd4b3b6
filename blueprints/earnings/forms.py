"""The form of a withdrawal."""

from flask_babel import lazy_gettext

from web.forms import Form, LongTextField, MoneyField, required


class PayoutForm(Form):
    amount = MoneyField(lazy_gettext("Amount"), validators=[required()])
    destination = LongTextField(
        lazy_gettext("Where the money should go"), max_chars=300, validators=[required()]
    )
