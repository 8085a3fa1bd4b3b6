"""What notices of rates, coupons and invoices say."""

from flask_babel import gettext

from domain.notices.queries import NoticeRow
from web.show import money_text, percent


def rate_sentence(row: NoticeRow, title: str) -> str:
    """What it was, what it will be, and from when on it counts for the reader."""
    old, new = row.facts["old_bps"], row.facts["new_bps"]
    words = {"title": title, "old": percent(old), "new": percent(new), "date": row.facts["starts_at"][:10]}
    if new > old:
        return gettext("The commission of %(title)s rises from %(old)s to %(new)s", **words)
    if not new:
        return gettext(
            "The commission of %(title)s ends: for you it stays %(old)s until %(date)s, then there is none",
            **words,
        )
    return gettext(
        "The commission of %(title)s falls: for you it stays %(old)s until %(date)s, then it is %(new)s",
        **words,
    )


def coupon_sentence(row: NoticeRow) -> str:
    return gettext(
        "Your coupon “%(title)s” is yours to use again, until %(date)s",
        title=row.facts["title"],
        date=row.facts["until"][:10],
    )


def invoice_sentence(row: NoticeRow) -> str:
    """To the owners of the shop that it is for."""
    words = {
        "number": row.facts["number"],
        "amount": money_text(int(row.facts["cents"])),
        "date": row.facts["due"][:10],
    }
    match row.facts["state"]:
        case "paid":
            return gettext("The invoice %(number)s of %(amount)s is paid", **words)
        case "cancelled":
            return gettext("The invoice %(number)s of %(amount)s is cancelled", **words)
        case _ if words["date"]:
            return gettext("Invoice %(number)s: %(amount)s, due by %(date)s", **words)
        case _:
            return gettext("Invoice %(number)s: %(amount)s, covered by your sales already", **words)


def fee_sentence(row: NoticeRow) -> str:
    """To the owners of a shop: what the site takes of its sales."""
    words = {
        "shop": row.facts["name"],
        "old": percent(row.facts["old_bps"]),
        "new": percent(row.facts["new_bps"]),
        "date": row.facts["applies_at"][:10],
    }
    match row.facts["state"]:
        case "announced":
            return gettext(
                "The fee of the platform for %(shop)s rises from %(old)s to %(new)s on %(date)s", **words
            )
        case "withdrawn":
            return gettext("The fee of the platform for %(shop)s stays %(old)s after all", **words)
        case _:
            return gettext("The fee of the platform for %(shop)s is %(new)s now, it was %(old)s", **words)
