"""A canary in each kind of private thing, put there by the site's own actions, and for whom each is meant.

Bo is a friend in the circle, Fay one outside of it, Gus one from whom Alma keeps her posts; Hal follows her, Eve is
blocked, Ida is nobody in particular, Chen sells, Dora moderates. Four more never look: whom Alma has muted, whom she
keeps her posts from, whom she has blocked, and who has bought through her link."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, update

from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels, commissions
from domain.catalog import actions as catalog
from domain.catalog.actions.variants import NewVariant
from domain.groups import actions as groups
from domain.ledger import actions as ledger
from domain.moderation import actions as moderation
from domain.moderation.models import Case
from domain.orders import actions as orders
from domain.orders.actions import Recipient
from domain.people import actions as people
from domain.people.models import User
from domain.people.viewer import Viewer
from domain.problems import actions as problems
from domain.problems.models import Problem
from domain.says import actions as says
from domain.says.actions import bookmarks, collections
from domain.says.models import CollectionItem
from domain.says.polling import NewPoll
from domain.stores import actions as stores
from jobs import worker
from tests.buying import order, received
from tests.cast import Cast
from tests.domain.people.strangers import make_people
from tests.fandesk import correspond, numbers
from tests.world import picture

WORD = "canary"
HERS = {"alma"}
FRIENDS = {"alma", "bo", "fay"}
FAMILY = {"alma", "bo"}
NOBODY: set[str] = set()
READERS = ("stranger", "alma", "bo", "fay", "gus", "hal", "eve", "ida", "chen", "dora")
SELLER = {"bo", "chen"}
EVERYBODY = set(READERS)

MEANT_FOR = {
    "yellowfriends": FRIENDS,
    "yellowcircle": FAMILY,
    "yellowme": HERS,
    "yellowpublic": EVERYBODY - {"gus", "eve"},
    # Public while it was passed on, linked to and watched, for friends since.
    "yellownarrowed": FRIENDS,
    # The moderator has to see what she is to judge.
    "yellowreported": FRIENDS | {"dora"},
    "yelloweve": EVERYBODY - HERS,
    "yellowfolded": {"chen", "dora"},
    "yellowdeleted": NOBODY,
    "yellowformer": HERS,
    # Alma's own comments are heard by whoever reads the post; Bo and Fay do not know one another.
    "greenalma": FRIENDS,
    "greenbo": {"alma", "bo"},
    "greencircle": FAMILY,
    "greenme": HERS,
    "greendeleted": NOBODY,
    "greeneve": EVERYBODY - HERS,
    "greenadvice": {"alma", "bo"},
    "pictured": FAMILY,
    "polloption": FRIENDS,
    "afterthought": FRIENDS,
    "namedcircle": HERS,
    "mutedword": HERS,
    "unsentdraft": HERS,
    "plannedpost": HERS,
    "2029-05-17": HERS,
    "drawertitle": HERS,
    "drawerabout": HERS,
    "drawernote": HERS,
    "shelftitle": FRIENDS,
    "hiddenwords": HERS,
    "mutedperson": HERS,
    "keptfromperson": HERS,
    "blockedperson": HERS,
    "alma@example.org": HERS,
    # Who buys through an angel's link is nobody's business but the shop's; Bo has bought in a shop, and so has she.
    "silentbuyer": {"chen"},
    "quietstreet": {"chen"},
    "13955556666": {"chen"},
    "bostreet": SELLER,
    "refundwords": SELLER,
    "chatwords": {"alma", "bo", "chen", "dora"},
    # Each takes her own report with her.
    "reportwords": {"dora", "bo"},
    "reportedby": {"dora", "fay"},
    # Read by those who bought the product, the shop and the moderators; whose it is by the two sides and Dora alone.
    "spoiledwords": {"alma", "bo", "chen", "dora"},
    "sorrywords": {"alma", "bo", "chen", "dora"},
    "privatelabel": {"alma", "bo", "chen", "dora"},
    "sealedletter": SELLER,
    "judgedletter": SELLER | {"dora"},
    "angelsletter": {"alma", "ida"},
    "tagcanary": SELLER,
    "readywords": {"chen"},
    "toldwords": {"alma", "bo", "chen"},
    "bankaccount": HERS,
    "unsoldproduct": {"chen"},
}


@dataclass(frozen=True, slots=True)
class Canaries:
    """`values`: what the arguments of addresses may be; `feeds`: each reader's secret address."""

    values: dict[str, list[Any]]
    viewers: dict[str, Viewer]
    feeds: dict[str, str]


def make_canaries(app: Flask, cast: Cast) -> Canaries:
    alma, bo, chen, eve = cast.alma, cast.bo, cast.chen, cast.eve
    fay, gus, hal, ida = make_people("fay", "gus", "hal", "ida")
    viewers = {"alma": alma, "bo": bo, "fay": fay, "gus": gus, "hal": hal, "ida": ida}
    viewers |= {"eve": eve, "chen": chen, "dora": cast.dora}
    for friend in (fay, gus):
        people.ask_friend(friend, alma.id)
        people.ask_friend(alma, friend.id)
    people.follow(hal, alma.id)
    circle = people.make_circle(alma, name="namedcircle")
    people.put_in_circle(alma, circle, bo.id)
    orders_made = trade(cast)
    posts = write(app, cast, hal, circle)
    comments = talk(cast, posts)
    shelves = keep(cast, posts)
    words_of_others(cast, posts, fay)
    question = groups.ask(ida, cast.product_id, body=f"{WORD} who knows?")
    correspond(
        cast, ida, words=f"{WORD} sealedletter", judged=f"{WORD} judgedletter", angels=f"{WORD} angelsletter",
        tag="tagcanary", ready=f"{WORD} readywords", told=f"{WORD} toldwords",
    )  # fmt: skip
    keep_away(cast, gus)
    open_accounts()
    worker.drain()
    session.rollback()
    values: dict[str, list[Any]] = {
        "post_id": list(posts.values()),
        "comment_id": comments,
        "circle_id": [circle],
        "handle": ["alma", "bo", "eve"],
        "product_id": [cast.product_id, shelves["unsold"]],
        "name": [WORD],
        "collection_id": [shelves["drawer"], shelves["shelf"]],
        "item_id": list(session.scalars(select(CollectionItem.id))),
        "number": orders_made,
        "merchant_id": [cast.merchant_id],
        "question_id": [question],
        "problem_id": list(session.scalars(select(Problem.id))),
        **numbers(),
        "case_id": list(session.scalars(select(Case.id))),
        "user_id": [alma.id],
    }
    feeds = {handle: people.make_feed_address(viewer) for handle, viewer in viewers.items()}
    return Canaries(values, viewers, feeds)


def trade(cast: Cast) -> list[str]:
    """Alma is the angel; Quinn buys through her and says nothing, Bo buys, rates and wants some of it back."""
    angels.endorse(cast.alma, cast.product_id)
    (quinn,) = make_people("quinn")
    rename("quinn", "Silentbuyer silentbuyer")
    quiet = Recipient("Silentbuyer silentbuyer", "13955556666", "Hangzhou", "quietstreet 1")
    credits = {cast.variant_id: "alma"}
    silent = received(quinn, cast.chen, (cast.variant_id, 1), credits=credits, to=quiet)
    home = Recipient("Bo Wang", "13800001234", "Hangzhou", "bostreet 7")
    his = received(cast.bo, cast.chen, (cast.variant_id, 1), credits=credits, to=home)
    received(cast.alma, cast.chen, (cast.other_variant_id, 1))
    waiting = order(quinn, (cast.variant_id, 1), method="transfer", to=quiet).numbers[0]
    orders.request_refund(cast.bo, his, reason=f"{WORD} refundwords")
    return [silent, his, waiting]


def write(app: Flask, cast: Cast, hal: Viewer, circle: int) -> dict[str, int]:
    alma, product = cast.alma, cast.product_id

    def publish(name: str, audience: str, **more: Any) -> int:
        return says.publish(alma, body=f"{WORD} #{WORD} yellow{name}", audience=audience, **more)

    posts = {
        "friends": publish("friends", "friends", poll=NewPoll(["polloption", "another"])),
        "circle": publish("circle", f"circle:{circle}", pictures=[picture(app, "yellow")], alts=["pictured"]),
        "me": publish("me", "me"),
        "public": publish("public", "public", product_id=product),
        "reported": publish("reported", "friends"),
        "deleted": publish("deleted", "public"),
        "narrowed": publish("narrowed", "public"),
        "review": publish("review", "friends", product_id=product, stars=5),
        "advice": publish("advice", "friends", kind="advice"),
    }
    posts["quoting"] = says.publish(hal, body=f"{WORD} passed on", quoted_id=posts["narrowed"])
    says.pass_on(cast.chen, posts["narrowed"])
    posts["linking"] = says.publish(
        cast.chen, body=f"{WORD} see /says/{posts['narrowed']} and /says/{posts['friends']}"
    )
    says.change_audience(alma, posts["narrowed"], audience="friends")
    posts["formerly"] = says.publish(alma, body=f"{WORD} yellowformer", audience="me")
    with clock.shifted(timedelta(hours=1)):
        says.edit(alma, posts["formerly"], body=f"{WORD} for all to read", audience="public")
    with clock.shifted(timedelta(days=8)):
        says.follow_up(alma, posts["review"], days=7, body=f"{WORD} afterthought")
    says.delete(alma, posts["deleted"])
    posts["eve"] = says.publish(cast.eve, body=f"{WORD} #{WORD} yelloweve")
    posts["folded"] = says.publish(cast.chen, body=f"{WORD} #{WORD} yellowfolded")
    return posts


def talk(cast: Cast, posts: dict[str, int]) -> list[int]:
    alma, bo = cast.alma, cast.bo
    comments = [
        says.comment(alma, posts["friends"], body=f"{WORD} greenalma @bo @fay @gus @ida"),
        says.comment(bo, posts["friends"], body=f"{WORD} greenbo @alma @fay"),
        says.comment(bo, posts["circle"], body=f"{WORD} greencircle @alma @fay"),
        says.comment(alma, posts["me"], body=f"{WORD} greenme @bo"),
        says.comment(bo, posts["advice"], body=f"{WORD} greenadvice", product_id=cast.product_id),
        says.comment(cast.eve, posts["linking"], body=f"{WORD} greeneve @alma"),
        says.comment(bo, posts["public"], body=f"{WORD} greendeleted"),
    ]
    says.comment(alma, posts["friends"], body=f"{WORD} answered", parent_id=comments[1])
    says.delete_comment(bo, comments[-1])
    return comments


def keep(cast: Cast, posts: dict[str, int]) -> dict[str, int]:
    """What Alma keeps to herself, or shows to friends, beside her posts; and what Chen does not sell yet."""
    alma = cast.alma
    drawer = collections.create_collection(
        alma, title=f"{WORD} drawertitle", about=f"{WORD} drawerabout", audience="me"
    )
    collections.add_item(alma, drawer, post_id=posts["eve"], note=f"{WORD} drawernote")
    shelf = collections.create_collection(
        alma, title=f"{WORD} shelftitle", audience="friends", post_id=posts["me"]
    )
    says.mute_word(alma, "mutedword")
    says.keep_draft(alma, str(uuid4()), {"body": [f"{WORD} unsentdraft"]})
    says.plan(
        alma, str(uuid4()), {"body": [f"{WORD} plannedpost"], "audience": ["public"]},
        clock.now() + timedelta(days=2),
    )  # fmt: skip
    bookmarks.save(alma, posts["linking"])
    bookmarks.remind(alma, posts["linking"], at=clock.now().replace(year=2029, month=5, day=17))
    stores.arrange(alma, cast.product_id, hidden=True, words=f"{WORD} hiddenwords")
    with clock.shifted(timedelta(days=30)):
        orders.complete_due()
        commissions.vest_due()
    ledger.request_payout(alma, cents=1_000, destination="bankaccount 1", currency="CNY")
    unsold = catalog.create_product(
        cast.chen, cast.merchant_id, title=f"{WORD} unsoldproduct", new_category="Later", rate_bps=1000,
        variants=[NewVariant("", 1_000, 5)],
    )  # fmt: skip
    return {"drawer": drawer, "shelf": shelf, "unsold": unsold}


def words_of_others(cast: Cast, posts: dict[str, int], fay: Viewer) -> None:
    groups.welcome_staff(cast.product_id, cast.merchant_id)
    says.publish(cast.bo, body=f"{WORD} good", product_id=cast.product_id, stars=5)
    groups.send(cast.alma, cast.product_id, body=f"{WORD} chatwords")
    told = problems.tell_of(
        cast.bo,
        cast.product_id,
        order_number="",
        kind="spoiled",
        body=f"{WORD} spoiledwords",
        batch="privatelabel",
    )
    problems.say(cast.chen, told, body=f"{WORD} sorrywords")
    moderation.report(cast.bo, "post", posts["folded"], reason="spam", words=f"{WORD} reportwords")
    case = session.scalars(select(Case.id).order_by(Case.id.desc())).first()
    session.rollback()
    moderation.fold(cast.dora, case or 0, reason_code="spam", words="Advertising")
    moderation.report(fay, "post", posts["reported"], reason="other", words=f"{WORD} reportedby Fay")


def keep_away(cast: Cast, gus: Viewer) -> None:
    """From Gus and Eve; and from three who have no part in anything else."""
    muted, kept_from, blocked = make_people("mona", "nora", "rita")
    for handle, name in (("mona", "mutedperson"), ("nora", "keptfromperson"), ("rita", "blockedperson")):
        rename(handle, name)
    people.mute(cast.alma, muted.id, span="week")
    people.hide_from(cast.alma, kept_from.id)
    people.block(cast.alma, blocked.id)
    people.hide_from(cast.alma, gus.id)
    people.block(cast.alma, cast.eve.id)


@action
def rename(handle: str, name: str) -> None:
    session.execute(update(User).where(User.handle == handle).values(display_name=name))


@action
def open_accounts() -> None:
    """With the password of the cast, so that they can sign in, and an address to write to."""
    known = session.scalar(select(User.password_hash).where(User.handle == "alma"))
    for user in session.scalars(select(User).where(User.password_hash == "!")):
        user.password_hash = known or ""
        user.email = f"{user.handle}@example.net"
    session.execute(update(User).values(last_seen_at=clock.now()))
