"""The same checkout sent twice at the same instant, over the site."""

from dataclasses import asdict
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from core.db import session
from domain.orders import actions
from domain.orders.models import Order
from tests.buying import HOME
from tests.cast import Cast
from tests.torture.race import race
from tests.web import Browser, sign_in, token_of


def test_two_presses_of_one_page_make_one_order_and_another_body_is_refused(
    arena: Flask, fighters: Cast
) -> None:
    arena.test_client_class = Browser
    actions.add_to_cart(fighters.bo, fighters.variant_id)
    windows = [sign_in(arena.test_client(), fighters.bo) for _ in range(3)]
    streets = (HOME.street, HOME.street, "Elsewhere 1")
    forms = [
        {
            **asdict(HOME),
            "street": street,
            "payment_method": "sandbox",
            "idempotency_key": "one-page",
            "csrf_token": token_of(window),
        }
        for window, street in zip(windows, streets, strict=True)
    ]
    session.rollback()
    same = race(arena, [partial(windows[i].post, "/checkout", data=forms[i]) for i in (0, 1)])
    other = windows[2].post("/checkout", data=forms[2])
    again = windows[0].post("/checkout", data=forms[0])

    assert same.errors == []
    assert {answer.status_code for answer in same.done} == {303}
    assert {answer.location for answer in same.done} == {again.location}
    assert other.status_code == 409
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Order)) == 1
