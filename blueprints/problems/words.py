"""Kinds of problems and batches in the reader's words."""

from flask_babel import gettext

from core.i18n import N_

KIND_WORDS = {
    "broken": N_("Arrived broken"),
    "wrong": N_("Not what was ordered"),
    "spoiled": N_("Spoiled"),
    "defective": N_("Does not work"),
    "missing": N_("Something is missing"),
    "other": N_("Something else"),
}


def kind_word(kind: str) -> str:
    return gettext(KIND_WORDS.get(kind, KIND_WORDS["other"]))


def batch_word(batch: str, week: str) -> str:
    """What stands on the package; without it the week in which it was sent; empty when neither is known."""
    if batch:
        return gettext("batch %(batch)s", batch=batch)
    if not week:
        return ""
    year, _, number = week.partition("-W")
    return gettext("sent in week %(week)s of %(year)s", week=int(number), year=year)
