"""The desk of one product: its words, pictures, variants, rate and state, each a form and a part of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.merchant.effects import effects_of
from blueprints.merchant.forms import ProductWords, RateForm, VariantForm, with_categories, words_of
from blueprints.merchant.pictures import sent_pictures
from blueprints.merchant.shipping_forms import SendingForm, with_templates
from core import clock
from core.errors import Refused
from core.i18n import N_
from domain.catalog import actions, queries, rules
from domain.catalog.queries import ProductPage, VariantView
from domain.merchants import shipping
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.uploads import takes_pictures

bp = Blueprint("merchant_desk", __name__, url_prefix="/merchant/products/<id:product_id>")


@bp.get("")
def show(product_id: int) -> Response:
    return _desk(product_id)


@bp.post("")
@limiter.limit(WRITING)
def change(product_id: int) -> Response:
    form = with_categories(ProductWords())
    if form.validate():
        try:
            actions.change_product(viewer(), product_id, **words_of(form))
            return _kept(product_id, "_words", N_("The words of the product are kept."))
        except Refused as refused:
            form.refuse(refused)
    return _desk(product_id, 422, "_words", words=form)


@bp.post("/delete")
@limiter.limit(WRITING)
def discard(product_id: int) -> Response:
    try:
        actions.discard_draft(viewer(), product_id)
    except Refused as refused:
        return _desk(product_id, 422, "_state", state_error=refused)
    return done(url_for("merchant_products.index"), message=N_("The draft is gone."))


@bp.post("/publication")
@limiter.limit(WRITING)
def publish(product_id: int) -> Response:
    try:
        actions.publish(viewer(), product_id)
    except Refused as refused:
        return _desk(product_id, 422, "_state", state_error=refused)
    return _kept(product_id, "_state", N_("The product is on sale."))


@bp.post("/publication/delete")
@limiter.limit(WRITING)
def withdraw(product_id: int) -> Response:
    try:
        actions.withdraw(viewer(), product_id)
    except Refused as refused:
        return _desk(product_id, 422, "_state", state_error=refused)
    return _kept(product_id, "_state", N_("The product is off sale."))


@bp.post("/pictures")
@limiter.limit(WRITING)
@takes_pictures
def add_pictures(product_id: int) -> Response:
    """Good pictures are kept even when others of them are not."""
    sent = sent_pictures("new_alts")
    problems = list(sent.problems)
    if sent.new:
        try:
            actions.add_pictures(viewer(), product_id, sent.new)
        except Refused as refused:
            problems.append(refused)
    elif not problems:
        problems.append(Refused(N_("Choose a picture first.")))
    if problems:
        return _desk(product_id, 422, "_pictures", picture_problems=problems)
    return _kept(product_id, "_pictures", N_("The pictures are kept."))


@bp.post("/pictures/<id:picture_id>")
@limiter.limit(WRITING)
def change_picture(product_id: int, picture_id: int) -> Response:
    move = {"earlier": -1, "later": 1}.get(request.form.get("do", ""), 0)
    alt = request.form.get("alt", "")
    try:
        actions.change_picture(viewer(), product_id, picture_id, alt=alt, move=move)
    except Refused as refused:
        told = RefusedWords(picture_id, alt.replace("\0", ""), refused)
        return _desk(product_id, 422, "_pictures", refused_words=told)
    return _kept(product_id, "_pictures", N_("The pictures are kept."))


@bp.post("/pictures/<id:picture_id>/delete")
@limiter.limit(WRITING)
def remove_picture(product_id: int, picture_id: int) -> Response:
    actions.remove_picture(viewer(), product_id, picture_id)
    return _kept(product_id, "_pictures", N_("The picture is gone."))


@bp.post("/variants")
@limiter.limit(WRITING)
def add_variant(product_id: int) -> Response:
    form = VariantForm()
    if form.validate():
        try:
            actions.add_variant(
                viewer(),
                product_id,
                name=form.name.data or "",
                price_cents=form.price.data or 0,
                stock=form.stock.data or 0,
            )
            return _kept(product_id, "_variants", N_("The variant is kept."))
        except Refused as refused:
            form.refuse(refused)
    return _desk(product_id, 422, "_variants", new_variant=form)


@bp.post("/variants/<id:variant_id>")
@limiter.limit(WRITING)
def change_variant(product_id: int, variant_id: int) -> Response:
    form = VariantForm()
    if form.validate():
        try:
            actions.change_variant(
                viewer(),
                product_id,
                variant_id,
                name=form.name.data or "",
                price_cents=form.price.data or 0,
                stock_now=form.stock.data or 0,
                stock_seen=_number(form.seen.data),
            )
            return _kept(product_id, "_variants", N_("The variant is kept."))
        except Refused as refused:
            form.refuse(refused)
    return _desk(product_id, 422, "_variants", refused_variant=(variant_id, form))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@bp.post("/variants/<id:variant_id>/delete")
@limiter.limit(WRITING)
def end_variant(product_id: int, variant_id: int) -> Response:
    try:
        actions.end_variant(viewer(), product_id, variant_id)
    except Refused as refused:
        return _desk(product_id, 422, "_variants", variant_error=refused)
    return _kept(product_id, "_variants", N_("The variant is no longer offered."))


@bp.post("/variants/<id:variant_id>/offer")
@limiter.limit(WRITING)
def offer_again(product_id: int, variant_id: int) -> Response:
    try:
        actions.offer_again(viewer(), product_id, variant_id)
    except Refused as refused:
        return _desk(product_id, 422, "_variants", variant_error=refused)
    return _kept(product_id, "_variants", N_("The variant is offered again."))


@bp.post("/rate")
@limiter.limit(WRITING)
def set_rate(product_id: int) -> Response:
    form = RateForm()
    if form.validate():
        try:
            actions.set_rate(viewer(), product_id, rate_bps=form.rate.data or 0)
            return _kept(product_id, "_commission", N_("The commission is kept."))
        except Refused as refused:
            form.refuse(refused)
    return _desk(product_id, 422, "_commission", rate=form)


@bp.post("/sending")
@limiter.limit(WRITING)
def set_sending(product_id: int) -> Response:
    form = SendingForm()
    if form.validate():
        try:
            actions.set_sending(
                viewer(), product_id, template_id=form.template.data, weight_grams=form.weight.data or 0
            )
            return _kept(product_id, "_sending", N_("How it is sent is kept."))
        except Refused as refused:
            form.refuse(refused)
    return _desk(product_id, 422, "_sending", sending=form)


def _kept(product_id: int, section: str, message: str) -> Response:
    """After a change: the section for htmx, else the desk, at that section."""
    anchor = section.lstrip("_")
    return done(
        url_for(".show", product_id=product_id, _anchor=anchor),
        part=f"merchant/{section}.html",
        message=message,
        **_furniture(product_id),
    )


@dataclass(frozen=True, slots=True)
class RefusedWords:
    """What was typed to say what a picture shows, and what is wrong with it."""

    picture_id: int
    typed: str
    problem: Refused


def _desk(product_id: int, status: int = 200, section: str = "", **forms: Any) -> Response:
    part = f"merchant/{section}.html" if section else None
    return page("merchant/product.html", part=part, status=status, **_furniture(product_id, **forms))


def _furniture(
    product_id: int,
    *,
    words: ProductWords | None = None,
    rate: RateForm | None = None,
    sending: SendingForm | None = None,
    new_variant: VariantForm | None = None,
    refused_variant: tuple[int, VariantForm] | None = None,
    variant_error: Refused | None = None,
    state_error: Refused | None = None,
    picture_problems: list[Refused] | None = None,
    refused_words: "RefusedWords | None" = None,
) -> dict[str, Any]:
    """Everything that the sections of a product's desk need; a form that was refused takes the place of a fresh one."""
    product = queries.for_desk(viewer(), product_id)
    refused_id, refused_form = refused_variant or (0, None)
    rows = [(one, refused_form if one.id == refused_id else _variant_form(one)) for one in product.variants]
    prices = (product.card.price_cents, product.card.upto_cents)
    return {
        "merchant": product.merchant,
        "product": product,
        "words": words or with_categories(_words_form(product)),
        "rate": rate or RateForm(formdata=None, data={"rate": product.card.rate_bps}),
        "effects": effects_of(
            rate.rate.data if rate else product.card.rate_bps,
            prices,
            (product.card.line_cap_cents, product.card.order_cap_cents),
        ),
        "is_example": False,
        "sending": with_templates(
            sending or _sending_form(product), shipping.templates_of(product.merchant.id)
        ),
        "notice_until": _notice_until(product),
        "variant_rows": rows,
        "new_variant": new_variant or VariantForm(formdata=None),
        "variant_error": variant_error,
        "state_error": state_error,
        "refused_words": refused_words,
        "picture_problems": picture_problems or [],
        "max_pictures": rules.MAX_PICTURES,
    }


def _variant_form(one: VariantView) -> VariantForm:
    facts = {"name": one.name, "price": one.price_cents, "stock": one.on_hand, "seen": one.on_hand}
    return VariantForm(formdata=None, data=facts)


def _words_form(product: ProductPage) -> ProductWords:
    facts = {
        "title": product.card.title,
        "category_id": product.card.category_id,
        "description": product.description,
        "angel_price_when": product.card.angel_price_when,
    }
    return ProductWords(formdata=None, data=facts)


def _sending_form(product: ProductPage) -> SendingForm:
    return SendingForm(
        formdata=None, data={"template": product.template_id, "weight": product.weight_grams or None}
    )


def _notice_until(product: ProductPage) -> datetime | None:
    """Until when angels keep an earlier, higher rate."""
    latest = max((rate.reaches_angels_at for rate in product.rates), default=None)
    return latest if latest and latest > clock.now() else None
