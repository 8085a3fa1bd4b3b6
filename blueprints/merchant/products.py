"""The merchant's products: the table, and a new one. The desk of a single product is in `desk`."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.merchant.cells import cells_of
from blueprints.merchant.effects import EXAMPLE_CENTS, effects_of
from blueprints.merchant.forms import NewProductForm, RateEffectForm, with_categories, words_of
from blueprints.merchant.pictures import Draft, keep_for_next_try, sent_pictures
from blueprints.merchant.shop import own_merchant
from core.errors import Refused
from core.i18n import N_
from domain.catalog import actions, caps, lists, queries, rules
from domain.merchants.queries import MerchantFacts
from web.forms import number_arg, text_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.uploads import takes_pictures

bp = Blueprint("merchant_products", __name__, url_prefix="/merchant")

MAX_SEARCH_CHARS = 100
FILTERS = ("", "on_sale", "draft", "withdrawn", "sold_out", "low")


@bp.get("/products")
def index() -> Response:
    merchant, shown, before = own_merchant(), text_arg("state"), number_arg("before")
    search = text_arg("q", MAX_SEARCH_CHARS)
    products = lists.of_merchant(
        viewer(),
        merchant.id,
        state=shown,
        sold_out=shown == "sold_out",
        low=shown == "low",
        search=search,
        before=before,
    )
    return page(
        "merchant/products.html",
        part="merchant/_products.html" if before else None,
        merchant=merchant,
        shown=shown if shown in FILTERS else "",
        search=search,
        products=products,
        variants=queries.variants(card.id for card in products),
        cells=cells_of,
        numbers=lists.shop_numbers(viewer(), merchant.id),
    )


@bp.get("/products/new")
def new() -> Response:
    return _new_page(own_merchant(), NewProductForm(formdata=None))


@bp.post("/products")
@limiter.limit(WRITING)
@takes_pictures
def create() -> Response:
    """Keeps a draft, or puts it on sale (`do` = publish). `do` = row only asks for more rows."""
    merchant, form, sent = own_merchant(), with_categories(NewProductForm()), sent_pictures()
    if request.form.get("do") == "row":
        form.add_rows()
        _refuse(form, sent.problems)
        return _new_page(merchant, form, kept=keep_for_next_try(merchant.id, sent))
    if form.validate() and not sent.problems:
        try:
            product_id = actions.create_product(
                viewer(),
                merchant.id,
                **words_of(form),
                variants=form.given_variants(),
                rate_bps=form.rate.data or 0,
                kept=sent.kept,
                pictures=sent.new,
                on_sale=request.form.get("do") == "publish",
            )
            return done(
                url_for("merchant_desk.show", product_id=product_id), message=N_("Your product is kept.")
            )
        except Refused as refused:
            form.refuse(refused)
    _refuse(form, sent.problems)
    return _new_page(merchant, form, 422, kept=keep_for_next_try(merchant.id, sent))


def _refuse(form: NewProductForm, problems: list[Refused]) -> None:
    for problem in problems:
        form.refuse(problem)


def _new_page(
    merchant: MerchantFacts, form: NewProductForm, status: int = 200, *, kept: list[Draft] | None = None
) -> Response:
    prices = [row.form.price.data for row in form.variants if row.form.price.data]
    return page(
        "merchant/product_new.html",
        part="merchant/_new_product.html",
        status=status,
        merchant=merchant,
        form=with_categories(form),
        kept=kept or [],
        max_rows=rules.MAX_VARIANTS,
        effects=effects_of(
            form.rate.data, [prices[0] if prices else EXAMPLE_CENTS], caps.holding(merchant.id)
        ),
        is_example=not prices,
    )


@bp.get("/rate-effect")
def rate_effect() -> Response:
    """What a rate means in money, for the fields of the forms and as a small page of its own."""
    merchant = own_merchant()
    given = request.args.copy()
    given.setdefault("price", given.get("variants-0-price", ""))
    form = RateEffectForm(given)
    form.validate()
    prices = [cents for cents in (form.price.data, number_arg("cents"), number_arg("upto")) if cents]
    return page(
        "merchant/rate_effect.html",
        part="merchant/_rate_effect.html",
        form=form,
        effects=effects_of(form.rate.data, prices or [EXAMPLE_CENTS], caps.holding(merchant.id)),
        is_example=not prices,
    )
