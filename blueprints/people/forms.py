"""The forms of the settings and of an invite."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, PasswordField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from domain.people import rules
from web.forms import Form, LongTextField, TextField, required

LANGUAGES = [
    SelectChoice("", _l("Like the browser")),
    SelectChoice("en", "English"),
    SelectChoice("zh_Hans", "简体中文"),
    SelectChoice("zh_Hant", "繁體中文"),
]
LIGHT = [
    SelectChoice("", _l("Like the device")),
    SelectChoice("light", _l("Light")),
    SelectChoice("dark", _l("Dark")),
]
PURCHASES = [
    SelectChoice("named", _l("By name. On a product that you bought, friends read your name and how often.")),
    SelectChoice(
        "counted", _l("Only in a crowd. Friends read “3 or more further friends bought this”, never who.")
    ),
    SelectChoice("hidden", _l("Not at all. Friends learn nothing of what you buy.")),
]
WINDOWS = [
    SelectChoice("all", _l("Everything that you show them")),
    SelectChoice("half_year", _l("The last half year")),
    SelectChoice("three_days", _l("The last three days")),
]
TIME_ZONES = [
    SelectChoice("", _l("That of the site")),
    *(SelectChoice(name, name.split("/")[1].replace("_", " ")) for name in rules.TIME_ZONES),
]
LINK_LASTS = [
    SelectChoice("30", _l("30 days")),
    SelectChoice("7", _l("7 days")),
    SelectChoice("0", _l("Until I end it")),
]


class ProfileForm(Form):
    display_name = TextField(_l("Name"), max_chars=rules.DISPLAY_NAME_MAX, validators=[required()])
    bio = LongTextField(_l("About you"), max_chars=rules.BIO_MAX)
    locale = SelectField(_l("Language"), choices=LANGUAGES)
    theme = SelectField(_l("Light or dark"), choices=LIGHT)
    time_zone = SelectField(_l("Time zone"), choices=TIME_ZONES, default="")


class AvatarForm(Form):
    avatar = FileField(_l("Choose a picture"), validators=[FileRequired(_l("Choose a picture first."))])


class PrivacyForm(Form):
    purchases_shown = RadioField(_l("What friends learn of your purchases"), choices=PURCHASES)

    profile_window = RadioField(_l("How far back others may read"), choices=WINDOWS, default="all")
    is_suggested = BooleanField(_l("Suggest me to friends of my friends"))
    suggests_by_purchases = BooleanField(_l("Suggest me to people who bought the same things"))
    is_exportable = BooleanField(_l("Friends may keep my name when they export their data"))


class InviteForm(Form):
    days = SelectField(_l("The link works for"), choices=LINK_LASTS, default="30")


class PasswordForm(Form):
    current = PasswordField(_l("Present password"), validators=[required()])
    new = PasswordField(_l("New password"), validators=[required()])


class ExportForm(Form):
    password = PasswordField(_l("Present password"), validators=[required()])
