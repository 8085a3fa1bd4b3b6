"""Forms of the money desk."""

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectChoice, SelectField

from web.forms import Form, MoneyField, TextField, required

FROM_MERCHANT, TO_MERCHANT = "from", "to"


def _number(raw: object) -> int:
    """The id in a choice; 0, which nobody has, for anything else."""
    text = str(raw)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


class DecisionForm(Form):
    """What became of a payout. Sent needs the reference of the transfer; rejected and failed need a reason; the domain
    says which is missing."""

    decision = RadioField(
        lazy_gettext("Decision"),
        choices=[
            SelectChoice("approved", lazy_gettext("Approve")),
            SelectChoice("sent", lazy_gettext("The money was sent")),
            SelectChoice("paid", lazy_gettext("It was sent and has arrived")),
            SelectChoice("succeeded", lazy_gettext("It arrived")),
            SelectChoice("failed", lazy_gettext("It came back")),
            SelectChoice("rejected", lazy_gettext("Reject")),
        ],
        validate_choice=False,
    )
    external_reference = TextField(lazy_gettext("Reference of the transfer"), max_chars=80)
    reason = TextField(lazy_gettext("Reason"), max_chars=500)


class SettlementForm(Form):
    merchant_id = SelectField(lazy_gettext("Merchant"), coerce=_number, validate_choice=False, choices=[])
    direction = RadioField(
        lazy_gettext("Direction"),
        choices=[
            SelectChoice(FROM_MERCHANT, lazy_gettext("The merchant paid the site")),
            SelectChoice(TO_MERCHANT, lazy_gettext("The site paid the merchant")),
        ],
        default=TO_MERCHANT,
        validate_choice=False,
    )
    amount = MoneyField(lazy_gettext("Amount"), validators=[required()])
    external_reference = TextField(
        lazy_gettext("Reference of the transfer"), max_chars=80, validators=[required()]
    )
    memo = TextField(lazy_gettext("Note"), max_chars=200)
