"""The merchant's desk: the shop's state and next step, the application, the terms of sale."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from blueprints.merchant.forms import ApplicationForm, TermsForm
from blueprints.merchant.papers import kept_papers
from blueprints.merchant.shop import own_merchant
from blueprints.merchant.today import money_words, tasks
from core.errors import Refused
from core.i18n import N_
from domain.catalog import lists
from domain.groups.glimpse import unanswered
from domain.groups.onboarding import onboarding
from domain.ledger import queries as ledger
from domain.merchants import actions, lessons, people, queries
from domain.merchants.dossier import PaperDraft
from domain.merchants.policy import OWNING, SUPPORTING
from domain.merchants.queries import MerchantFacts, OwnShop
from domain.orders.queries import console
from web.forms import number_arg
from web.guards import viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page
from web.show import currency
from web.uploads import takes_pictures

bp = Blueprint("merchant", __name__)


@bp.get("/merchant")
def home() -> Response:
    shop = queries.own_shop(viewer())
    if shop is None:
        return page("merchant/welcome.html", asked=people.asked_of(viewer()))
    today = console.today(viewer(), shop.merchant.id)
    purse = None
    if shop.merchant.id in viewer().shops_as(OWNING):
        purse = ledger.merchant_money(viewer(), shop.merchant.id, currency())
    return page(
        "merchant/home.html",
        shop=shop,
        numbers=lists.shop_numbers(viewer(), shop.merchant.id),
        tasks=tasks(today),
        started=onboarding(viewer(), shop.merchant.id),
        lesson_count=len(lessons.SLUGS),
        coming=money_words(today, purse.balance_cents, purse.held_cents) if purse else "",
    )


@bp.get("/merchant/questions")
def questions() -> Response:
    after = number_arg("after")
    return page(
        "merchant/questions.html",
        part="merchant/_questions.html" if after else None,
        merchant=own_merchant(SUPPORTING),
        questions=unanswered(viewer(), after=after),
    )


@bp.get("/merchant/application")
def application() -> Response:
    shop = queries.own_shop(viewer())
    if shop is not None and shop.merchant.state != "refused":
        return redirect(url_for("merchant.home"), 303)
    return _application_page(ApplicationForm(formdata=None, data=_facts(shop)), shop)


@bp.post("/merchant/application")
@takes_pictures
@limiter.limit(ASKING)
def apply() -> Response:
    form = ApplicationForm()
    kept, problems = kept_papers()
    if form.validate() and not problems:
        try:
            actions.apply(viewer(), **form.data, papers=[one.token for one in kept])
            return done(url_for("merchant.home"), message=N_("Your application is on its way."))
        except Refused as refused:
            form.refuse(refused)
    for problem in problems:
        form.refuse(problem)
    return _application_page(form, queries.own_shop(viewer()), kept, status=422)


def _facts(shop: OwnShop | None) -> dict[str, Any]:
    """What a refused application said, to be mended."""
    if shop is None:
        return {}
    names = ("kind", "name", "about", "registration", "contact")
    return {name: getattr(shop.merchant, name) for name in names}


def _application_page(
    form: ApplicationForm, shop: OwnShop | None, kept: Sequence[PaperDraft] = (), status: int = 200
) -> Response:
    refusal = shop.last if shop is not None and shop.merchant.state == "refused" else None
    return page("merchant/application.html", status=status, form=form, refusal=refusal, kept=kept)


@bp.get("/merchant/settings")
def settings() -> Response:
    merchant = own_merchant()
    return _settings_page(TermsForm(formdata=None, obj=merchant), merchant)


@bp.post("/merchant/settings")
@limiter.limit(WRITING)
def settle() -> Response:
    merchant = own_merchant()
    form = TermsForm()
    if form.validate():
        try:
            actions.settle_terms(viewer(), merchant.id, **form.data)
            return done(url_for("merchant.settings"), message=N_("The terms of your shop are kept."))
        except Refused as refused:
            form.refuse(refused)
    return _settings_page(form, merchant, status=422)


def _settings_page(form: TermsForm, merchant: MerchantFacts, status: int = 200) -> Response:
    return page("merchant/settings.html", status=status, form=form, merchant=merchant, picture_problem="")
