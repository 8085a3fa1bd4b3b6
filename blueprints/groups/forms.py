"""What people write in a group."""

from flask_babel import lazy_gettext as _

from domain.groups import rules
from web.forms import Form, LongTextField, required


class QuestionForm(Form):
    body = LongTextField(_("Your question"), [required()], max_chars=rules.QUESTION_MAX)


class AnswerForm(Form):
    body = LongTextField(_("Your answer"), [required()], max_chars=rules.ANSWER_MAX)


class MessageForm(Form):
    body = LongTextField(_("Message"), [required()], max_chars=rules.MESSAGE_MAX)
