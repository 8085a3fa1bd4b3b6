"""What all forms share: cleaned text, money and numbers within what a column holds, one way to show a refusal."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision
from flask import current_app, request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from core import text
from core.errors import DomainError

MAX_INT = 2**31 - 1
MAX_CENTS = 10**11


class Words:
    """What WTForms would say by itself, in the site's words and language."""

    def gettext(self, text: str) -> str:
        if "choice" in text.lower():
            return gettext("Choose one of these.")
        return gettext("Please fill this in.") if "required" in text else gettext("This does not fit.")

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular)


class Form(FlaskForm):
    """CSRF is checked once for every unsafe request, before any view; a form does not check it again."""

    class Meta:
        csrf = False

        def get_translations(self, form: Any) -> "Words":
            return Words()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted as a form, even if it is empty, so that every field is a text or a refusal and never
            missing. A body of another kind is an empty form; a file is given to a field for files only."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if request.method != "POST":
                return None
            takes_files = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = [one for one in request.files.items(multi=True) if one[0] in takes_files]
            return CombinedMultiDict([MultiDict(files), request.form])

    def refuse(self, error: DomainError) -> None:
        """Puts a rule's refusal at its field, or above the form."""
        message = gettext(error.text, **error.values)
        field = self._fields.get(error.field or "")
        if field is not None:
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)


def pieces_of(form: Mapping[str, str], most: int) -> dict[int, int]:
    """Line -> pieces, from fields like `pieces-7`; what is no number counts as more than `most`."""
    found = {}
    for name, value in form.items():
        line_id, raw = name.removeprefix("pieces-"), value.strip()
        if (
            name.startswith("pieces-")
            and line_id.isascii()
            and line_id.isdigit()
            and len(line_id) < 19
            and raw
        ):
            is_number = raw.isascii() and raw.isdigit() and len(raw) < 4
            found[int(line_id)] = int(raw) if is_number else most + 1
    return found


class TextField(StringField):
    """One line of what a person typed, tidied; said what is wrong with it when it cannot be."""

    one_line = True

    def __init__(self, *args: Any, max_chars: int = 200, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_chars = max_chars

    def process_formdata(self, valuelist: list[str]) -> None:
        raw = valuelist[0] if valuelist else ""
        self.problem = text.problem_with(raw, self.max_chars)
        self.data = (
            text.tidy(raw, one_line=self.one_line) if self.problem is None else raw.replace("\x00", "")
        )

    def pre_validate(self, form: Any) -> None:
        problem = getattr(self, "problem", None)
        if problem:
            raise ValidationError(gettext(problem, max=self.max_chars))


class LongTextField(TextField, TextAreaField):
    """Several lines of what a person typed."""

    one_line = False
    widget = TextAreaField.widget


class WholeNumberField(IntegerField):
    """A whole number that a column can hold."""

    def process_formdata(self, valuelist: list[str]) -> None:
        raw = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not raw:
            return
        try:
            number = int(raw) if len(raw) <= 12 else None
        except ValueError:
            number = None
        if number is None or abs(number) > MAX_INT:
            raise ValueError(gettext("This is not a whole number that fits."))
        self.data = number


class MoneyField(StringField):
    """An amount as people write it ("12.50"); `data` is in minor units."""

    @property
    def digits(self) -> int:
        """Two for most currencies, none for yen."""
        return int(get_currency_precision(current_app.extensions["settings"].currency))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{Decimal(self.data).scaleb(-self.digits):.{self.digits}f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        raw = (valuelist[0] if valuelist else "").strip().replace(",", "")
        self.data = None
        if not raw:
            return
        try:
            cents = Decimal(raw).scaleb(self.digits)
        except (InvalidOperation, ValueError):
            raise ValueError(gettext("This is not an amount of money.")) from None
        if not cents.is_finite() or cents != cents.to_integral_value() or abs(cents) > MAX_CENTS:
            raise ValueError(gettext("This is not an amount of money."))
        self.data = int(cents)


class PercentField(StringField):
    """A percentage as people write it ("12.5"); `data` is in basis points."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return (
            "" if self.data is None else f"{Decimal(self.data).scaleb(-2):f}".rstrip("0").rstrip(".") or "0"
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = bps_of(valuelist[0] if valuelist else "")
        if self.data is None:
            raise ValueError(gettext("This is not a percentage."))


def bps_of(typed: str) -> int | None:
    """Basis points of "12.5" or "12.5 %"; None for what is no percentage of two digits after the point at most."""
    raw = typed.strip().rstrip("%％").strip()
    try:
        bps = Decimal(raw or "0").scaleb(2) if len(raw) <= 8 else Decimal("nan")
    except InvalidOperation:
        return None
    return int(bps) if bps.is_finite() and bps == bps.to_integral_value() else None


class Filled(InputRequired):
    """Something other than spaces was sent."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.raw_data or not str(field.raw_data[0]).strip():
            field.errors[:] = []
            raise StopValidation(self.message)


def required() -> Filled:
    return Filled(lazy_gettext("Please fill this in."))


def optional() -> Optional:
    return Optional()


def at_most(limit: int) -> Length:
    return Length(max=limit, message=lazy_gettext("At most %(max)d characters."))


def between(least: int, most: int) -> NumberRange:
    return NumberRange(least, most, lazy_gettext("Between %(min)s and %(max)s."))


def number_arg(name: str) -> int | None:
    """A positive number from the address, such as a cursor; None when it is missing or none."""
    raw = request.args.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and 0 < len(raw) <= 19 and int(raw) < 2**63 else None


def text_arg(name: str, limit: int = 200) -> str:
    """A text from the address, tidied and cut."""
    return text.tidy(request.args.get(name, "")[:limit], one_line=True)


__all__ = [
    "Field",
    "Form",
    "LongTextField",
    "MoneyField",
    "PercentField",
    "TextField",
    "WholeNumberField",
    "at_most",
    "between",
    "number_arg",
    "optional",
    "required",
    "text_arg",
]
