"""What notices of a shop's people say."""

from flask import url_for
from flask_babel import gettext, ngettext

from domain.notices.queries import NoticeRow


def staff_sentence(row: NoticeRow) -> str:
    """Somebody is asked to work for a shop, has come, gone, or does something else there."""
    name = row.facts["name"]
    by = row.actors[0].display_name if row.actors else ngettext("Somebody", "%(num)s people", 1)
    match row.facts["kind"], row.facts["role"]:
        case "invited", "owner":
            return gettext("%(who)s asks you to be an owner of %(shop)s", who=by, shop=name)
        case "invited", "support":
            return gettext("%(who)s asks you to answer people for %(shop)s", who=by, shop=name)
        case "invited", _:
            return gettext("%(who)s asks you to pack and send for %(shop)s", who=by, shop=name)
        case "role", "owner":
            return gettext("You are an owner of %(shop)s now", shop=name)
        case "role", "support":
            return gettext("You answer people for %(shop)s now", shop=name)
        case "role", _:
            return gettext("You pack and send for %(shop)s now", shop=name)
        case "removed", _:
            return gettext("You do not work for %(shop)s any more", shop=name)
        case "joined", _:
            return gettext("%(who)s works for %(shop)s now", who=by, shop=name)
        case "declined", _:
            return gettext("%(who)s does not want to work for %(shop)s", who=by, shop=name)
        case _:
            return gettext("%(who)s does not work for %(shop)s any more", who=by, shop=name)


def staff_address(row: NoticeRow) -> str:
    if row.facts["kind"] == "invited":
        return url_for("merchant_staff.asked", key=row.facts["key"]) if row.facts["key"] else "/merchant"
    if row.facts["kind"] in ("joined", "declined", "left"):
        return url_for("merchant_staff.index")
    return url_for("merchant.home")


def asked_to_fold(row: NoticeRow) -> str:
    """To whose words they are."""
    match row.target_type:
        case "question":
            return gettext(
                "The merchant asked to fold your question. It opens in two days at the latest, unless a moderator agrees"
            )
        case "answer":
            return gettext(
                "The merchant asked to fold your answer. It opens in two days at the latest, unless a moderator agrees"
            )
        case _:
            return gettext(
                "The merchant asked to fold your chat message. It opens in two days at the latest, unless a moderator agrees"
            )


def fold_request_sentence(row: NoticeRow) -> str:
    """To who asked for the shop."""
    match row.facts["state"]:
        case "confirmed":
            return gettext("A moderator agreed with what you asked to fold: it stays folded")
        case "refused":
            return gettext("A moderator did not agree with what you asked to fold: it is open again")
        case _:
            return gettext("What you asked to fold is open again: no moderator decided in two days")


def papers_sentence(row: NoticeRow) -> str:
    return gettext(
        "The papers of %(shop)s are looked at again on %(date)s: please send what has changed",
        shop=row.facts["name"],
        date=row.facts["due"][:10],
    )


def shop_sentence(row: NoticeRow) -> str:
    """To who vouches for goods of the shop, or has some in her cart."""
    name = row.facts["name"]
    match row.facts["state"], row.facts["place"]:
        case "open", _:
            return gettext("%(shop)s sells again", shop=name)
        case _, "cart":
            return gettext(
                "%(shop)s is suspended: what you have of it in your cart cannot be bought", shop=name
            )
        case _:
            return gettext(
                "%(shop)s is suspended: what you endorse of it is out of your store and earns nothing meanwhile",
                shop=name,
            )


def shop_reason(row: NoticeRow) -> str:
    if row.facts["state"] == "open":
        return ""
    if row.facts["why"] == "papers":
        return gettext("Its papers have to be looked at again. Orders that were placed go on.")
    return gettext("The people who run the site are looking into something. Orders that were placed go on.")
