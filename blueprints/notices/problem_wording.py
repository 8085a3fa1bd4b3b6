"""Notices of the problem desk, and of answers that have to be confirmed, in words."""

from flask_babel import gettext, ngettext

from blueprints.problems.words import batch_word, kind_word
from domain.notices.queries import NoticeRow


def problem_sentence(row: NoticeRow, title: str) -> str:
    kind = kind_word(row.facts["kind"])
    match row.facts["act"]:
        case "answered":
            return gettext(
                "The merchant answered what you told of %(title)s (%(kind)s)", title=title, kind=kind
            )
        case "said":
            return gettext(
                "A buyer says more about a problem with %(title)s (%(kind)s)", title=title, kind=kind
            )
        case "reopened":
            return gettext(
                "A problem with %(title)s is not solved after all (%(kind)s)", title=title, kind=kind
            )
        case _:
            return gettext("A buyer has a problem with %(title)s (%(kind)s)", title=title, kind=kind)


def batch_sentence(row: NoticeRow, title: str) -> str:
    facts = row.facts
    return gettext(
        "%(num)s buyers of %(title)s, %(batch)s, told of the same within a week: %(kind)s",
        num=facts["buyers"],
        title=title,
        batch=batch_word(facts["batch"], facts["week"]),
        kind=kind_word(facts["kind"]),
    )


def confirm_sentence(row: NoticeRow, title: str) -> str:
    return ngettext(
        "Does it still hold? An answer about %(title)s waits to be confirmed",
        "Do they still hold? %(num)s answers about %(title)s wait to be confirmed",
        row.facts["answers"],
        title=title,
    )
