"""One of everything, made by the site's own actions: for tests that try every address with real things behind it.

Texts that not everybody may read hold a word of their own (`Secret`), and the word HARVEST, to search by.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from adapters.documents import put_paper
from adapters.media import Picture, file_name
from core import clock
from core.db import session
from domain.angels import actions as angels, commissions
from domain.angels.models import CommissionReview
from domain.catalog import actions as catalog
from domain.catalog.actions.variants import NewVariant
from domain.catalog.importing import actions as importing
from domain.catalog.importing.columns import rows_of
from domain.catalog.models import ProductPicture
from domain.groups import actions as groups
from domain.groups.models import Answer, GroupPin, Message
from domain.ledger import actions as ledger
from domain.ledger.models import Entry, Invoice, Statement
from domain.ledger.policy import COOLING
from domain.merchants import actions as merchants, papers, shipping, staff
from domain.merchants.models import MerchantDocument, ShippingTemplate
from domain.merchants.papers import NewPaper
from domain.merchants.shipping import TemplatePlan
from domain.moderation import actions as moderation
from domain.moderation.models import Case
from domain.notices.models import Notice
from domain.orders import actions as orders
from domain.orders.actions import Recipient, signals
from domain.orders.models import Address, CartLine, OrderCase, OrderCasePicture, OrderLine, Payment
from domain.people import actions as people
from domain.people.models import SignInSession
from domain.problems import actions as problems
from domain.problems.models import ProblemPicture
from domain.says import actions as says
from domain.says.actions import bookmarks, collections
from domain.says.models import Collection, CollectionItem, WordMute
from domain.stores import actions as stores
from jobs import worker
from tests.buying import bought, paid, received, shipped
from tests.cast import Cast
from tests.couponing import offer
from tests.fandesk import correspond, numbers

HARVEST = "harvestmoon"


class Secret:
    """Words that stand in exactly one text each."""

    PROBLEM = "quillbrown"
    LETTER = "quillsealed"
    JUDGED_LETTER = "quilljudged"
    ANGELS_LETTER = "quillangels"
    TAG = "quilltag"
    READY_WORDS = "quillready"
    BROADCAST = "quilltold"
    PROBLEM_TALK = "quillsorry"
    FRIENDS_POST = "quillfriends"
    FRIENDS_COMMENT = "quillundfriends"
    OWN_POST = "quillmine"
    OWN_COMMENT = "quillundmine"
    FRIENDS_COLLECTION = "quillshelf"
    OWN_COLLECTION = "quilldrawer"
    EVES_POST = "quilleve"
    ALMAS_POST = "quillalma"
    FOLDED_POST = "quillfolded"
    FOLD_REASON = "quillreason"
    DELETED_POST = "quilldeleted"
    FOLDED_QUESTION = "quillslander"
    MESSAGE = "quillchat"
    STREET = "quillstreet"
    PHONE = "13977778888"
    STORE_WORDS = "quillhidden"
    DIGITAL_WORDS = "quillcourse"
    DRAFT = "quilldraft"
    DESTINATION = "quillbank"
    TRANSFER_DETAILS = "quilltransfer"
    REPORT = "quillreport"
    SETTLEMENT = "quillsettled"
    INVOICE = "quillinvoiced"
    ADJUSTMENT = "quilladjusted"
    HOLD = "quillheld"
    PAPER = "quillpaper"
    PAPER_TALK = "quillmissing"
    REGISTRATION = "quillregistered"
    CONTACT = "quillcontact"
    REFUND_REASON = "quillrotten"
    CASE_REASON = "quillquarrel"
    CASE_TALK = "quillspoken"
    UNSENT = "quillunsent"
    OLD_WORDS = "quillbefore"
    CIRCLE_NAME = "quillcircle"
    CIRCLE_POST = "quillkin"
    MUTED_WORD = "quillmuted"
    MAIL = "alma@example.org"


@dataclass(frozen=True)
class World:
    """`values`: what the arguments of addresses may be, by name or by "endpoint.name"."""

    cast: Cast
    values: Mapping[str, Sequence[Any]]
    proof_key: str

    def paths(self, app: Flask, method: str) -> Iterator[tuple[str, str]]:
        """(endpoint, path) of every address with every value that fits."""
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if method not in (rule.methods or ()):
                continue
            names = sorted(rule.arguments)
            choices = [self.choices(rule.endpoint, name) for name in names]
            for chosen in product(*choices):
                yield (
                    rule.endpoint,
                    adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), method=method),
                )

    def choices(self, endpoint: str, name: str) -> Sequence[Any]:
        area = endpoint.split(".")[0]
        for key in (f"{endpoint}.{name}", f"{area}.{name}", name):
            if key in self.values:
                return self.values[key]
        raise KeyError(f"no value for <{name}> of {endpoint}: add it to tests/world.py")


def picture(app: Flask, color: str, store: str = "media") -> Picture:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(buffer, "PNG")
    buffer.seek(0)
    kept: Picture = app.extensions[store].put_picture(buffer)
    return kept


def make_world(app: Flask, cast: Cast) -> World:
    alma, bo, chen, dora, eve, olga = cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga
    home = Recipient("Bo Wang", Secret.PHONE, "Hangzhou", f"{Secret.STREET} 7")
    values: dict[str, Sequence[Any]] = {}

    # Chen's shop, and Eve's that waits to be looked at.
    merchants.settle_terms(
        chen, cast.merchant_id, about="", contact=Secret.CONTACT, shipping_cents=800, free_shipping_from_cents=None,
        accepts_transfer=True, transfer_details=f"Bank {Secret.TRANSFER_DETAILS}", accepts_cod=True, cod_terms="Pay the courier",
    )  # fmt: skip
    catalog.add_pictures(chen, cast.product_id, [(picture(app, "green"), "A durian")])
    draft_id = catalog.create_product(
        chen, cast.merchant_id, title=f"{HARVEST} {Secret.DRAFT}", new_category="Secrets", rate_bps=1000,
        variants=[NewVariant("", 1_000, 5)],
    )  # fmt: skip
    paper = put_paper(app.extensions["private_media"], io.BytesIO(b"%PDF-1.4 " + Secret.PAPER.encode()))
    tokens = papers.keep_papers(
        eve, [NewPaper("licence", paper.key, paper.format, f"{Secret.PAPER}.pdf", paper.bytes)]
    )
    eves_id = merchants.apply(
        eve,
        papers=tokens,
        kind="person",
        name="Eve's corner",
        about="",
        registration=Secret.REGISTRATION,
        contact="-",
        agrees=True,
    )
    papers.ask_for_more(olga, eves_id, words=Secret.PAPER_TALK)

    # Alma endorses and shares, Bo buys; when all is over, Alma asks for her money.
    angels.endorse(alma, cast.product_id)
    share_code = angels.make_share_link(alma, product_id=cast.product_id)
    store_code = angels.make_share_link(alma)
    old = received(bo, chen, (cast.variant_id, 1), credits={cast.variant_id: "alma"}, to=home)
    with clock.shifted(timedelta(days=9)):
        orders.complete_due()
        commissions.vest_due()
    payout_id = ledger.request_payout(alma, cents=1_200, destination=Secret.DESTINATION, currency="CNY")
    settlement_id = ledger.propose_settlement(
        olga,
        merchant_id=cast.merchant_id,
        cents=100,
        external_reference="T-1",
        memo=Secret.SETTLEMENT,
        currency="CNY",
    )
    adjustment_id = ledger.propose_correction(
        olga,
        account_kind="angel_available",
        holder_id=alma.id,
        cents=-50,
        reason=Secret.ADJUSTMENT,
        currency="CNY",
    )
    fee_id = ledger.propose_entry_fee(
        olga,
        merchant_id=cast.merchant_id,
        cents=100,
        reason=Secret.INVOICE,
        due_at=clock.now() + timedelta(days=30),
        currency="CNY",
    )
    with clock.shifted(COOLING):
        ledger.confirm_adjustment(olga, fee_id)
    with clock.shifted(timedelta(days=40)):
        ledger.make_statements()

    # Orders in several states.
    claimed = bought(bo, (cast.variant_id, 1), method="transfer", to=home)
    proof = picture(app, "blue", "private_media")
    orders.claim_payment(bo, claimed, proof_key=proof.key)
    waiting = bought(bo, (cast.variant_id, 1), method="transfer", to=home)
    accepted = bought(bo, (cast.variant_id, 1), method="cod", to=home)
    ready = paid(bo, (cast.variant_id, 1), to=home)
    sent = shipped(bo, chen, (cast.variant_id, 1), to=home)
    scanned = bought(bo, (cast.variant_id, 1), to=home)
    payment = orders.start_payment(bo, scanned, provider="wechat", way="native").reference
    orders.payment_opened(payment, goes_to="weixin://wxpay/bizpayurl?pr=1", remote_id="")
    disputed = received(bo, chen, (cast.variant_id, 1), to=home)
    refund_id = orders.request_refund(bo, disputed, reason=Secret.REFUND_REASON)
    quarrel = received(bo, chen, (cast.variant_id, 1), credits={cast.variant_id: "alma"}, to=home)
    case_id = orders.open_case(
        bo,
        quarrel,
        kind="return",
        problem="damaged",
        reason=Secret.CASE_REASON,
        pictures=[picture(app, "brown", "private_media")],
    )
    orders.refuse(chen, case_id, reason=Secret.CASE_REASON)
    orders.escalate(bo, case_id, reason=Secret.CASE_REASON)
    signals.hold_order(olga, quarrel, reason=Secret.HOLD)
    private_case_id = session.scalars(select(OrderCase.id).where(OrderCase.refund_id == refund_id)).one()
    orders.say_in_case(chen, private_case_id, body=Secret.CASE_TALK)
    shipping.keep_template(
        chen, cast.merchant_id, TemplatePlan("Orchard gate", "digital", words=Secret.DIGITAL_WORDS)
    )
    orders.add_to_cart(bo, cast.other_variant_id, 1)
    orders.add_to_cart(eve, cast.variant_id, 1)

    # What people say.
    public = says.publish(
        alma, body=f"#{HARVEST} {Secret.ALMAS_POST}", pictures=[picture(app, "red")], alts=["Red"]
    )
    review = says.publish(bo, body=f"{HARVEST} good", product_id=cast.product_id, stars=5)
    friends = says.publish(
        alma, body=f"#{HARVEST} {Secret.FRIENDS_POST}", audience="friends", product_id=cast.product_id
    )
    own = says.publish(alma, body=f"#{HARVEST} {Secret.OWN_POST}", audience="me", product_id=cast.product_id)
    eves = says.publish(eve, body=f"#{HARVEST} {Secret.EVES_POST}", product_id=cast.product_id)
    quote = says.publish(chen, body="I say so too", quoted_id=public)
    says.pass_on(bo, eves)
    folded = says.publish(chen, body=f"#{HARVEST} {Secret.FOLDED_POST}")
    deleted = says.publish(alma, body=f"#{HARVEST} {Secret.DELETED_POST}")
    says.delete(alma, deleted)
    unsent = says.keep_draft(
        alma, "world-draft-1", {"body": [f"{HARVEST} {Secret.UNSENT}"], "product_id": [str(cast.product_id)]}
    ).id
    reworded = says.publish(alma, body=f"{HARVEST} {Secret.OLD_WORDS}", audience="me")
    with clock.shifted(timedelta(hours=1)):
        says.edit(alma, reworded, body=f"{HARVEST} for all to read", audience="public")
    comments = [
        says.comment(eve, public, body="Nice"),
        says.comment(bo, friends, body=f"{HARVEST} {Secret.FRIENDS_COMMENT}"),
        says.comment(alma, own, body=f"{HARVEST} {Secret.OWN_COMMENT}"),
    ]
    comments.append(says.comment(bo, public, body="Very", parent_id=comments[0]))
    says.react(bo, public)
    shelf_id = collections.create_collection(
        alma, title=f"{HARVEST} {Secret.FRIENDS_COLLECTION}", audience="friends", post_id=own
    )
    collections.create_collection(
        alma, title=f"{HARVEST} {Secret.OWN_COLLECTION}", audience="me", post_id=friends
    )
    open_shelf_id = collections.create_collection(alma, title="Open", product_id=cast.product_id)
    for post_id in (public, friends, own):
        collections.add_item(alma, open_shelf_id, post_id=post_id)
    bookmarks.save(bo, friends)
    circle_id = people.make_circle(alma, name=Secret.CIRCLE_NAME)
    people.put_in_circle(alma, circle_id, bo.id)
    kin = says.publish(alma, body=f"{HARVEST} {Secret.CIRCLE_POST}", audience=f"circle:{circle_id}")
    says.mute_word(alma, Secret.MUTED_WORD)
    stores.arrange(alma, cast.product_id, hidden=True, words=f"{HARVEST} {Secret.STORE_WORDS}")

    # The group, with the shop's people in it.
    groups.welcome_staff(cast.product_id, cast.merchant_id)
    question_id = groups.ask(eve, cast.product_id, body=f"{HARVEST} ripe?")
    answer_id = groups.answer(chen, question_id, body="Yes")
    groups.send(bo, cast.product_id, body=f"{HARVEST} {Secret.MESSAGE}")
    groups.pin(chen, _last(Message), days=7)
    guest_id = groups.invite_guest(chen, cast.product_id, handle="olga", days=7)

    # The problem desk, with a picture.
    problem_id = problems.tell_of(
        bo, cast.product_id, order_number=sent, kind="spoiled", body=f"{HARVEST} {Secret.PROBLEM}",
        pictures=[picture(app, "purple", "private_media")],
    )  # fmt: skip
    problems.say(chen, problem_id, body=f"{HARVEST} {Secret.PROBLEM_TALK}")
    problems.keep_problem_pictures(bo, [picture(app, "orange", "private_media")])
    # Somebody is asked to work for the shop, and it asks to fold a question.
    invitation_id = staff.invite(chen, cast.merchant_id, handle="dora", role="support")
    fold_request_id = groups.ask_to_fold(
        chen, "question", groups.ask(bo, cast.product_id, body=Secret.FOLDED_QUESTION), reason="Slander"
    )

    # The fan desk: letters, a tag, ready words, a broadcast.
    correspond(
        cast, eve, words=f"{HARVEST} {Secret.LETTER}", judged=f"{HARVEST} {Secret.JUDGED_LETTER}",
        angels=f"{HARVEST} {Secret.ANGELS_LETTER}", tag=Secret.TAG, ready=Secret.READY_WORDS,
        told=f"{HARVEST} {Secret.BROADCAST}", pictures=[picture(app, "pink", "private_media")],
    )  # fmt: skip

    # Reports, one decided.
    moderation.report(eve, "post", folded, reason="spam", words=Secret.REPORT)
    moderation.fold(dora, _last(Case), reason_code="spam", words=Secret.FOLD_REASON)
    moderation.report(chen, "question", question_id, reason="other", words=Secret.REPORT)
    moderation.report(alma, "person", eve.id, reason="abuse", words=Secret.REPORT)

    # Ties: Alma wants nothing to do with Eve any more.
    invite_code = people.make_invite(alma)
    people.ask_friend(chen, alma.id)
    people.follow(dora, alma.id)
    people.block(alma, eve.id)
    import_id = importing.begin(
        chen,
        cast.merchant_id,
        name="goods.csv",
        rows=list(rows_of(b"title,category,price\nImported,Fruit,x\n")),
        digits=2,
    )
    worker.drain()

    session.rollback()
    pictures = [found.key for found in session.scalars(select(ProductPicture))]
    values |= {
        "product_id": [cast.product_id, draft_id],
        "variant_id": [cast.variant_id],
        "picture_id": [_last(ProductPicture)],
        "merchant_id": [cast.merchant_id, eves_id],
        "post_id": [public, review, friends, own, eves, folded, deleted, reworded, quote, kin],
        "draft_id": [unsent],
        "comment_id": comments,
        "circle_id": [circle_id],
        "word_id": [_last(WordMute)],
        "topics.name": [HARVEST, "nothing"],
        "atom.name": [HARVEST, "nothing"],
        "collection_id": [shelf_id, open_shelf_id, _last(Collection)],
        "item_id": [_last(CollectionItem)],
        "question_id": [question_id],
        "document_id": [_last(MerchantDocument)],
        "merchant_staff.key": [str(invitation_id)],
        "merchant_staff.invitation_id": [invitation_id],
        "moderation_folds.request_id": [fold_request_id],
        "guest_id": [guest_id],
        "pin_id": [_last(GroupPin)],
        "answer_id": [answer_id, _last(Answer)],
        "message_id": [_last(Message)],
        "problem_id": [problem_id],
        "problems.id": list(session.scalars(select(ProblemPicture.id))),
        **numbers(),
        "handle": ["alma", "bo", "chen", "dora", "eve", "olga"],
        "user_id": [cast.alma.id, cast.eve.id],
        "number": [old, claimed, waiting, accepted, ready, sent, disputed],
        "payments.reference": [payment],
        "refund_id": [refund_id],
        "cases.case_id": [private_case_id, case_id],
        "cases.id": [_last(OrderCasePicture)],
        "orders.line_id": [_last(OrderLine)],
        "orders.id": [session.scalars(select(Payment.id).where(Payment.proof_key.is_not(None))).one()],
        "line_id": list(session.scalars(select(CartLine.id))),
        "address_id": list(session.scalars(select(Address.id))),
        "import_id": [import_id],
        "merchant_lessons.slug": ["pictures", "law"],
        "template_id": list(session.scalars(select(ShippingTemplate.id))),
        "payout_id": [payout_id],
        "coupon_id": coupons_of(cast),
        "settlement_id": [settlement_id],
        "invoice_id": list(session.scalars(select(Invoice.id))),
        "merchant_invoices.number": list(session.scalars(select(Invoice.number))),
        "adjustment_id": [adjustment_id],
        "review_id": [_last(CommissionReview)],
        "entry_id": list(session.scalars(select(Entry.id).order_by(Entry.id).limit(6))),
        "statement_id": list(session.scalars(select(Statement.id))),
        "year": [2026],
        "case_id": list(session.scalars(select(Case.id))),
        "notice_id": list(session.scalars(select(Notice.id))),
        "shares.code": [share_code, store_code],
        "invites.code": [invite_code],
        "session_id": [*session.scalars(select(SignInSession.token_hash)), "0" * 64],
        "token": ["nothing"],
        "provider": ["sandbox"],
        "reference": ["nothing"],
        "atom.about_topic.name": [HARVEST, "nothing"],
        # Signed ones are tried where mails are tested: whoever holds one may change something signed out.
        "unsubscribe.token": ["WzEsImRpZ2VzdCJd.x"],
        "dev.name": ["0-alma@example.org.eml"],
        "media.name": [file_name(pictures[0], 360), file_name(proof.key, 1440)],
        "bundle.name": ["site-0.css"],
        "htmx_file.version": ["1"],
        "static.filename": ["icons/favicon.svg"],
    }
    return World(cast, values, proof.key)


def _last(kind: Any) -> int:
    return int(session.scalars(select(kind.id).order_by(kind.id.desc()).limit(1)).one())


def coupons_of(cast: Cast) -> list[int]:
    """A shop's that Bo holds, and one of the site's."""
    shops, sites = offer(cast.chen, cast.merchant_id), offer(cast.olga, None)
    orders.take_coupon(cast.bo, shops.id)
    return [shops.id, sites.id]
