"""What a shop has to do now, each with a link to where it is done."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from domain.groups.glimpse import unanswered_count
from domain.merchants.policy import OWNING, SHIPPING, SUPPORTING
from domain.orders.queries import console
from domain.problems.queries import waiting_count
from web.guards import viewer
from web.show import ago, date, money_text


@dataclass(frozen=True, slots=True)
class Task:
    """`note`: since or until when; empty when nothing waits."""

    name: str
    count: int
    note: str
    href: str


def tasks(today: console.Today) -> list[Task]:
    """Always the same ones in the same order, so that each is found where it was yesterday; without those that are
    another's part of the work."""
    everything = [
        _task(
            gettext("To send"),
            today.to_ship.count,
            url_for("merchant_orders.index", task="ship"),
            _since(today.to_ship.at),
        ),
        _task(
            gettext("Payments to look for"),
            today.to_confirm.count,
            url_for("merchant_orders.index", task="pay"),
            _since(today.to_confirm.at),
        ),
        _task(
            gettext("Questions to answer"),
            unanswered_count(viewer()),
            url_for("merchant.questions"),
            gettext("The one that waits longest comes first."),
        ),
        _task(
            gettext("Problems to answer"),
            waiting_count(viewer()),
            url_for("problems.at_merchant"),
            gettext("The one that waits longest comes first."),
        ),
        _task(
            gettext("Returns and refunds"),
            today.to_decide.count,
            url_for("cases.at_merchant"),
            _until(today.to_decide.at),
        ),
        _task(
            gettext("Low stock"),
            today.low_stock,
            url_for("merchant_products.index", state="low"),
            gettext("Five pieces or fewer."),
        ),
    ]
    hats = viewer().shop_hats
    return [one for roles, one in zip(_WHOSE, everything, strict=True) if roles & hats]


_WHOSE = (SHIPPING, OWNING, SUPPORTING, SUPPORTING, SUPPORTING, OWNING)


def _task(name: str, count: int, href: str, note: str) -> Task:
    return Task(name, count, note if count else "", href)


def _since(at: datetime | None) -> str:
    return gettext("The oldest: %(when)s", when=_words(ago(at))) if at else ""


def _until(at: datetime | None) -> str:
    return gettext("The first until %(date)s", date=_words(date(at))) if at else ""


def _words(shown: object) -> str:
    return shown.striptags() if hasattr(shown, "striptags") else str(shown)


def money_words(today: console.Today, balance_cents: int, held_cents: int) -> str:
    """What money comes next, in one sentence."""
    if held_cents:
        return gettext("%(amount)s is on its way to you.", amount=money_text(held_cents))
    if today.settling_cents and today.settles_at:
        return gettext(
            "Sales of %(amount)s wait until nothing can come back; the first are final on %(date)s.",
            amount=money_text(today.settling_cents),
            date=_words(date(today.settles_at)),
        )
    if balance_cents > 0:
        return gettext("The site owes you %(amount)s.", amount=money_text(balance_cents))
    if balance_cents < 0:
        return gettext("You owe the site %(amount)s.", amount=money_text(-balance_cents))
    return gettext("Nothing yet: money of a sale arrives once the buyer has kept the goods for a week.")
