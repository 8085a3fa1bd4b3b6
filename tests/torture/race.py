"""Runs pieces of work at the same instant, each in a thread of its own with its own database session."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from core.db import session
from core.errors import DomainError
from web.errors import is_busy

PATIENCE_SECONDS = 60


@dataclass
class Outcome:
    """What came of the race: results of those that were done, refusals, and errors that nobody may meet."""

    done: list[Any] = field(default_factory=list)
    refused: list[DomainError] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)


def race(site: Flask, works: Sequence[Callable[[], Any]]) -> Outcome:
    """All at once. A busy site (503 on the web) is asked again, as a browser would."""
    outcome, gate, guard = Outcome(), threading.Barrier(len(works)), threading.Lock()

    def run(work: Callable[[], Any]) -> None:
        with site.app_context():
            gate.wait()
            try:
                result = patiently(work)
                with guard:
                    outcome.done.append(result)
            except DomainError as refusal:
                with guard:
                    outcome.refused.append(refusal)
            except BaseException as error:
                with guard:
                    outcome.errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS * 2)
    session.rollback()
    return outcome


def patiently(work: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return work()
        except (DBAPIError, PoolTimeout) as error:
            session.rollback()
            is_worth_waiting = isinstance(error, PoolTimeout) or is_busy(error)
            if not is_worth_waiting or time.monotonic() > until:
                raise
            time.sleep(0.05)
