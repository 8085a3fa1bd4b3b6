"""Notices of letters, tags and broadcasts in words, and where they lead."""

from flask import url_for
from flask_babel import gettext

from domain.notices.queries import NoticeRow

ICONS = {"letter": "chat", "fan_tag": "tag", "broadcast": "store"}


def letter_sentence(row: NoticeRow, who: str) -> str:
    """Never what the letter says."""
    shop = row.facts.get("shop") or ""
    if not shop:
        return gettext("%(who)s wrote you a letter", who=who)
    if row.facts.get("to_shop"):
        return gettext("%(who)s wrote a letter to %(shop)s", who=who, shop=shop)
    return gettext("%(shop)s wrote you a letter", shop=shop)


def tag_sentence(row: NoticeRow) -> str:
    return gettext("%(shop)s noted something on you: look, and remove it if you like", shop=row.facts["shop"])


def broadcast_sentence(row: NoticeRow) -> str:
    return gettext("%(shop)s tells its fans something", shop=row.facts["shop"])


def place(row: NoticeRow) -> str:
    if row.kind == "letter":
        return url_for("letters.show", thread_id=row.target_id)
    if row.kind == "fan_tag":
        return url_for("tags.index")
    return url_for("broadcasts.show", broadcast_id=row.target_id)
