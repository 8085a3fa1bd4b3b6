"""Which notice is read; how much one wants to hear, and how one is reached."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from core.i18n import N_
from web.forms import Form, WholeNumberField


class ReadForm(Form):
    notice_id = WholeNumberField()


class WatchForm(Form):
    target_type = StringField()
    target_id = StringField()
    level = StringField()


def _hours() -> list[SelectChoice]:
    return [SelectChoice(str(hour * 60), f"{hour:02}:00") for hour in range(24)]


class DeliveryForm(Form):
    by_mail = BooleanField(_l("Mail me what I have not read after ten minutes"))
    digest = BooleanField(_l("Mail me my week"))
    quiet_from = SelectField(_l("From"), choices=_hours, default="1320")
    quiet_to = SelectField(_l("To"), choices=_hours, default="480")
    is_quiet = BooleanField(_l("Keep quiet at these hours"))


# What one can choose to hear of each kind of thing, from much to little.
LEVELS = {
    "post": (
        ("all", N_("Every comment")),
        ("mentions", N_("Answers to me and my name")),
        ("none", N_("My name only")),
    ),
    "group": (
        ("all", N_("Everything said in it")),
        ("mentions", N_("Answers to me and my name")),
        ("none", N_("My name only")),
        ("hidden", N_("My name only, and not in my list")),
    ),
    "question": (
        ("all", N_("Every answer")),
        ("mentions", N_("Answers to me and my name")),
        ("none", N_("My name only")),
    ),
    "person": (
        ("all", N_("Each new post")),
        ("mentions", N_("What concerns me")),
        ("none", N_("My name only")),
    ),
}
