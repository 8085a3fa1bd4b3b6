"""The forms of the settings."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, RadioField, SelectField
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
    SelectChoice("counted", _l("Only in the number. Friends read “2 friends bought this”, not who.")),
    SelectChoice("hidden", _l("Not at all. Friends learn nothing of what you buy.")),
]


class ProfileForm(Form):
    display_name = TextField(_l("Name"), max_chars=rules.DISPLAY_NAME_MAX, validators=[required()])
    bio = LongTextField(_l("About you"), max_chars=rules.BIO_MAX)
    locale = SelectField(_l("Language"), choices=LANGUAGES)
    theme = SelectField(_l("Light or dark"), choices=LIGHT)


class AvatarForm(Form):
    avatar = FileField(_l("Choose a picture"), validators=[FileRequired(_l("Choose a picture first."))])


class PrivacyForm(Form):
    purchases_shown = RadioField(_l("What friends learn of your purchases"), choices=PURCHASES)


class PasswordForm(Form):
    current = PasswordField(_l("Present password"), validators=[required()])
    new = PasswordField(_l("New password"), validators=[required()])
