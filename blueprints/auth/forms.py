"""The forms of joining, signing in and getting back in."""

from typing import Any

from flask_babel import gettext, lazy_gettext as _l
from wtforms import PasswordField, StringField, ValidationError

from domain.people import rules
from web.forms import Form, TextField, required


class SignInForm(Form):
    login = StringField(_l("Handle or e-mail"), validators=[required()])
    password = PasswordField(_l("Password"), validators=[required()])


class RegisterForm(Form):
    handle = TextField(_l("Handle"), max_chars=60, validators=[required()])
    display_name = TextField(_l("Name"), max_chars=rules.DISPLAY_NAME_MAX, validators=[required()])
    email = TextField(_l("E-mail"), max_chars=rules.EMAIL_MAX, validators=[required()])
    password = PasswordField(_l("Password"), validators=[required()])

    def validate_handle(self, field: Any) -> None:
        _say(rules.handle_problem(field.data))

    def validate_display_name(self, field: Any) -> None:
        _say(rules.display_name_problem(rules.display_name_of(field.data)))

    def validate_email(self, field: Any) -> None:
        _say(rules.email_problem(rules.email_of(field.data)))


class ResetRequestForm(Form):
    login = TextField(_l("E-mail or handle"), max_chars=rules.EMAIL_MAX, validators=[required()])


class NewPasswordForm(Form):
    password = PasswordField(_l("New password"), validators=[required()])


def _say(problem: str | None) -> None:
    if problem:
        raise ValidationError(gettext(problem))
