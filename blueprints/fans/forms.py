"""Forms of the fan desk."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from domain.fans import rules
from web.forms import Form, LongTextField, TextField, WholeNumberField, optional, required

KIND_WORDS = {
    "taste": _("Taste"),
    "size": _("Size"),
    "habit": _("When she buys"),
    "interest": _("Interested in"),
    "service": _("How she likes to be served"),
}

FACT_WORDS = {
    "bought": _("Bought here"),
    "again": _("Bought again"),
    "kept": _("Kept it"),
    "endorses": _("Endorses"),
    "rated": _("Rated in public"),
    "follows": _("Follows the owner"),
    "member": _("In a group"),
}


class TagForm(Form):
    kind = SelectField(
        _("What it is about"),
        choices=[SelectChoice(*one) for one in KIND_WORDS.items()],
        validate_choice=False,
    )
    words = TextField(_("Tag"), [required()], max_chars=rules.TAG_MAX)


class ReplyForm(Form):
    title = TextField(_("Name of the reply"), [required()], max_chars=rules.REPLY_TITLE_MAX)
    body = LongTextField(_("What it says"), [required()], max_chars=rules.REPLY_MAX)


class BroadcastForm(Form):
    title = TextField(_("Title"), [required()], max_chars=rules.BROADCAST_TITLE_MAX)
    body = LongTextField(_("What it says"), [required()], max_chars=rules.BROADCAST_MAX)
    product = WholeNumberField(_("Product"), [optional()])
    fact = SelectField(
        _("Of whom this holds"),
        choices=[SelectChoice("", _("All fans")), *(SelectChoice(*one) for one in FACT_WORDS.items())],
        default="",
        validate_choice=False,
    )
    tag = TextField(_("Who has the tag"), max_chars=60)
