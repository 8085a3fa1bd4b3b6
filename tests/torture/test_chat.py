"""kill -9 of a worker while people talk: every message that was answered is in the chat, once and in its order, and
the server puts another worker in the place of the one that is gone."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.db import session
from core.unit import action
from domain.groups import actions
from domain.groups.models import GroupMember, Message
from tests.cast import make_cast
from tests.torture.served import Served, Shopper, shoppers

TALKERS = 6
# Below what counts as a flood; spread, so that talk goes on while workers are killed.
MOST_SAID = 18
PAUSE_SECONDS = 0.2
WORKERS = 2
PATIENCE_SECONDS = 120


@dataclass
class Talk:
    """What each has sent: who, how the page named it, and what she said."""

    product_id: int
    answered: list[tuple[int, str, str]] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    ends: threading.Event = field(default_factory=threading.Event)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def go_on(self, who: Shopper) -> None:
        number = 0
        try:
            while number < MOST_SAID and not self.ends.wait(PAUSE_SECONDS):
                number += 1
                said = f"{who.user_id} says {number}"
                name = f"page-{who.user_id}-{number}"
                answer = who.post(f"/products/{self.product_id}/messages", body=said, client_id=name)
                # Where nobody answered she has sent the same again, as the page does.
                assert answer.status == 303, f"{answer.status}: {answer.text[-500:]}"
                with self.guard:
                    self.answered.append((who.user_id, name, said))
        except BaseException as error:
            self.errors.append(error)

    def wait_for(self, more: int) -> None:
        wanted, until = len(self.answered) + more, time.monotonic() + PATIENCE_SECONDS
        while len(self.answered) < wanted:
            assert not self.errors, self.errors
            assert time.monotonic() < until, "nobody was answered"
            time.sleep(0.02)


@pytest.fixture
def served(arena: Flask) -> Iterator[Served]:
    served = Served(arena, WORKERS)
    yield served
    served.stop()


@pytest.mark.sqlite
@pytest.mark.parametrize("arena", ["sqlite"], indirect=True)
def test_no_message_that_was_answered_is_lost_or_doubled_when_a_worker_is_killed(
    arena: Flask, served: Served
) -> None:
    cast = make_cast()
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    talk = Talk(cast.product_id)
    people = shoppers(arena, served, TALKERS)
    let_in(talk.product_id, people)
    session.remove()
    served.start()
    threads = [threading.Thread(target=talk.go_on, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    try:
        workers = served.workers()
        assert len(workers) == WORKERS
        for worker in workers:
            talk.wait_for(more=TALKERS)
            served.kill_worker(worker)
        talk.wait_for(more=TALKERS)
    finally:
        talk.ends.set()
        for thread in threads:
            thread.join()
    until = time.monotonic() + PATIENCE_SECONDS
    while len(served.workers()) < WORKERS and time.monotonic() < until:
        time.sleep(0.05)
    assert len(served.workers()) == WORKERS
    served.stop()

    assert talk.errors == [] and [fault for one in people for fault in one.faults] == []
    kept = session.execute(
        select(Message.author_id, Message.client_id, Message.body, Message.seq).order_by(Message.seq)
    ).all()
    assert sorted((row[0], row[1], row[2]) for row in kept) == sorted(talk.answered)
    assert [row.seq for row in kept] == list(range(1, len(kept) + 1))
    for one in people:
        mine = [said for who, _, said in talk.answered if who == one.user_id]
        assert [row.body for row in kept if row[0] == one.user_id] == mine


@action
def let_in(product_id: int, people: list[Shopper]) -> None:
    at = clock.now()
    session.add_all(
        GroupMember(
            product_id=product_id, user_id=one.user_id, basis="happy_buyer", since_at=at, entered_at=at
        )
        for one in people
    )
