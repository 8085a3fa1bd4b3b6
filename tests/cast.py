"""The cast. Alma and Bo are friends; Chen sells as "Chen's Orchard", verified, with a product of two variants."""

from dataclasses import dataclass

from core import clock
from core.db import session
from core.unit import action
from domain.catalog.models import Category, Product, RateVersion, Variant
from domain.merchants.models import Merchant, MerchantStaff
from domain.people import passwords
from domain.people.models import Follow, RoleGrant, User
from domain.people.viewer import Viewer
from domain.viewers import viewer_of

PASSWORD = "orchard-lantern-42"


@dataclass(frozen=True)
class Cast:
    alma: Viewer
    bo: Viewer
    chen: Viewer
    dora: Viewer
    eve: Viewer
    olga: Viewer
    merchant_id: int
    product_id: int
    variant_id: int
    other_variant_id: int


@action
def make_cast() -> Cast:
    people = {handle: _person(handle) for handle in ("alma", "bo", "chen", "dora", "eve", "olga")}
    at = clock.now()
    session.add(RoleGrant(user_id=people["dora"], role="moderator", granted_at=at))
    session.add(RoleGrant(user_id=people["olga"], role="operator", granted_at=at))
    befriend(people["alma"], people["bo"])
    merchant = Merchant(
        owner_id=people["chen"],
        kind="company",
        name="Chen's Orchard",
        state="verified",
        verified_at=at,
        fee_bps=500,
        shipping_cents=800,
        accepts_transfer=True,
        transfer_details="Bank of Orchards, 6222 0000 1111",
        accepts_cod=True,
        cod_terms="Pay the courier",
        created_at=at,
    )
    category = Category(name="Fruit")
    session.add_all([merchant, category])
    session.flush()
    session.add(MerchantStaff(merchant_id=merchant.id, user_id=people["chen"], role="owner", created_at=at))
    product = make_product(merchant.id, category.id, people["chen"])
    variants = session.query(Variant).filter_by(product_id=product.id).order_by(Variant.position).all()
    session.flush()
    viewers = {handle: viewer_of(user_id) for handle, user_id in people.items()}
    return Cast(
        **viewers,
        merchant_id=merchant.id,
        product_id=product.id,
        variant_id=variants[0].id,
        other_variant_id=variants[1].id,
    )


def make_product(
    merchant_id: int, category_id: int, by_id: int, title: str = "Durian, 3 kg", rate_bps: int = 1500
) -> Product:
    at = clock.now()
    product = Product(
        merchant_id=merchant_id,
        category_id=category_id,
        title=title,
        state="on_sale",
        price_cents=10_000,
        rate_bps=rate_bps,
        created_at=at,
    )
    session.add(product)
    session.flush()
    session.add(
        RateVersion(
            product_id=product.id, rate_bps=rate_bps, set_by_id=by_id, set_at=at, reaches_angels_at=at
        )
    )
    for position, (name, price) in enumerate((("3 kg", 10_000), ("5 kg", 15_000))):
        session.add(
            Variant(
                product_id=product.id,
                name=name,
                price_cents=price,
                supplied=20,
                on_hand=20,
                position=position,
            )
        )
    session.flush()
    return product


def befriend(one: int, other: int) -> None:
    for a, b in ((one, other), (other, one)):
        session.merge(
            Follow(follower_id=a, followee_id=b, is_friend=True, shows_posts=True, created_at=clock.now())
        )
    session.flush()


def _person(handle: str) -> int:
    user = User(
        handle=handle,
        display_name=handle.capitalize(),
        email=f"{handle}@example.org",
        password_hash=passwords.hash_of(PASSWORD),
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    return user.id
