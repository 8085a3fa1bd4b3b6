"""What is filled in for a report and for a decision. What a rule refuses is put at its field by the domain."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, SelectField, StringField

from domain.moderation import rules
from web.forms import Form, LongTextField, WholeNumberField

REASONS = (
    SelectChoice("spam", _("Spam: advertising, the same again and again, off the subject")),
    SelectChoice("abuse", _("Insults, threats or hatred")),
    SelectChoice(
        "false_claim", _("A false claim: about its effect, its origin, or a purchase that never was")
    ),
    SelectChoice("private_data", _("Somebody's private data")),
    SelectChoice("counterfeit", _("A counterfeit")),
    SelectChoice("illegal", _("Something against the law")),
    SelectChoice("other", _("Something else")),
)
# The same in one or two words, for chips, lists and the public log.
SHORT_REASONS = {
    "spam": _("Spam"),
    "abuse": _("Insults"),
    "false_claim": _("False claim"),
    "private_data": _("Private data"),
    "counterfeit": _("Counterfeit"),
    "illegal": _("Against the law"),
    "other": _("Something else"),
    rules.NO_BREACH: _("Nothing wrong with it"),
    rules.RECONSIDERED: _("Looked at again"),
}


class ReportForm(Form):
    reason = RadioField(_("What is wrong with it?"), choices=REASONS, validate_choice=False)
    text = LongTextField(_("What should the moderators know?"), max_chars=rules.REPORT_TEXT_MAX)


class DecisionForm(Form):
    verb = StringField()
    reason_code = SelectField(
        _("Reason"),
        choices=[SelectChoice(code, SHORT_REASONS[code]) for code in rules.REASONS],
        validate_choice=False,
    )
    words = LongTextField(_("Your words"), max_chars=rules.WORDS_MAX)
    days = WholeNumberField(_("Suspend the author"))
