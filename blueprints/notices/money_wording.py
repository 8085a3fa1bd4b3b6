"""What notices of rates and coupons say."""

from flask_babel import gettext

from domain.notices.queries import NoticeRow
from web.show import percent


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
