"""What happened in an after-sales case, in words for the side that reads them."""

from flask_babel import gettext

from domain.notices.queries import NoticeRow
from domain.orders.case_deadlines import hours_to_answer
from web.show import money_text


def case_sentence(row: NoticeRow, title: str) -> str:
    facts = row.facts
    match facts["act"]:
        case "let_in":
            return gettext("A buyer asks you to help in an after-sales case about %(title)s", title=title)
        case "said":
            return _said(facts["by"], title)
        case "open":
            return gettext(
                "A buyer has opened a case about %(title)s: you have %(hours)s hours to answer",
                title=title,
                hours=hours_to_answer(),
            )
        case "refuse":
            return gettext("The merchant refused what you asked for about %(title)s", title=title)
        case "offer":
            return gettext(
                "The merchant offers you %(amount)s for %(title)s",
                amount=money_text(int(facts["cents"])),
                title=title,
            )
        case "send_back":
            return gettext("The buyer has sent back %(title)s", title=title)
        case "replace":
            return gettext("The replacement is on its way to you: %(title)s", title=title)
    return _state(facts, title)


def _said(side: str, title: str) -> str:
    match side:
        case "buyer":
            return gettext("The buyer wrote in the case about %(title)s", title=title)
        case "merchant":
            return gettext("The merchant wrote in the case about %(title)s", title=title)
        case "angel":
            return gettext("The angel wrote in the case about %(title)s", title=title)
        case _:
            return gettext("The platform wrote in the case about %(title)s", title=title)


def _state(facts: dict[str, object], title: str) -> str:
    match facts["state"], facts["outcome"]:
        case "escalated", _ if facts["side"] == "platform":
            return gettext("A case waits for your decision: %(title)s", title=title)
        case "escalated", _:
            return gettext("The platform decides the case about %(title)s", title=title)
        case "returning", _ if facts["side"] == "buyer":
            return gettext("Accepted: please send back %(title)s", title=title)
        case "returning", _:
            return gettext("The buyer is to send back %(title)s", title=title)
        case "replacing", _ if facts["side"] == "merchant":
            return gettext("Please send a replacement for %(title)s", title=title)
        case "replacing", _:
            return gettext("You will be sent a replacement for %(title)s", title=title)
        case "closed", "refunded":
            return gettext(
                "Case closed, %(amount)s go back: %(title)s",
                amount=money_text(int(str(facts["cents"]))),
                title=title,
            )
        case "closed", "exchanged":
            return gettext("Case closed, the goods were exchanged: %(title)s", title=title)
        case "closed", "withdrawn":
            return gettext("The buyer has withdrawn the case about %(title)s", title=title)
        case "closed", "refused":
            return gettext("Case closed, nothing goes back: %(title)s", title=title)
        case "closed", _:
            return gettext("Case closed, since the time was over: %(title)s", title=title)
        case _:
            return gettext("The case about %(title)s has moved on", title=title)
