"""What somebody fills in to offer a coupon."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import ValidationError

from core.errors import Refused
from core.i18n import N_
from domain.orders.actions import Plan
from domain.orders.actions.coupon_desk import MAX_TITLE_CHARS, MAX_TOTAL
from domain.orders.queries.coupons import MAX_CODE_CHARS
from web.forms import Form, MoneyField, PercentField, TextField, WholeNumberField, between, optional, required


class DayField(StringField):
    """A day as browsers send it; `data` is a date."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        raw = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not raw:
            return
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            raise ValueError(gettext("Choose a day.")) from None
        # The ends of the calendar have no midnight in every zone.
        if not 2000 <= day.year < 9000:
            raise ValueError(gettext("Choose a day."))
        self.data = day


class CouponForm(Form):
    title = TextField(_("Name"), [required()], max_chars=MAX_TITLE_CHARS)
    amount = MoneyField(_("Amount off"))
    rate = PercentField(_("or percent off"), default=0)
    most = MoneyField(_("At most"))
    from_ = MoneyField(_("From goods worth"), name="from")
    scope = SelectField(_("Good for"), validate_choice=False)
    code = TextField(_("Code"), max_chars=MAX_CODE_CHARS)
    angel = TextField(_("Code of an angel"), max_chars=21)
    total_limit = WholeNumberField(_("How many in all"), validators=[optional(), between(1, MAX_TOTAL)])
    per_person = WholeNumberField(_("How many for one person"), [required(), between(1, 99)], default=1)
    starts_on = DayField(_("First day"))
    ends_on = DayField(_("Last day"), [required()])
    for_new_members = BooleanField(_("For a first order only"))
    stacks = BooleanField(_("Also beside the angel price"))

    def validate_amount(self, field: MoneyField) -> None:
        if not field.data and not self.rate.data:
            raise ValidationError(gettext("Say how much comes off: an amount or percent."))
        if field.data and self.rate.data:
            raise ValidationError(gettext("Either an amount or percent, not both."))

    def plan(self, zone: str) -> Plan:
        """What was filled in, with its days as those of `zone`."""
        last = self.ends_on.data
        if last is None:
            raise Refused(N_("Choose a day."), field="ends_on")
        return Plan(
            title=self.title.data or "",
            code=self.code.data or "",
            amount_cents=self.amount.data or 0,
            rate_bps=self.rate.data or 0,
            most_cents=self.most.data,
            from_cents=self.from_.data or 0,
            scope=self.scope.data or "all",
            for_new_members=bool(self.for_new_members.data),
            stacks_with_angel_price=bool(self.stacks.data),
            angel_handle=self.angel.data or "",
            total_limit=self.total_limit.data,
            per_person=self.per_person.data or 1,
            starts_at=_midnight(self.starts_on.data, zone) if self.starts_on.data else None,
            ends_at=_midnight(last + timedelta(days=1), zone),
        )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
