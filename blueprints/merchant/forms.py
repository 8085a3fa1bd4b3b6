"""What a merchant fills in: the application, the terms of the shop, products with variants and rate."""

from typing import Any, TypeVar

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
)

from domain.catalog import lists, rules as catalog
from domain.catalog.actions import NewVariant
from domain.merchants import rules as merchants
from web.forms import Form, LongTextField, MoneyField, PercentField, TextField, WholeNumberField, required

F = TypeVar("F", bound="ProductWords")


class ApplicationForm(Form):
    kind = RadioField(
        _("Who sells?"),
        choices=[SelectChoice("company", _("A company")), SelectChoice("person", _("A person"))],
        default="company",
        validate_choice=False,
    )
    name = TextField(_("Name of the shop"), [required()], max_chars=merchants.MAX_NAME_CHARS)
    about = LongTextField(
        _("What do you sell, and where does it come from?"), max_chars=merchants.MAX_ABOUT_CHARS
    )
    registration = TextField(_("Registration number"), max_chars=merchants.MAX_REGISTRATION_CHARS)
    contact = TextField(
        _("How the operator reaches you"), [required()], max_chars=merchants.MAX_CONTACT_CHARS
    )
    agrees = BooleanField(_("I have read the terms for merchants and agree to them"))


class TermsForm(Form):
    about = LongTextField(_("About the shop"), max_chars=merchants.MAX_ABOUT_CHARS)
    contact = TextField(
        _("How the operator reaches you"), [required()], max_chars=merchants.MAX_CONTACT_CHARS
    )
    shipping_cents = MoneyField(_("Shipping fee for an order"), [required()])
    free_shipping_from_cents = MoneyField(_("No shipping fee from"))
    accepts_transfer = BooleanField(_("Bank transfer to your account"))
    transfer_details = LongTextField(
        _("Where buyers transfer the money to"), max_chars=merchants.MAX_TERMS_CHARS
    )
    accepts_cod = BooleanField(_("Cash on delivery"))
    cod_terms = LongTextField(_("How payment on delivery works"), max_chars=merchants.MAX_TERMS_CHARS)


def _category_id(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class ProductWords(Form):
    """What a product says of itself, new or old."""

    title = TextField(_("Title"), [required()], max_chars=catalog.MAX_TITLE_CHARS)
    category_id = SelectField(_("Category"), coerce=_category_id, validate_choice=False)
    new_category = TextField(_("or a new category"), max_chars=catalog.MAX_CATEGORY_CHARS)
    description = LongTextField(_("Description"), max_chars=catalog.MAX_DESCRIPTION_CHARS)
    angel_price_when = RadioField(
        _("Angel price"),
        choices=[
            SelectChoice("second", _("From an angel's second purchase on")),
            SelectChoice("always", _("On every purchase of an angel")),
            SelectChoice("never", _("Never")),
        ],
        default="second",
        validate_choice=False,
    )


class VariantForm(Form):
    """A variant with its stock; `seen` is the stock that the form showed when it was opened."""

    name = TextField(_("Variant"), max_chars=catalog.MAX_VARIANT_CHARS)
    price = MoneyField(_("Price"), [required()])
    stock = WholeNumberField(_("In stock"), [required()])
    seen = HiddenField()


class VariantRow(Form):
    """A variant of a product that is being made. A row that was left empty is none."""

    name = TextField(_("Variant"), max_chars=catalog.MAX_VARIANT_CHARS)
    price = MoneyField(_("Price"))
    stock = WholeNumberField(_("In stock"))

    @property
    def is_empty(self) -> bool:
        return not any(
            field.raw_data and field.raw_data[0].strip() for field in (self.name, self.price, self.stock)
        )

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_empty:
            return True
        fits = super().validate(extra_validators)
        if fits and (self.price.data is None or self.price.data <= 0):
            self.price.errors = [gettext("A price is more than zero.")]
            return False
        if fits and self.stock.data is not None and not 0 <= self.stock.data <= catalog.MAX_STOCK:
            self.stock.errors = [gettext("Between 0 and %(max)s pieces.", max=catalog.MAX_STOCK)]
            return False
        return bool(fits)


class Rows(FieldList):
    """A list of rows that says above them only that some row is wrong; what is wrong stands in the row."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        fits = super().validate(form, extra_validators)
        if not fits:
            self.errors = [gettext("Look at the marked fields.")]
        return bool(fits)


class NewProductForm(ProductWords):
    photos = MultipleFileField(_("Pictures"))
    variants = Rows(FormField(VariantRow), _("Variants"), min_entries=3, max_entries=catalog.MAX_VARIANTS)
    rate = PercentField(_("Commission for angels"), default=1000)

    def add_rows(self, count: int = 2) -> None:
        for _number in range(min(count, catalog.MAX_VARIANTS - len(self.variants))):
            self.variants.append_entry()

    def given_variants(self) -> list[NewVariant]:
        rows = [row.form for row in self.variants if not row.form.is_empty]
        return [NewVariant(row.name.data or "", row.price.data, row.stock.data or 0) for row in rows]


class RateForm(Form):
    rate = PercentField(_("Commission for angels"))


class RateEffectForm(RateForm):
    price = MoneyField(_("Price"))


def with_categories(form: F) -> F:
    """Fills in the categories that there are."""
    known = [SelectChoice(one.id, one.name) for one in lists.all_categories()]
    form.category_id.choices = [SelectChoice("", gettext("Choose one")), *known]
    return form


def words_of(form: ProductWords) -> dict[str, Any]:
    """What `create_product` and `change_product` take of it."""
    names = ("title", "category_id", "new_category", "description", "angel_price_when")
    return {name: form.data[name] for name in names}


class DestinationForm(Form):
    destination = LongTextField(_("Where your money should go"), max_chars=300, validators=[required()])
