"""What notices say about groups: who lost her place and why, who was invited, what was announced."""

from flask_babel import gettext

from domain.notices.queries import NoticeRow


def membership_sentence(row: NoticeRow, title: str) -> str:
    match row.facts.get("lost") or row.facts["basis"]:
        case "staff":
            return gettext(
                "You left the group of %(title)s, since you no longer work for its merchant", title=title
            )
        case "endorsement" | "angel":
            return gettext("You left the group of %(title)s, since you no longer endorse it", title=title)
        case "rating":
            return gettext(
                "You left the group of %(title)s, since your rating is below 4 stars now", title=title
            )
        case "refund":
            return gettext("You left the group of %(title)s, since your purchase was refunded", title=title)
        case "guest":
            return gettext("Your time as a guest in the group of %(title)s is over", title=title)
        case "role":
            return gettext("You left the group of %(title)s, since you no longer moderate", title=title)
        case "removed":
            return gettext("A moderator has taken you out of the group of %(title)s", title=title)
        case _:
            return gettext(
                "You left the group of %(title)s, since your rating is below 4 stars or the purchase was refunded",
                title=title,
            )


def guest_sentence(row: NoticeRow, who: str, title: str) -> str:
    return gettext("%(who)s invited you into the group of %(title)s", who=who, title=title)


def announcement_sentence(row: NoticeRow, who: str, title: str) -> str:
    return gettext("%(who)s announced in the group of %(title)s", who=who, title=title)


def asked_sentence(row: NoticeRow, who: str, title: str) -> str:
    return gettext("%(who)s asks about %(title)s, which you bought. Can you answer?", who=who, title=title)
