"""What a merchant fills in about sending: a template with its regions; how a product is sent."""

from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectChoice, SelectField

from domain.merchants import shipping
from domain.merchants.shipping import TemplateCard, TemplatePlan, ZonePlan
from web.forms import Form, LongTextField, MoneyField, TextField, WholeNumberField, required


class ZoneRow(Form):
    """Regions with fees of their own. A row that was left empty is none."""

    regions = LongTextField(_("Regions"), max_chars=shipping.MAX_REGIONS_CHARS)
    fee = MoneyField(_("Shipping fee"))
    step = MoneyField(_("Each further step"))
    unsent = BooleanField(_("Nothing is sent there"))

    @property
    def is_empty(self) -> bool:
        texts = (self.regions, self.fee, self.step)
        return not self.unsent.data and not any(one.raw_data and one.raw_data[0].strip() for one in texts)

    def validate(self, extra_validators: Any = None) -> bool:
        fits = bool(super().validate(extra_validators))
        if fits and not self.is_empty and not self.regions.data:
            self.regions.errors = [gettext("Say which regions.")]
            return False
        return fits


class Zones(FieldList):
    """Says above the rows only that one of them is wrong; what is wrong stands in the row."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        fits = super().validate(form, extra_validators)
        if not fits:
            self.errors = [gettext("Look at the marked fields.")]
        return bool(fits)


class TemplateForm(Form):
    name = TextField(_("Name"), [required()], max_chars=shipping.MAX_TEMPLATE_CHARS)
    kind = RadioField(
        _("How is it sent?"),
        choices=[
            SelectChoice("flat", _("For one fee, however many pieces")),
            SelectChoice("weight", _("By weight")),
            SelectChoice("pickup", _("The buyer fetches it")),
            SelectChoice("digital", _("Not at all: it is digital, or a service")),
        ],
        default="flat",
        validate_choice=False,
    )
    fee_cents = MoneyField(_("Shipping fee"))
    first_grams = WholeNumberField(_("The fee covers up to"))
    step_cents = MoneyField(_("Each further step costs"))
    step_grams = WholeNumberField(_("A step is"))
    free_from_cents = MoneyField(_("No shipping fee from"))
    sends_elsewhere = BooleanField(_("It is sent everywhere else, for the fee above"), default=True)
    zones = Zones(FormField(ZoneRow), _("Regions"), min_entries=2, max_entries=shipping.MAX_ZONES)
    words = LongTextField(_("What the buyer reads"), max_chars=shipping.MAX_WORDS_CHARS)

    def add_rows(self, count: int = 2) -> None:
        for _number in range(min(count, shipping.MAX_ZONES - len(self.zones))):
            self.zones.append_entry()

    def plan(self) -> TemplatePlan:
        rows = [row.form for row in self.zones if not row.form.is_empty]
        return TemplatePlan(
            name=self.name.data or "",
            kind=self.kind.data or "",
            fee_cents=self.fee_cents.data or 0,
            first_grams=self.first_grams.data or 0,
            step_grams=self.step_grams.data or 0,
            step_cents=self.step_cents.data or 0,
            free_from_cents=self.free_from_cents.data,
            sends_elsewhere=self.sends_elsewhere.data,
            words=self.words.data or "",
            zones=[
                ZonePlan(row.regions.data or "", not row.unsent.data, row.fee.data or 0, row.step.data or 0)
                for row in rows
            ],
        )


def form_of(card: TemplateCard, zones: list[ZonePlan]) -> TemplateForm:
    """The form with what is kept, and an empty row for one more."""
    facts = {name: getattr(card, name) for name in TemplateCard.__dataclass_fields__ if name != "id"}
    facts["zones"] = [
        {
            "regions": zone.regions,
            "fee": zone.fee_cents if zone.is_sent else None,
            "step": zone.step_cents if zone.is_sent and card.kind == "weight" else None,
            "unsent": not zone.is_sent,
        }
        for zone in zones
    ]
    form = TemplateForm(formdata=None, data=facts)
    if len(zones) >= 2:
        form.add_rows(1)
    return form


def _template_id(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class SendingForm(Form):
    template = SelectField(_("How it is sent"), coerce=_template_id, validate_choice=False)
    weight = WholeNumberField(_("Weight of a piece, with its wrapping"))


def with_templates(form: SendingForm, templates: list[TemplateCard]) -> SendingForm:
    default = next((one.name for one in templates if one.is_default), None)
    usual = gettext("As the shop sends: %(name)s", name=default or gettext("its terms of sale"))
    form.template.choices = [SelectChoice("", usual), *(SelectChoice(one.id, one.name) for one in templates)]
    return form
