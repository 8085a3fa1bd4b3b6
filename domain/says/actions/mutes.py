"""What somebody does not want to read about any more: a product, a word."""

from sqlalchemy import delete, func, select

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.tokens import fold
from core.unit import action
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.people.policy import is_signed_in
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.actions import wording
from domain.says.models import ProductMute, WordMute


@action
def mute_product(actor: Viewer, product_id: int) -> None:
    """No more of this. Twice changes nothing."""
    require(is_signed_in(actor))
    there = visible_products(select(Product.id).where(Product.id == product_id), actor)
    if session.scalar(there) is None:
        raise NotFound
    if session.get(ProductMute, (actor.id, product_id)) is None:
        session.add(ProductMute(user_id=actor.id, product_id=product_id, created_at=clock.now()))


@action
def unmute_product(actor: Viewer, product_id: int) -> None:
    require(is_signed_in(actor))
    session.execute(
        delete(ProductMute).where(ProductMute.user_id == actor.id, ProductMute.product_id == product_id)
    )


@action
def mute_word(actor: Viewer, word: str) -> None:
    """A word or a few, whatever the case and the kind of characters. The same word twice stays one."""
    require(is_signed_in(actor))
    word = wording.tidied(word, rules.MUTED_WORD_MAX, field="word", one_line=True)
    folded = fold(word).strip()
    if not folded:
        raise Refused(N_("Write the word."), field="word")
    mine = select(func.count()).select_from(WordMute).where(WordMute.user_id == actor.id)
    if (session.scalar(mine) or 0) >= rules.MUTED_WORDS_MAX:
        limit = rules.MUTED_WORDS_MAX
        raise Refused(N_("At most %(limit)s words. Take one away first."), field="word", limit=limit)
    same = select(WordMute.id).where(WordMute.user_id == actor.id, WordMute.folded == folded[:80])
    if session.scalar(same) is None:
        session.add(WordMute(user_id=actor.id, word=word, folded=folded[:80], created_at=clock.now()))


@action
def unmute_word(actor: Viewer, word_id: int) -> None:
    require(is_signed_in(actor))
    session.execute(delete(WordMute).where(WordMute.id == word_id, WordMute.user_id == actor.id))
