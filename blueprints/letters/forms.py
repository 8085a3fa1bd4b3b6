"""What a letter is made of."""

from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField

from domain.letters import rules
from web.forms import Form, LongTextField, WholeNumberField, optional


class LetterForm(Form):
    body = LongTextField(_("Your letter"), [optional()], max_chars=rules.LETTER_MAX)
    product = WholeNumberField(_("Product"), [optional()])
    photos = MultipleFileField(_("Pictures"))
