"""A notice in words: one sentence in the reader's language, a second line, a picture, and where it leads."""

from collections.abc import Callable
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext

from blueprints.notices import fan_wording
from blueprints.notices.case_wording import case_sentence
from blueprints.notices.group_wording import (
    announcement_sentence,
    asked_sentence,
    guest_sentence,
    membership_sentence,
)
from blueprints.notices.money_wording import coupon_sentence, fee_sentence, invoice_sentence, rate_sentence
from blueprints.notices.problem_wording import batch_sentence, confirm_sentence, problem_sentence
from blueprints.notices.review_wording import review_sentence
from blueprints.notices.shop_wording import (
    asked_to_fold,
    fold_request_sentence,
    papers_sentence,
    shop_reason,
    shop_sentence,
    staff_address,
    staff_sentence,
)
from core.text import excerpt
from domain.notices import queries
from domain.notices.queries import NoticeRow
from domain.people.viewer import Viewer
from web.show import money_text

GOODS_CHARS = 40

ICONS = {
    "friend_request": "user",
    "friendship": "users",
    "follow": "users",
    "comment": "comment",
    "reply": "comment",
    "mention": "quote",
    "thread": "comment",
    "post": "quote",
    "like": "like",
    "quoted": "pass-on",
    "question": "question",
    "answer": "question",
    "asked": "question",
    "group_answer": "question",
    "chat": "chat",
    "sale": "angel",
    "rate": "angel",
    "coupon": "tag",
    "invoice": "receipt",
    "fee": "receipt",
    "order": "package",
    "shop_order": "receipt",
    "case": "chat",
    "problem": "warning",
    "batch": "warning",
    "confirm": "question",
    "payout": "wallet",
    "commission": "shield",
    "membership": "chat",
    "guest": "chat",
    "announcement": "megaphone",
    "merchant": "store",
    "shop": "store",
    "staff": "users",
    "papers": "receipt",
    "fold_request": "fold",
    "report": "flag",
    "folded": "fold",
    "restored": "refresh",
    "suspended": "ban",
    "lifted": "refresh",
    "plan": "clock",
    "follow_up": "clock",
    "reminder": "bookmark",
    **fan_wording.ICONS,
}


def icon(row: NoticeRow) -> str:
    if row.kind == "like" and row.reaction:
        return "heart-filled" if row.reaction == "love" else row.reaction
    return ICONS.get(row.kind, "bell")


def sentence(row: NoticeRow) -> str:
    """What happened."""
    return SENTENCES[row.kind](row)


def second_line(row: NoticeRow) -> str:
    """What was said, or why."""
    if row.quote:
        return gettext("“%(words)s”", words=row.quote)
    if row.kind in ("membership", "guest") and row.facts.get("until"):
        until = gettext("You can read its chat until %(date)s.", date=_date(row.facts["until"]))
        return f"{row.facts['reason']} {until}" if row.facts.get("reason") else until
    if row.kind == "shop":
        return shop_reason(row)
    return str(row.facts.get("reason") or "")


def who(row: NoticeRow) -> str:
    """Those who did it, as one would say it: one, two, or one and how many others."""
    names = [person.display_name for person in row.actors]
    if not names:
        return ngettext("Somebody", "%(num)s people", max(row.others, 1))
    if row.others:
        return ngettext(
            "%(name)s and %(num)s other", "%(name)s and %(num)s others", row.others, name=names[0]
        )
    if len(names) == 2:
        return gettext("%(one)s and %(other)s", one=names[0], other=names[1])
    return names[0]


def _like(row: NoticeRow) -> str:
    """With which of the five, if all gave the same."""
    match row.reaction:
        case "like":
            return gettext("%(who)s liked your post", who=who(row))
        case "love":
            return gettext("%(who)s loved your post", who=who(row))
        case "laugh":
            return gettext("%(who)s found your post funny", who=who(row))
        case "wow":
            return gettext("%(who)s was amazed by your post", who=who(row))
        case "thanks":
            return gettext("%(who)s thanked you for your post", who=who(row))
        case _:
            return gettext("%(who)s reacted to your post", who=who(row))


def _mention(row: NoticeRow) -> str:
    if "comment_id" in row.facts:
        return gettext("%(who)s mentioned you in a comment", who=who(row))
    if row.target_type == "group":
        return gettext("%(who)s mentioned you in the chat about %(title)s", who=who(row), title=_title(row))
    if row.target_type == "question":
        return gettext("%(who)s mentioned you in a question about %(title)s", who=who(row), title=_title(row))
    return gettext("%(who)s mentioned you in a post", who=who(row))


def _answer(row: NoticeRow) -> str:
    if row.facts.get("from_merchant") and not row.others:
        return gettext("The merchant answered your question about %(title)s", title=_title(row))
    return gettext("%(who)s answered your question about %(title)s", who=who(row), title=_title(row))


def _sale(row: NoticeRow) -> str:
    return ngettext(
        "A sale of %(title)s is credited to you: %(amount)s",
        "%(num)s sales of %(title)s are credited to you: %(amount)s",
        row.facts["sales"],
        title=_title(row),
        amount=_amount(row),
    )


def _order(row: NoticeRow) -> str:
    """How it stands with what the reader bought."""
    goods = _goods(row)
    match row.facts["state"]:
        case "paid":
            return gettext("The merchant has received your money for %(goods)s", goods=goods)
        case "part_shipped":
            return gettext("A part is on its way to you: %(goods)s", goods=goods)
        case "shipped":
            return gettext("On its way to you: %(goods)s", goods=goods)
        case "ready":
            return gettext("Ready for you to fetch: %(goods)s", goods=goods)
        case "delivered":
            return gettext("Yours to read, on the order: %(goods)s", goods=goods)
        case "received":
            return gettext("Noted as received: %(goods)s", goods=goods)
        case "received_by_clock":
            return gettext("Counted as received, ten days after it was shipped: %(goods)s", goods=goods)
        case "cancelled" if row.facts["cents"]:
            return gettext(
                "Cancelled, and %(amount)s go back to you: %(goods)s", amount=_amount(row), goods=goods
            )
        case "cancelled":
            return gettext("Your order was cancelled: %(goods)s", goods=goods)
        case "expired":
            return gettext("The time to pay is over, and your order has ended: %(goods)s", goods=goods)
        case "payment_refused":
            return gettext("The merchant did not find your money for %(goods)s", goods=goods)
        case "payment_returned":
            return gettext(
                "Your payment of %(amount)s went back to you: %(goods)s", amount=_amount(row), goods=goods
            )
        case "refund_accepted":
            return gettext(
                "Refund accepted, %(amount)s go back to you: %(goods)s", amount=_amount(row), goods=goods
            )
        case "refund_refused":
            return gettext(
                "The merchant refused your refund of %(amount)s: %(goods)s", amount=_amount(row), goods=goods
            )
        case "refund_failed":
            return gettext(
                "The bank did not take %(amount)s back to you yet: %(goods)s",
                amount=_amount(row),
                goods=goods,
            )
        case _:
            return gettext("Your order has moved on: %(goods)s", goods=goods)


def _shop_order(row: NoticeRow) -> str:
    """How it stands with what the reader's shop sold."""
    goods, total = _goods(row), money_text(row.facts["total_cents"])
    match row.facts["state"]:
        case "new" if not row.facts["total_cents"]:
            return gettext("A new order: %(goods)s", goods=goods)
        case "new":
            return gettext("A new order of %(amount)s: %(goods)s", amount=total, goods=goods)
        case "claimed":
            return gettext(
                "A buyer says that %(amount)s are transferred, look for the money: %(goods)s",
                amount=total,
                goods=goods,
            )
        case "received":
            return gettext("The buyer has received %(goods)s", goods=goods)
        case "received_by_clock":
            return gettext("Counted as received, ten days after it was shipped: %(goods)s", goods=goods)
        case "cancelled":
            return gettext("An order was cancelled: %(goods)s", goods=goods)
        case "expired":
            return gettext("An order was not paid in time and has ended: %(goods)s", goods=goods)
        case "refund_requested":
            return gettext("A buyer asks for %(amount)s back: %(goods)s", amount=_amount(row), goods=goods)
        case "refund_failed":
            return gettext(
                "The gateway could not give %(amount)s back, please try again: %(goods)s",
                amount=_amount(row),
                goods=goods,
            )
        case "dispute_open":
            return gettext(
                "A buyer's bank disputes a payment of %(amount)s: %(goods)s", amount=_amount(row), goods=goods
            )
        case "dispute_won":
            return gettext("The bank has decided for you, the money stays: %(goods)s", goods=goods)
        case "dispute_lost":
            return gettext("The bank has taken %(amount)s back: %(goods)s", amount=_amount(row), goods=goods)
        case _:
            return gettext("An order has moved on: %(goods)s", goods=goods)


def _payout(row: NoticeRow) -> str:
    match row.facts["state"]:
        case "sent" if row.facts.get("shop"):
            return gettext("The site has sent your shop %(amount)s", amount=_amount(row))
        case "sent":
            return gettext("Your withdrawal of %(amount)s was sent to you", amount=_amount(row))
        case "failed":
            return gettext(
                "The transfer of %(amount)s came back, the money is available again", amount=_amount(row)
            )
        case _:
            return gettext(
                "Your withdrawal of %(amount)s was rejected, the money is available again",
                amount=_amount(row),
            )


def _merchant(row: NoticeRow) -> str:
    match row.facts["verdict"]:
        case "verified":
            return gettext("%(name)s is verified: you can sell now", name=row.facts["name"])
        case "suspended":
            return gettext("%(name)s is suspended and sells nothing for now", name=row.facts["name"])
        case "needs_more":
            return gettext("The operators need more papers of %(name)s", name=row.facts["name"])
        case "rechecked":
            return gettext(
                "The papers of %(name)s were looked at again: all is right", name=row.facts["name"]
            )
        case _:
            return gettext("The application of %(name)s was refused", name=row.facts["name"])


def _report(row: NoticeRow) -> str:
    match row.facts["verb"]:
        case "fold" if row.facts["what"] == "product":
            return gettext("Thank you for your report: the product was taken off sale")
        case "fold":
            return gettext("Thank you for your report: what you reported was folded")
        case "suspend":
            return gettext("Thank you for your report: the person was suspended for a time")
        case _:
            return gettext("Your report was looked at, and nothing was found against the rules")


def _folded(row: NoticeRow) -> str:
    if row.facts.get("by") == "merchant":
        return asked_to_fold(row)
    match row.target_type:
        case "post":
            return gettext("A moderator folded your post")
        case "comment":
            return gettext("A moderator folded your comment")
        case "question":
            return gettext("A moderator folded your question")
        case "answer":
            return gettext("A moderator folded your answer")
        case "problem":
            return gettext("A moderator folded what you told at the problem desk")
        case "message":
            return gettext("A moderator folded your chat message")
        case "letter":
            return gettext("A moderator folded your letter")
        case _:
            return gettext("A moderator took %(title)s off sale", title=_title(row))


def _restored(row: NoticeRow) -> str:
    match row.target_type:
        case "post":
            return gettext("Your post is open again")
        case "comment":
            return gettext("Your comment is open again")
        case "question":
            return gettext("Your question is open again")
        case "answer":
            return gettext("Your answer is open again")
        case "problem":
            return gettext("What you told at the problem desk is open again")
        case "message":
            return gettext("Your chat message is open again")
        case "letter":
            return gettext("Your letter is open again")
        case _:
            return gettext("%(title)s may be sold again", title=_title(row))


SENTENCES: dict[str, Callable[[NoticeRow], str]] = {
    "friend_request": lambda row: gettext("%(who)s wants to be your friend", who=who(row)),
    "friendship": lambda row: gettext("You and %(who)s are friends now", who=who(row)),
    "follow": lambda row: gettext("%(who)s began to follow you", who=who(row)),
    "comment": lambda row: gettext("%(who)s commented on your post", who=who(row)),
    "reply": lambda row: gettext("%(who)s answered your comment", who=who(row)),
    "mention": _mention,
    "like": _like,
    "thread": lambda row: gettext("%(who)s commented on a post that you watch", who=who(row)),
    "post": lambda row: ngettext(
        "%(who)s says something new", "%(num)s new posts by %(who)s", row.facts["posts"], who=who(row)
    ),
    "group_answer": lambda row: gettext(
        "%(who)s answered a question about %(title)s", who=who(row), title=_title(row)
    ),
    "chat": lambda row: gettext("%(who)s wrote in the chat about %(title)s", who=who(row), title=_title(row)),
    "quoted": lambda row: gettext("%(who)s passed on your post", who=who(row)),
    "question": lambda row: gettext("%(who)s asked about %(title)s", who=who(row), title=_title(row)),
    "answer": _answer,
    "asked": lambda row: asked_sentence(row, who(row), _title(row)),
    "sale": _sale,
    "rate": lambda row: rate_sentence(row, _title(row)),
    "coupon": coupon_sentence,
    "invoice": invoice_sentence,
    "fee": fee_sentence,
    "letter": lambda row: fan_wording.letter_sentence(row, who(row)),
    "fan_tag": fan_wording.tag_sentence,
    "broadcast": fan_wording.broadcast_sentence,
    "order": _order,
    "shop_order": _shop_order,
    "case": lambda row: case_sentence(row, _title(row)),
    "problem": lambda row: problem_sentence(row, _title(row)),
    "confirm": lambda row: confirm_sentence(row, _title(row)),
    "batch": lambda row: batch_sentence(row, _title(row)),
    "payout": _payout,
    "membership": lambda row: membership_sentence(row, _title(row)),
    "guest": lambda row: guest_sentence(row, who(row), _title(row)),
    "commission": lambda row: review_sentence(row.facts["state"], _title(row), _amount(row)),
    "announcement": lambda row: announcement_sentence(row, who(row), _title(row)),
    "merchant": _merchant,
    "shop": shop_sentence,
    "staff": staff_sentence,
    "papers": papers_sentence,
    "fold_request": fold_request_sentence,
    "report": _report,
    "folded": _folded,
    "restored": _restored,
    "suspended": lambda row: gettext(
        "You are suspended until %(date)s: you can read, but not write", date=_date(row.facts["until"])
    ),
    "plan": lambda row: gettext("A post that you had planned did not go out"),
    "follow_up": lambda row: gettext(
        "You received %(title)s %(days)s days ago. How is it now?", title=_title(row), days=row.facts["days"]
    ),
    "reminder": lambda row: gettext("You wanted to be reminded of this post"),
    "lifted": lambda row: gettext("Your suspension has ended: you can write again"),
}


def _title(row: NoticeRow) -> str:
    return excerpt(str(row.facts.get("title", "")), GOODS_CHARS)


def _goods(row: NoticeRow) -> str:
    more = int(row.facts["lines"]) - 1
    if more < 1:
        return _title(row)
    return ngettext("%(title)s and %(num)s more", "%(title)s and %(num)s more", more, title=_title(row))


def _amount(row: NoticeRow) -> str:
    return money_text(int(row.facts["cents"]))


def _date(at: str) -> str:
    return datetime.fromisoformat(at).strftime("%Y-%m-%d")


def address(row: NoticeRow, viewer: Viewer) -> str:
    """Where the thing is."""
    facts = row.facts
    match row.kind:
        case "letter" | "fan_tag" | "broadcast":
            return fan_wording.place(row)
        case "friend_request":
            return url_for("people.friends", tab="requests")
        case "friendship" | "follow":
            return f"/@{row.actors[0].handle}" if row.actors else url_for("people.friends")
        case "post":
            return url_for("says.show", post_id=facts["post_id"])
        case "quoted":
            return url_for("says.show", post_id=facts["post_id"] if row.quote else row.target_id)
        case "order":
            return url_for("orders.show", number=facts["number"])
        case "case":
            return url_for("cases.show", case_id=row.target_id)
        case "confirm":
            return url_for("groups.show", product_id=row.target_id, which="doubted")
        case "problem":
            return url_for("problems.show", product_id=facts["product_id"], problem_id=row.target_id)
        case "batch":
            return url_for("problems.index", product_id=row.target_id)
        case "shop_order":
            return url_for("merchant_orders.show", number=facts["number"])
        case "sale":
            return url_for("earnings.show")
        case "rate":
            return f"/products/{row.target_id}"
        case "coupon":
            return url_for("coupons.index")
        case "invoice":
            return url_for("merchant_invoices.show", number=facts["number"])
        case "fee":
            return url_for("merchant_fee.show")
        case "payout":
            return url_for("merchant_statement.show" if facts.get("shop") else "earnings.payouts")
        case "commission" if facts["state"] == "appealed":
            return url_for("admin_reviews.show", review_id=facts["review_id"])
        case "commission":
            return url_for("held.show", review_id=facts["review_id"])
        case "merchant" if facts.get("verdict") in ("needs_more", "rechecked"):
            return url_for("merchant_papers.index")
        case "merchant":
            return url_for("merchant.home")
        case "fold_request":
            return url_for("fold_requests.index")
        case "papers":
            return url_for("merchant_papers.index")
        case "shop":
            return "/cart" if facts["place"] == "cart" else f"/@{viewer.handle}"
        case "staff":
            return staff_address(row)
        case "report" | "suspended" | "lifted":
            return url_for("moderation.log")
        case "plan":
            return url_for("drafts.index")
        case "follow_up":
            return url_for("follow_ups.write", post_id=facts["post_id"], days=facts["days"])
        case "asked":
            return (
                url_for("groups.question", product_id=facts["product_id"], question_id=row.target_id)
                + "#answer-box"
            )
        case "announcement":
            return url_for("group_talk.message", message_id=facts["message_id"])
        case "guest":
            return url_for("groups.show", product_id=row.target_id, room="chat")
        case "membership":
            return url_for("groups.show", product_id=row.target_id)
    return _place(row, viewer)


def _place(row: NoticeRow, viewer: Viewer) -> str:
    """Of something that somebody wrote."""
    facts = row.facts
    comment_id = (
        row.target_id if row.kind != "reply" and row.target_type == "comment" else facts.get("comment_id")
    )
    if comment_id and facts.get("post_id"):
        after = queries.thread_cursor(viewer, comment_id)
        return url_for("says.show", post_id=facts["post_id"], after=after) + f"#comment-{comment_id}"
    if row.target_type == "post":
        return url_for("says.show", post_id=row.target_id)
    if row.target_type == "problem":
        return url_for("problems.show", product_id=facts["product_id"], problem_id=row.target_id)
    if row.target_type == "letter":
        return url_for("letters.show", thread_id=facts["thread_id"])
    if row.target_type in ("group", "message"):
        return (
            url_for("groups.show", product_id=facts["product_id"], room="chat", at=facts["seq"])
            + f"#message-{facts['seq']}"
        )
    if row.target_type == "product":
        if "question_id" not in facts:
            return f"/products/{row.target_id}"
        return url_for("groups.question", product_id=facts["product_id"], question_id=facts["question_id"])
    if row.target_type == "answer":
        address = url_for("groups.question", product_id=facts["product_id"], question_id=facts["question_id"])
        return f"{address}#answer-{row.target_id}"
    address = url_for("groups.question", product_id=facts["product_id"], question_id=row.target_id)
    return f"{address}#answer-{facts['answer_id']}" if "answer_id" in facts else address
