"""Writing letters, accepting and refusing them, reading them, taking one's own back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from adapters.media import Picture
from core import clock, text
from core.db import lock, session
from core.errors import NotAllowed, NotFound, Refused, Throttled
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.fans.fandom import is_fan
from domain.letters import pictures, policy, rules
from domain.letters.events import LetterSent, LettersRead
from domain.letters.models import Letter, LetterThread
from domain.letters.policy import DESK, FAN
from domain.merchants.models import Merchant
from domain.merchants.policy import can_support, is_staff, visible_merchants
from domain.people.models import User
from domain.people.policy import can_see, can_write, is_blocked
from domain.people.viewer import Viewer
from domain.says.actions import wording

CLIENT_ID_MAX = 40


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says: words, a product, pictures of the private store and tokens of those that waited there."""

    body: str = ""
    product_id: int | None = None
    pictures: Sequence[Picture] = ()
    tokens: Sequence[str] = ()
    client_id: str = ""


@action(quiet=True)
def write_to_shop(actor: Viewer, merchant_id: int, words: Words) -> int:
    """A fan writes to a shop. Returns the thread's id."""
    require(can_write(actor))
    shop = session.scalar(visible_merchants(select(Merchant).where(Merchant.id == merchant_id), actor))
    if shop is None:
        raise NotFound
    if is_staff(actor, merchant_id):
        raise NotAllowed(N_("This is your own shop."))
    if is_blocked(actor.id, shop.owner_id):
        raise NotFound
    thread = thread_with_shop(actor.id, merchant_id)
    if thread is None:
        thread = _begun(actor, actor.id, merchant_id=merchant_id, by_fan=True)
    _say(actor, thread, words)
    return thread.id


@action(quiet=True)
def write_to_person(actor: Viewer, person_id: int, words: Words) -> int:
    """To an angel as her fan, or as an angel to who follows her, who may accept it. Returns the thread's id."""
    require(can_write(actor))
    if actor.id == person_id or not can_see(actor, person_id):
        raise NotFound
    thread = thread_with_person(actor.id, person_id)
    if thread is None:
        if policy.is_angel(person_id):
            thread = _begun(actor, actor.id, owner_id=person_id, by_fan=True)
        elif policy.is_angel(actor.id) and policy.follows(person_id, actor.id):
            thread = _begun(actor, person_id, owner_id=actor.id, by_fan=False)
        else:
            raise NotAllowed(ANGELS_ONLY)
    _say(actor, thread, words)
    return thread.id


ANGELS_ONLY = N_("Letters go between an angel and those who follow her or visit her store.")


@action(quiet=True)
def write_as_shop(actor: Viewer, merchant_id: int, fan_id: int, words: Words) -> int:
    """The shop writes to one of its fans, who may accept it. Returns the thread's id."""
    require(can_support(actor, merchant_id))
    if not can_see(actor, fan_id):
        raise NotFound
    thread = thread_with_shop(fan_id, merchant_id)
    if thread is None:
        if not is_fan(merchant_id, fan_id):
            raise NotAllowed(FANS_ONLY)
        thread = _begun(actor, fan_id, merchant_id=merchant_id, by_fan=False)
    _say(actor, thread, words)
    return thread.id


FANS_ONLY = N_(
    "A shop writes only to its own fans: who bought, endorses, follows it or speaks in its groups."
)


@action(quiet=True)
def say(actor: Viewer, thread_id: int, words: Words) -> int:
    """One letter more; returns its seq. The same `client_id` again is the same letter. A fan who writes accepts."""
    return _say(actor, _locked(actor, thread_id), words)


@action(quiet=True)
def accept(actor: Viewer, thread_id: int) -> None:
    thread = _locked(actor, thread_id)
    require(policy.can_answer_request(actor, thread))
    thread.accepted_at = thread.accepted_at or clock.now()
    if thread.closed_by == FAN:
        thread.closed_by = ""


@action(quiet=True)
def close(actor: Viewer, thread_id: int) -> None:
    """Refuses a request, or ends what was begun: the other side cannot write until this one does."""
    thread = _locked(actor, thread_id)
    require(policy.can_close(actor, thread))
    if not thread.closed_by:
        thread.closed_by = policy.side_of(actor, thread)


@action(quiet=True)
def open_again(actor: Viewer, thread_id: int) -> None:
    thread = _locked(actor, thread_id)
    require(policy.can_close(actor, thread))
    side = policy.side_of(actor, thread)
    if thread.closed_by == side:
        thread.closed_by = ""
    if side == FAN:
        thread.accepted_at = thread.accepted_at or clock.now()


@action(quiet=True)
def mark_read(actor: Viewer, thread_id: int, seq: int) -> None:
    """The actor's side has read so far."""
    thread = _locked(actor, thread_id)
    side = policy.side_of(actor, thread)
    seen = min(seq, thread.last_seq)
    if side == FAN:
        thread.fan_read_seq = max(thread.fan_read_seq, seen)
    else:
        thread.desk_read_seq = max(thread.desk_read_seq, seen)
    if seen == thread.last_seq:
        record(LettersRead(thread.id, side == FAN))


@action(quiet=True)
def take_back(actor: Viewer, letter_id: int) -> int:
    """One's own letter; its place stays. Returns the thread's id."""
    letter = session.scalar(lock(select(Letter).where(Letter.id == letter_id, Letter.state != "deleted")))
    if letter is None:
        raise NotFound
    thread = _locked(actor, letter.thread_id)
    if letter.author_id != actor.id:
        raise NotAllowed(N_("Only the author may delete this."))
    letter.state = "deleted"
    return thread.id


def thread_with_shop(fan_id: int, merchant_id: int) -> LetterThread | None:
    """Inside an action: their thread, locked."""
    return session.scalar(
        lock(
            select(LetterThread).where(LetterThread.fan_id == fan_id, LetterThread.merchant_id == merchant_id)
        )
    )


def thread_with_person(one: int, other: int) -> LetterThread | None:
    """Inside an action: the thread of the two, whichever of them is the angel in it."""
    pair = or_(
        (LetterThread.fan_id == one) & (LetterThread.owner_id == other),
        (LetterThread.fan_id == other) & (LetterThread.owner_id == one),
    )
    return session.scalar(lock(select(LetterThread).where(pair).order_by(LetterThread.id).limit(1)))


def _locked(actor: Viewer, thread_id: int) -> LetterThread:
    statement = policy.visible_threads(select(LetterThread).where(LetterThread.id == thread_id), actor)
    thread = session.scalar(lock(statement))
    if thread is None:
        raise NotFound
    return thread


def _begun(
    actor: Viewer,
    fan_id: int,
    *,
    by_fan: bool,
    merchant_id: int | None = None,
    owner_id: int | None = None,
) -> LetterThread:
    at = clock.now()
    _require_patience(actor, None if by_fan else merchant_id)
    thread = LetterThread(
        fan_id=fan_id,
        merchant_id=merchant_id,
        owner_id=owner_id,
        begun_by_id=actor.id,
        accepted_at=at if by_fan else None,
        closed_by="",
        last_seq=0,
        fan_read_seq=0,
        desk_read_seq=0,
        last_at=at,
        created_at=at,
    )
    session.add(thread)
    session.flush()
    return thread


def _require_patience(actor: Viewer, merchant_id: int | None) -> None:
    """So many new threads a day. A row is locked, so that two at once do not both take the last one."""
    at = clock.now()
    if merchant_id is None:
        session.execute(lock(select(User.id).where(User.id == actor.id)))
        mine, most = LetterThread.begun_by_id == actor.id, rules.BEGUN_A_DAY
    else:
        session.execute(lock(select(Merchant.id).where(Merchant.id == merchant_id)))
        begun_by_shop = LetterThread.begun_by_id != LetterThread.fan_id
        mine, most = (LetterThread.merchant_id == merchant_id) & begun_by_shop, rules.SHOP_BEGINS_A_DAY
    recent = session.scalars(
        select(LetterThread.created_at)
        .where(mine, LetterThread.created_at > at - rules.DAY)
        .order_by(LetterThread.created_at.desc())
        .limit(most)
    ).all()
    if len(recent) == most:
        wait = recent[-1] + rules.DAY - at
        raise Throttled(
            N_("That were %(limit)s new letters within a day. Please wait until tomorrow for the next one."),
            retry_after=int(wait.total_seconds()) + 1,
            limit=most,
        )


def _say(actor: Viewer, thread: LetterThread, words: Words) -> int:
    known = _sent_before(actor, thread, words.client_id)
    if known is not None:
        return known
    require(policy.can_say(actor, thread))
    body = wording.tidied(words.body, rules.LETTER_MAX)
    if not body and not words.pictures and not words.tokens and words.product_id is None:
        raise Refused(N_("Write a few words."), field="body")
    _require_in_sight(actor, words.product_id)
    side, at = policy.side_of(actor, thread), clock.now()
    thread.last_seq += 1
    thread.last_at = at
    letter = Letter(
        thread_id=thread.id,
        seq=thread.last_seq,
        author_id=actor.id,
        from_desk=side == DESK,
        client_id=words.client_id[:CLIENT_ID_MAX] or None,
        body=body,
        body_html=wording.html_of(body, wording.people_named(actor, body)),
        cleaner_version=text.CLEANER_VERSION,
        product_id=words.product_id,
        picture_count=0,
        created_at=at,
    )
    session.add(letter)
    session.flush()
    letter.picture_count = pictures.put_in(letter.id, actor.id, words.tokens, words.pictures)
    if side == FAN:
        thread.accepted_at = thread.accepted_at or at
        thread.fan_read_seq = thread.last_seq
    else:
        thread.desk_read_seq = thread.last_seq
    if thread.closed_by == side:
        thread.closed_by = ""
    session.flush()
    record(LetterSent(letter.id, thread.id, actor.id))
    return letter.seq


def _require_in_sight(actor: Viewer, product_id: int | None) -> None:
    if product_id is None:
        return
    there = visible_products(
        select(Product.id).where(Product.id == product_id, Product.state != "draft"), actor
    )
    if session.scalar(there) is None:
        raise Refused(N_("There is no such product."), field="product")


def _sent_before(actor: Viewer, thread: LetterThread, client_id: str) -> int | None:
    if not client_id:
        return None
    return session.scalar(
        select(Letter.seq).where(
            Letter.author_id == actor.id,
            Letter.client_id == client_id[:CLIENT_ID_MAX],
            Letter.thread_id == thread.id,
        )
    )
