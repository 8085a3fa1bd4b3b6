"""Notices of commissions that are held, in words."""

from flask_babel import gettext


def review_sentence(state: str, title: str, amount: str) -> str:
    match state:
        case "held":
            return gettext(
                "A commission of %(amount)s is held and looked at: %(title)s", amount=amount, title=title
            )
        case "released":
            return gettext(
                "A commission of %(amount)s is not held any more: %(title)s", amount=amount, title=title
            )
        case "voided":
            return gettext(
                "A commission of %(amount)s was taken back. You can appeal: %(title)s",
                amount=amount,
                title=title,
            )
        case "restored":
            return gettext(
                "Your appeal was heard: %(amount)s are yours again: %(title)s", amount=amount, title=title
            )
        case "upheld":
            return gettext("Your appeal was looked at, the decision stays: %(title)s", title=title)
        case _:
            return gettext("An angel appeals for %(amount)s: %(title)s", amount=amount, title=title)
