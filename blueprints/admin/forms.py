"""What an operator decides about merchants."""

from flask_babel import lazy_gettext as _

from domain.merchants import rules
from web.forms import Form, LongTextField, PercentField, TextField


class DecisionForm(Form):
    reason = LongTextField(_("Reason"), max_chars=rules.MAX_REASON_CHARS)


class FeeForm(Form):
    fee = PercentField(_("Fee of the platform"))
    reason = TextField(_("Reason"), max_chars=rules.MAX_FEE_REASON_CHARS, id="fee-reason")
