"""Forms of the problem desk: telling of a problem, a word about it."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, MultipleFileField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from blueprints.problems.words import KIND_WORDS
from domain.problems import rules
from web.forms import Form, LongTextField, TextField, required


class ProblemForm(Form):
    order_number = SelectField(lazy_gettext("Your order"), validate_choice=False)
    kind = RadioField(
        lazy_gettext("What is wrong?"),
        choices=[SelectChoice(key, lazy_gettext(text)) for key, text in KIND_WORDS.items()],
        validate_choice=False,
    )
    batch = TextField(lazy_gettext("Batch on the package"), max_chars=rules.BATCH_MAX)
    body = LongTextField(lazy_gettext("Tell what happened"), [required()], max_chars=rules.BODY_MAX)
    photos = MultipleFileField(lazy_gettext("Pictures"))
    shows_name = BooleanField(lazy_gettext("Show my name to other buyers"))


class WordForm(Form):
    body = LongTextField(lazy_gettext("Your words"), [required()], max_chars=rules.BODY_MAX)
