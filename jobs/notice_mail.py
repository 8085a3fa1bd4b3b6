"""Sends notices and digests by mail: takes what is due under a lease, writes and sends it outside any transaction,
and settles it. One person's trouble is put off and stops nobody else; without a server the rest waits."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from flask import Flask, current_app

from adapters.mail import AddressRefused, ServerDown
from adapters.push import BadEndpoint, Gone, Subscription
from core.db import session
from domain.notices import actions, queries
from domain.notices.actions import Lease
from web.notice_mail import Letter, digest_letter, notices_letter, push_messages

log = logging.getLogger("angelsays.mail")

# Beside the worker: how slow a mail server is must not hold up the rest.
_sending = ThreadPoolExecutor(max_workers=1, thread_name_prefix="notice-mail")
_running: list[Future[int]] = []


def begin() -> int:
    """Sends what is due, in a thread of its own unless the last one is still at it. Returns how many were sent, which
    is known in tests only."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if app.testing:
        return push_due(app) + send_due(app)
    if not _running or _running[0].done():
        _running[:] = [_sending.submit(_in_context, app)]
    return 0


def _in_context(app: Flask) -> int:
    with app.app_context():
        sent = push_due(app) + send_due(app)
        if sent:
            log.info("%d mails and pushes sent", sent)
        return sent


def send_due(app: Flask) -> int:
    """Everything that is due now. Returns how many mails went out."""
    sent = 0
    try:
        for reader in queries.readers_of_notices():
            sent += _send(app, actions.take_notices(reader.user_id), _notices, is_digest=False)
        for reader in queries.readers_of_digests():
            sent += _send(app, actions.take_digest(reader.user_id), _digest, is_digest=True)
    except ServerDown as problem:
        log.warning("no mail server, trying again in a minute: %s", problem)
    return sent


def push_due(app: Flask) -> int:
    """To browsers. Returns how many messages their services took."""
    sent = 0
    for reader in queries.readers_of_pushes():
        ids = actions.take_pushes(reader.user_id)
        browsers = queries.subscriptions_of(reader.user_id)
        session.rollback()
        for message in push_messages(app, reader.user_id, ids) if ids else ():
            sent += sum(_push(app, browser, message) for browser in browsers)
    return sent


def _push(app: Flask, browser: Subscription, message: dict[str, str]) -> int:
    try:
        app.extensions["pusher"].send(browser, message)
    except (Gone, BadEndpoint):
        actions.forget_browser(browser.endpoint)
        return 0
    except Exception:
        # The edge of sending: the notice stands on the site, and goes by mail as well.
        log.warning("a push message was not taken", exc_info=True)
        return 0
    return 1


def _notices(app: Flask, lease: Lease) -> Letter | None:
    return notices_letter(app, lease.user_id, lease.notice_ids)


def _digest(app: Flask, lease: Lease) -> Letter | None:
    return digest_letter(app, lease.user_id)


def _send(
    app: Flask, lease: Lease | None, write: Callable[[Flask, Lease], Letter | None], *, is_digest: bool
) -> int:
    if lease is None:
        return 0
    try:
        letter = write(app, lease)
        if letter is not None:
            app.extensions["mailer"].send(letter.to, letter.subject, letter.text, letter.html, letter.headers)
    except ServerDown:
        actions.give_back(lease)
        raise
    except AddressRefused as problem:
        log.warning("the address of person %d is refused: %s", lease.user_id, problem)
        actions.note_refusal(lease)
        return 0
    except Exception:
        # The edge of sending: the others get theirs, and hers is tried again.
        log.exception("a mail to person %d was put off", lease.user_id)
        session.rollback()
        actions.put_off(lease)
        return 0
    actions.mailed(lease, digest=is_digest)
    return int(letter is not None)
