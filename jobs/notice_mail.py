"""Sends notices and digests by mail: takes what is due under a lease, writes and sends it outside any transaction,
and settles it. One person's trouble is put off and stops nobody else; without a server the rest waits."""

import logging
from collections.abc import Callable, Iterable

from flask import Flask

from adapters.mail import AddressRefused, ServerDown
from core import clock
from core.db import session
from domain.notices import actions, queries
from domain.notices.actions import Lease
from jobs.beside import Beside
from web.notice_mail import Letter, digest_letter, notices_letter

log = logging.getLogger("angelsays.mail")

Writer = Callable[[Flask, Lease], Letter | None]


# Whose week is over is asked of everybody, so not every minute.
DIGESTS_AT_MINUTE = 20


def send_due(app: Flask) -> int:
    """Every notice that is due now. Returns how many mails went out."""
    return _send_to(app, queries.readers_of_notices(), actions.take_notices, _notices)


def send_digests_hourly(app: Flask) -> int:
    return send_digests(app) if clock.now().minute == DIGESTS_AT_MINUTE else 0


def send_digests(app: Flask) -> int:
    """The week's mail of all whose week is over."""
    return _send_to(app, queries.readers_of_digests(), actions.take_digest, _digest)


def _send_to(
    app: Flask, readers: Iterable[queries.Reader], take: Callable[[int], Lease | None], write: Writer
) -> int:
    sent = 0
    try:
        for reader in readers:
            sent += _take_and_send(app, reader.user_id, take, write)
    except ServerDown as problem:
        log.warning("no mail server, trying again in a minute: %s", problem)
    return sent


def _take_and_send(app: Flask, user_id: int, take: Callable[[int], Lease | None], write: Writer) -> int:
    try:
        return _send(app, take(user_id), write)
    except ServerDown:
        raise
    except Exception:
        # The edge of sending: one person's trouble must not keep the others from theirs.
        log.exception("nothing could be mailed to person %d", user_id)
        session.rollback()
        return 0


def _notices(app: Flask, lease: Lease) -> Letter | None:
    return notices_letter(app, lease.user_id, lease.notice_ids)


def _digest(app: Flask, lease: Lease) -> Letter | None:
    return digest_letter(app, lease.user_id)


def _send(app: Flask, lease: Lease | None, write: Writer) -> int:
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
    actions.mailed(lease, digest=write is _digest)
    return int(letter is not None)


mailing = Beside("notices: mailed", send_due)
digesting = Beside("notices: weekly mails", send_digests_hourly)
