"""What people write in a group."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from domain.groups import rules
from web.forms import Form, LongTextField, TextField, WholeNumberField, optional, required


class QuestionForm(Form):
    body = LongTextField(_("Your question"), [required()], max_chars=rules.QUESTION_MAX)
    variant = WholeNumberField(_("Which one?"), [optional()])


class AnswerForm(Form):
    body = LongTextField(_("Your answer"), [required()], max_chars=rules.ANSWER_MAX)


class MessageForm(Form):
    body = LongTextField(_("Message"), [required()], max_chars=rules.MESSAGE_MAX)


class GuestForm(Form):
    handle = TextField(_("Whom?"), [required()], max_chars=60)
    days = SelectField(
        _("How long?"),
        choices=[("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days")), ("0", _("For good"))],
        default="30",
    )


class RemovalForm(Form):
    user_id = WholeNumberField(_("Who?"), [required()])
    reason = LongTextField(_("Why? She reads this."), [required()], max_chars=rules.REASON_MAX)
