"""What people write in a group."""

from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField, SelectChoice, SelectField

from domain.groups import rules
from web.forms import Form, LongTextField, TextField, WholeNumberField, optional, required


class QuestionForm(Form):
    body = LongTextField(_("Your question"), [required()], max_chars=rules.QUESTION_MAX)
    variant = WholeNumberField(_("Which one?"), [optional()])
    photos = MultipleFileField(_("Pictures"))


class AnswerForm(Form):
    body = LongTextField(_("Your answer"), [required()], max_chars=rules.ANSWER_MAX)
    voice = TextField(_("Speak as"), max_chars=10)
    photos = MultipleFileField(_("Pictures"))


class MessageForm(Form):
    """The words may be empty where something hangs on the message; pictures are read beside the form."""

    body = LongTextField(_("Message"), max_chars=rules.MESSAGE_MAX)
    reply_to = WholeNumberField(_("Answer to"))
    product = TextField(_("Show a product"), max_chars=300)
    order = TextField(_("Show my order"), max_chars=20)
    voice = TextField(_("Speak as"), max_chars=10)
    photos = MultipleFileField(_("Pictures"))


class AnnouncementForm(Form):
    body = LongTextField(_("Announcement"), [required()], max_chars=rules.MESSAGE_MAX)


class PinForm(Form):
    days = WholeNumberField(_("For how many days?"), [required()])


class GuestForm(Form):
    handle = TextField(_("Whom?"), [required()], max_chars=60)
    days = SelectField(
        _("How long?"),
        choices=[
            SelectChoice("7", _("7 days")),
            SelectChoice("30", _("30 days")),
            SelectChoice("90", _("90 days")),
            SelectChoice("0", _("For good")),
        ],
        default="30",
    )


class RemovalForm(Form):
    user_id = WholeNumberField(_("Who?"), [required()])
    reason = LongTextField(_("Why? She reads this."), [required()], max_chars=rules.REASON_MAX)
