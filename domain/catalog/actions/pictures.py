"""A product's pictures: up to nine, in the merchant's order, each with words for those who do not see it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, delete, select

from adapters.media import Picture
from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.text import problem_with, tidy
from core.unit import action
from domain.catalog import rules
from domain.catalog.actions.editing import changed, editable, put_in_order
from domain.catalog.models import PictureDraft, Product, ProductPicture
from domain.merchants import policy as merchants
from domain.people.viewer import Viewer

DRAFTS_LIVE = timedelta(days=2)

_PICTURES = lock(
    select(ProductPicture)
    .where(ProductPicture.product_id == bindparam("product"))
    .order_by(ProductPicture.position, ProductPicture.id)
)


@action(quiet=True)
def keep_drafts(actor: Viewer, merchant_id: int, pictures: Sequence[Picture]) -> list[str]:
    """Keeps pictures of a form that could not be taken, for the merchant's next try. Gives their tokens."""
    require(merchants.can_own(actor, merchant_id))
    at = clock.now()
    session.execute(
        delete(PictureDraft).where(
            PictureDraft.merchant_id == merchant_id, PictureDraft.created_at < at - DRAFTS_LIVE
        )
    )
    for one in pictures:
        session.add(
            PictureDraft(
                merchant_id=merchant_id,
                key=one.key,
                width=one.width,
                height=one.height,
                color=one.color,
                created_at=at,
            )
        )
    return [one.key for one in pictures]


@action
def add_pictures(actor: Viewer, product_id: int, pictures: Sequence[tuple[Picture, str]]) -> None:
    """Adds pictures with their words at the end."""
    product = editable(actor, product_id)
    attach(product, kept=(), pictures=pictures)
    changed(product)


@action
def change_picture(actor: Viewer, product_id: int, picture_id: int, *, alt: str, move: int = 0) -> None:
    """New words for a picture; `move` takes it so many places towards the front (< 0) or the back."""
    product = editable(actor, product_id)
    if problem := problem_with(alt, rules.MAX_ALT_CHARS):
        raise Refused(problem, field="alt", max=rules.MAX_ALT_CHARS)
    pictures = _of(product)
    picture = _one(pictures, picture_id)
    picture.alt = _words(alt)
    at = pictures.index(picture)
    pictures.remove(picture)
    pictures.insert(max(0, at + move), picture)
    put_in_order(product, pictures)
    changed(product)


@action
def remove_picture(actor: Viewer, product_id: int, picture_id: int) -> None:
    """Takes the picture off the product. Its file stays: old orders show it."""
    product = editable(actor, product_id)
    pictures = _of(product)
    picture = _one(pictures, picture_id)
    pictures.remove(picture)
    session.delete(picture)
    put_in_order(product, pictures)
    changed(product)


def attach(
    product: Product, *, kept: Sequence[tuple[str, str]], pictures: Sequence[tuple[Picture, str]]
) -> None:
    """Adds drafts of the product's merchant (token and words), then new pictures. Unknown tokens are left out."""
    there = _of(product)
    drafts = _drafts(product.merchant_id, [token for token, _ in kept])
    found: list[tuple[PictureDraft | Picture, str]] = [
        (drafts[token], words) for token, words in kept if token in drafts
    ]
    if len(there) + len(found) + len(pictures) > rules.MAX_PICTURES:
        raise Refused(N_("At most %(limit)s pictures."), field="photos", limit=rules.MAX_PICTURES)
    for source, words in (*found, *pictures):
        picture = ProductPicture(
            product_id=product.id,
            key=source.key,
            alt=_words(words),
            width=source.width,
            height=source.height,
            color=source.color,
            position=len(there),
        )
        session.add(picture)
        there.append(picture)
    for draft in drafts.values():
        session.delete(draft)
    put_in_order(product, there)


def _drafts(merchant_id: int, tokens: Sequence[str]) -> dict[str, PictureDraft]:
    if not tokens:
        return {}
    rows = session.scalars(
        lock(
            select(PictureDraft).where(PictureDraft.merchant_id == merchant_id, PictureDraft.key.in_(tokens))
        )
    )
    return {draft.key: draft for draft in rows}


def _of(product: Product) -> list[ProductPicture]:
    return list(session.scalars(_PICTURES, {"product": product.id}))


def _one(pictures: list[ProductPicture], picture_id: int) -> ProductPicture:
    for picture in pictures:
        if picture.id == picture_id:
            return picture
    raise NotFound


def _words(alt: str) -> str:
    return tidy(alt, one_line=True)[: rules.MAX_ALT_CHARS]
