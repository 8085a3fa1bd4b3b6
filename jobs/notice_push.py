"""Sends notices to browsers. Their push services belong to others, so that each has a few seconds and the whole run
less than a minute; what was not reached goes with the next run."""

import logging
import time
from collections.abc import Sequence

from flask import Flask

from adapters.push import BadEndpoint, Gone, Subscription
from core.db import session
from domain.notices import actions, queries
from jobs.beside import Beside
from web.notice_mail import push_messages

RUN_SECONDS = 45

log = logging.getLogger("angelsays.push")


def push_due(app: Flask) -> int:
    """Everything that is due now. Returns how many messages the services took."""
    sent, ends = 0, time.monotonic() + RUN_SECONDS
    for reader in queries.readers_of_pushes():
        if time.monotonic() >= ends:
            log.warning("the push services are slow: the rest waits for the next run")
            break
        try:
            sent += _push_to(app, reader.user_id, ends)
        except Exception:
            # The edge of sending: one person's trouble must not keep the others from theirs.
            log.exception("nothing could be pushed to person %d", reader.user_id)
            session.rollback()
    return sent


def _push_to(app: Flask, user_id: int, ends: float) -> int:
    ids = actions.take_pushes(user_id)
    browsers = queries.subscriptions_of(user_id)
    session.rollback()
    messages = push_messages(app, user_id, ids) if ids else ()
    return sum(_push(app, browser, messages) for browser in browsers if time.monotonic() < ends)


def _push(app: Flask, browser: Subscription, messages: Sequence[dict[str, str]]) -> int:
    """A browser whose service did not take the first is not tried with the second."""
    taken, has_failed = 0, False
    try:
        for message in messages:
            app.extensions["pusher"].send(browser, message)
            taken += 1
    except (Gone, BadEndpoint):
        actions.forget_browser(browser.endpoint)
    except Exception:
        # The edge of sending: the notice stands on the site, and goes by mail as well.
        log.warning("a push message was not taken", exc_info=True)
        has_failed = True
    if has_failed or (taken and browser.is_failing):
        actions.note_push(browser.endpoint, is_taken=not has_failed)
    return taken


pushing = Beside("notices: pushed", push_due)
