"""How a shop sends: its templates, kept and read by its own people. What they ask of an order is worked out in orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.text import problem_with, tidy
from core.unit import action
from domain.merchants import policy, rules
from domain.merchants.models import Merchant, ShippingTemplate, ShippingZone
from domain.people.viewer import Viewer

KINDS = ("flat", "weight", "pickup", "digital")
MAX_TEMPLATES = 30
MAX_ZONES = 20
MAX_TEMPLATE_CHARS = 60
MAX_WORDS_CHARS = 2_000
MAX_REGIONS_CHARS = 1_000
MAX_GRAMS = 10**7


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """Regions, separated by commas or lines, with fees of their own, or where nothing is sent."""

    regions: str
    is_sent: bool = True
    fee_cents: int = 0
    step_cents: int = 0


@dataclass(frozen=True, slots=True)
class TemplatePlan:
    """What a merchant says of a template; what its kind does not need is left out when it is kept."""

    name: str
    kind: str
    fee_cents: int = 0
    first_grams: int = 0
    step_grams: int = 0
    step_cents: int = 0
    free_from_cents: int | None = None
    sends_elsewhere: bool = True
    words: str = ""
    zones: Sequence[ZonePlan] = ()


@dataclass(frozen=True, slots=True)
class TemplateCard:
    id: int
    name: str
    kind: str
    fee_cents: int
    first_grams: int
    step_grams: int
    step_cents: int
    free_from_cents: int | None
    sends_elsewhere: bool
    words: str
    is_default: bool


FIELDS = [getattr(ShippingTemplate, name) for name in TemplateCard.__dataclass_fields__]


def templates_of(merchant_id: int) -> list[TemplateCard]:
    """The shop's templates by name, for those who have asked what may be seen. One query."""
    statement = (
        select(*FIELDS)
        .where(ShippingTemplate.merchant_id == merchant_id)
        .order_by(ShippingTemplate.is_default.desc(), ShippingTemplate.name)
    )
    return [TemplateCard(*row) for row in session.execute(statement)]


def card_of(template: ShippingTemplate) -> TemplateCard:
    return TemplateCard(**{name: getattr(template, name) for name in TemplateCard.__dataclass_fields__})


def template_of(merchant_id: int, template_id: int) -> tuple[TemplateCard, list[ZonePlan]]:
    """A template of this shop with its zones. Raises NotFound for any other."""
    statement = select(*FIELDS).where(
        ShippingTemplate.id == template_id, ShippingTemplate.merchant_id == merchant_id
    )
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    zones = session.scalars(
        select(ShippingZone).where(ShippingZone.template_id == template_id).order_by(ShippingZone.position)
    )
    return TemplateCard(*row), [
        ZonePlan(zone.regions, zone.is_sent, zone.fee_cents, zone.step_cents) for zone in zones
    ]


@action
def keep_template(
    actor: Viewer, merchant_id: int, plan: TemplatePlan, *, template_id: int | None = None
) -> int:
    """Keeps a new template, or changes one of the shop's own; orders that exist keep what they were promised. Raises
    Refused at the field that is wrong, NotFound for another shop's template. Returns its id."""
    require(policy.can_own(actor, merchant_id))
    plan = _checked(plan)
    session.execute(lock(select(Merchant.id).where(Merchant.id == merchant_id)))
    _name_is_free(merchant_id, plan.name, but=template_id or 0)
    if template_id is None:
        template = _new(merchant_id)
    else:
        template = _own(merchant_id, template_id)
        session.execute(delete(ShippingZone).where(ShippingZone.template_id == template_id))
    for name in TemplatePlan.__dataclass_fields__:
        if name != "zones":
            setattr(template, name, getattr(plan, name))
    session.add(template)
    session.flush()
    session.add_all(
        ShippingZone(
            template_id=template.id,
            position=position,
            regions=zone.regions,
            is_sent=zone.is_sent,
            fee_cents=zone.fee_cents,
            step_cents=zone.step_cents,
        )
        for position, zone in enumerate(plan.zones)
    )
    return template.id


@action
def make_default_template(actor: Viewer, merchant_id: int, template_id: int | None) -> None:
    """The template of all products that have none of their own; without one they are sent by the terms of sale."""
    require(policy.can_own(actor, merchant_id))
    if template_id is not None:
        _own(merchant_id, template_id)
    session.execute(
        update(ShippingTemplate)
        .where(ShippingTemplate.merchant_id == merchant_id, ShippingTemplate.is_default)
        .values(is_default=False)
    )
    session.execute(
        update(ShippingTemplate).where(ShippingTemplate.id == template_id).values(is_default=True)
    )


def delete_own(merchant_id: int, template_id: int) -> None:
    """Inside the action of a higher room that knows that nothing is sent by it."""
    session.delete(_own(merchant_id, template_id))


def _new(merchant_id: int) -> ShippingTemplate:
    count = select(func.count()).where(ShippingTemplate.merchant_id == merchant_id)
    if (session.scalar(count) or 0) >= MAX_TEMPLATES:
        raise Refused(N_("At most %(max)s templates. Delete one first."), max=MAX_TEMPLATES)
    return ShippingTemplate(merchant_id=merchant_id, created_at=clock.now())


def _own(merchant_id: int, template_id: int) -> ShippingTemplate:
    template = session.scalar(
        lock(
            select(ShippingTemplate).where(
                ShippingTemplate.id == template_id, ShippingTemplate.merchant_id == merchant_id
            )
        )
    )
    if template is None:
        raise NotFound
    return template


def _name_is_free(merchant_id: int, name: str, but: int) -> None:
    same = select(ShippingTemplate.id).where(
        ShippingTemplate.merchant_id == merchant_id, ShippingTemplate.name == name, ShippingTemplate.id != but
    )
    if session.scalar(same) is not None:
        raise Refused(N_("You have a template of this name already."), field="name")


def _checked(plan: TemplatePlan) -> TemplatePlan:
    """The plan, tidied, with what its kind uses and nothing else."""
    if plan.kind not in KINDS:
        raise Refused(N_("Choose how it is sent."), field="kind")
    name = _text(plan.name, "name", MAX_TEMPLATE_CHARS, one_line=True)
    if not name:
        raise Refused(N_("A template needs a name."), field="name")
    words = _text(plan.words, "words", MAX_WORDS_CHARS)
    if plan.kind in ("pickup", "digital"):
        if not words:
            raise Refused(_WITHOUT_WORDS[plan.kind], field="words")
        return TemplatePlan(name, plan.kind, words=words)
    _check_fees(plan.fee_cents, "fee_cents")
    if plan.free_from_cents is not None and plan.free_from_cents <= 0:
        raise Refused(N_("Leave this empty, or give an amount above zero."), field="free_from_cents")
    by_weight = plan.kind == "weight"
    if by_weight:
        _check_fees(plan.step_cents, "step_cents")
        _check_grams(plan.first_grams, "first_grams", least=0)
        _check_grams(plan.step_grams, "step_grams", least=1)
    return TemplatePlan(
        name,
        plan.kind,
        plan.fee_cents,
        plan.first_grams if by_weight else 0,
        plan.step_grams if by_weight else 0,
        plan.step_cents if by_weight else 0,
        plan.free_from_cents,
        plan.sends_elsewhere,
        zones=_checked_zones(plan, by_weight),
    )


_WITHOUT_WORDS = {
    "pickup": N_("Say where and when it can be fetched."),
    "digital": N_("Say what the buyer reads once it is paid."),
}


def _checked_zones(plan: TemplatePlan, by_weight: bool) -> list[ZonePlan]:
    if len(plan.zones) > MAX_ZONES:
        raise Refused(N_("At most %(max)s rows of regions."), field="zones", max=MAX_ZONES)
    zones = []
    for zone in plan.zones:
        regions = _text(zone.regions, "zones", MAX_REGIONS_CHARS)
        if not regions:
            raise Refused(N_("Say which regions."), field="zones")
        if zone.is_sent:
            _check_fees(zone.fee_cents, "zones")
            _check_fees(zone.step_cents, "zones")
        sent = zone.is_sent
        step = zone.step_cents if sent and by_weight else 0
        zones.append(ZonePlan(regions, sent, zone.fee_cents if sent else 0, step))
    if not plan.sends_elsewhere and not any(zone.is_sent for zone in zones):
        raise Refused(N_("Like this it is sent nowhere. Name the regions where it is."), field="zones")
    return zones


def _text(raw: str, field: str, most: int, *, one_line: bool = False) -> str:
    problem = problem_with(raw, most)
    if problem:
        raise Refused(problem, field=field, max=most)
    return tidy(raw, one_line=one_line)


def _check_fees(cents: int, field: str) -> None:
    if not 0 <= cents <= rules.MAX_SHIPPING_CENTS:
        raise Refused(N_("This fee is not possible."), field=field)


def _check_grams(grams: int, field: str, *, least: int) -> None:
    if not least <= grams <= MAX_GRAMS:
        raise Refused(N_("Between %(least)s and %(most)s grams."), field=field, least=least, most=MAX_GRAMS)
