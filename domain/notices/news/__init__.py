"""What of each room's events is news, and to whom: a module a room, a function an event. They run afterwards, inside
the action that ends the outbox row, so that each notice is written once; and they look again at what may be seen,
since something may have changed meanwhile."""

from domain.notices.news import (
    answers,
    cases,
    coupons,
    earnings,
    fans,
    folds,
    groups,
    letters,
    moderation,
    orders,
    people,
    problems,
    rates,
    reviews,
    says,
    shelves,
    shops,
)

__all__ = [
    "answers",
    "cases",
    "coupons",
    "earnings",
    "fans",
    "folds",
    "groups",
    "letters",
    "moderation",
    "orders",
    "people",
    "problems",
    "rates",
    "reviews",
    "says",
    "shelves",
    "shops",
]
