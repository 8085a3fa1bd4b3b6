"""Forms of bookings by hand."""

from flask_babel import lazy_gettext
from wtforms import DateField, RadioField, SelectChoice
from wtforms.validators import Optional

from web.forms import Form, MoneyField, TextField, required


class AdjustmentForm(Form):
    kind = RadioField(
        lazy_gettext("What"),
        choices=[
            SelectChoice("favour", lazy_gettext("Correction in favour of the account")),
            SelectChoice("against", lazy_gettext("Correction against the account")),
            SelectChoice("entry_fee", lazy_gettext("Entry fee of a company")),
        ],
        default="favour",
    )
    holder = TextField(lazy_gettext("Whose account"), max_chars=80, validators=[required()])
    amount = MoneyField(lazy_gettext("Amount"), validators=[required()])
    due_on = DateField(lazy_gettext("Due by"), validators=[Optional()])
    reason = TextField(lazy_gettext("Reason"), max_chars=300, validators=[required()])


class WriteOffForm(Form):
    reason = TextField(lazy_gettext("Reason"), max_chars=300)
