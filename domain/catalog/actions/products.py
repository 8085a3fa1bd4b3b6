"""Making a product, changing its words, putting it on sale and taking it off."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from adapters.media import Picture
from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.language import language_of
from core.policy import require
from core.text import CLEANER_VERSION, render_markdown, tidy
from core.unit import action, record
from domain.catalog import rules
from domain.catalog.actions.editing import changed, editable, refresh_price
from domain.catalog.actions.pictures import attach
from domain.catalog.actions.rates import first_rate
from domain.catalog.actions.variants import NewVariant, check_variants, put_variants
from domain.catalog.events import ProductChanged, ProductPublished
from domain.catalog.models import Category, Product, ProductPicture, RateVersion, Variant
from domain.merchants import policy as merchants
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer


@action
def create_product(
    actor: Viewer,
    merchant_id: int,
    *,
    title: str,
    category_id: int | None = None,
    new_category: str = "",
    description: str = "",
    variants: Sequence[NewVariant],
    rate_bps: int = 0,
    angel_price_when: str = "second",
    pictures: Sequence[tuple[Picture, str]] = (),
    kept: Sequence[tuple[str, str]] = (),
    on_sale: bool = False,
) -> int:
    """A new product, as a draft or on sale at once; gives its id. `pictures` come with their words, after those that
    were kept from an earlier try (token and words)."""
    require(merchants.can_own(actor, merchant_id))
    merchant = session.get(Merchant, merchant_id)
    if merchant is None:
        raise NotFound
    check_variants(variants)
    at = clock.now()
    product = Product(
        merchant_id=merchant_id, category_id=_category(category_id, new_category), title="", created_at=at
    )
    _write(product, title=title, description=description, angel_price_when=angel_price_when)
    session.add(product)
    session.flush()
    put_variants(product, variants)
    first_rate(actor, product, rate_bps, at)
    attach(product, kept=kept, pictures=pictures)
    refresh_price(product)
    if on_sale:
        _put_on_sale(product, merchant)
    session.flush()
    record(ProductChanged(product.id))
    return product.id


@action
def change_product(
    actor: Viewer,
    product_id: int,
    *,
    title: str,
    category_id: int | None = None,
    new_category: str = "",
    description: str = "",
    angel_price_when: str = "second",
) -> None:
    product = editable(actor, product_id)
    _write(product, title=title, description=description, angel_price_when=angel_price_when)
    product.category_id = _category(category_id, new_category)
    changed(product)


@action
def publish(actor: Viewer, product_id: int) -> None:
    """Puts the product on sale, for the first time or again."""
    product = editable(actor, product_id)
    if product.state != "on_sale":
        _put_on_sale(product, session.get_one(Merchant, product.merchant_id))
        changed(product)


@action
def withdraw(actor: Viewer, product_id: int) -> None:
    """Takes the product off sale. Its page stays for those who have the link; nobody can buy it."""
    product = editable(actor, product_id)
    if product.state == "draft":
        raise Refused(N_("This product is not on sale yet."))
    product.state = "withdrawn"
    changed(product)


@action
def discard_draft(actor: Viewer, product_id: int) -> None:
    """Ends a product that was never on sale, without a trace."""
    product = editable(actor, product_id)
    if product.state != "draft":
        raise Refused(N_("Only a draft can be thrown away. Take the product off sale instead."))
    for kind in (ProductPicture, RateVersion, Variant):
        session.execute(delete(kind).where(kind.product_id == product_id))
    session.delete(product)
    session.flush()
    record(ProductChanged(product_id))


def _put_on_sale(product: Product, merchant: Merchant) -> None:
    if not merchants.can_sell(merchant):
        raise Refused(N_("Products go on sale once the operator has verified your shop."), field="publish")
    active = select(Variant.id).where(Variant.product_id == product.id, Variant.is_active.is_(True))
    if session.scalar(active.limit(1)) is None:
        raise Refused(N_("A product on sale needs a price: add a variant first."), field="publish")
    product.state = "on_sale"
    record(ProductPublished(product.id, product.merchant_id))


def _write(product: Product, *, title: str, description: str, angel_price_when: str) -> None:
    title, description = tidy(title, one_line=True), tidy(description)
    if not title:
        raise Refused(N_("A product needs a title."), field="title")
    if len(title) > rules.MAX_TITLE_CHARS:
        raise Refused(
            N_("This text is too long: at most %(max)d characters."), field="title", max=rules.MAX_TITLE_CHARS
        )
    if len(description) > rules.MAX_DESCRIPTION_CHARS:
        raise Refused(
            N_("This text is too long: at most %(max)d characters."),
            field="description",
            max=rules.MAX_DESCRIPTION_CHARS,
        )
    if angel_price_when not in rules.ANGEL_PRICE_TIMES:
        raise Refused(N_("Choose one of these."), field="angel_price_when")
    product.title = title
    product.description = description
    product.description_html = render_markdown(description)
    product.cleaner_version = CLEANER_VERSION
    product.lang = language_of(title + description)
    product.angel_price_when = angel_price_when


def _category(category_id: int | None, new_name: str) -> int:
    """The category's id; a typed name wins over the chosen one and is made if there is none of it."""
    name = tidy(new_name, one_line=True)
    if len(name) > rules.MAX_CATEGORY_CHARS:
        raise Refused(
            N_("This text is too long: at most %(max)d characters."),
            field="new_category",
            max=rules.MAX_CATEGORY_CHARS,
        )
    if name:
        return _named(name)
    if category_id is None or session.get(Category, category_id) is None:
        raise Refused(N_("Choose a category, or type a new one."), field="category_id")
    return category_id


def _named(name: str) -> int:
    same = select(Category.id).where(func.lower(Category.name) == name.lower())
    found = session.scalar(same)
    if found is not None:
        return found
    category = Category(name=name)
    try:
        with session.begin_nested():
            session.add(category)
    except IntegrityError:
        # Somebody made it in the same moment (PostgreSQL only: SQLite has one writer).
        return session.execute(same).scalar_one()
    return category.id
