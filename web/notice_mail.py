"""Notices and the weekly digest as letters: in the reader's language, with what she may see at this moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from flask import Flask, current_app
from flask_babel import force_locale, gettext, ngettext
from itsdangerous import BadSignature, URLSafeSerializer

from core import clock
from core.errors import NotFound
from domain.notices import queries
from domain.notices.queries import NoticeRow
from domain.people.queries import MailAddress, address_of
from domain.people.viewer import Viewer
from domain.viewers import viewer_of
from web import language
from web.show import site_name
from web.stop_links import hearing_token, stop_token

KINDS = ("notices", "digest")
LISTED = 20
PUSHED_AT_ONCE = 3
WEEK = timedelta(days=7)
# They say what somebody wrote: when that is out of sight by now, they say nothing.
QUOTING = frozenset({"mention", "reply", "answer", "asked"})


class Words(Protocol):
    """Says notices; the blueprint of notices puts it into the site's extensions."""

    def sentence(self, row: NoticeRow) -> str: ...

    def second_line(self, row: NoticeRow) -> str: ...


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]


def notices_letter(app: Flask, user_id: int, ids: Sequence[int]) -> Letter | None:
    """What of these notices is unread and still in her sight; None when there is nothing left to tell."""
    with _writing_to(app, user_id) as (to, reader):
        if to is None:
            return None
        rows = [row for row in queries.still_unread(reader, ids) if _is_worth_telling(row)]
        if not rows:
            return None
        words: Words = app.extensions["notice_words"]
        items = [
            (
                words.sentence(row),
                words.second_line(row),
                _outside(f"/notices/{row.id}"),
                row.at,
                _stop(row, user_id),
            )
            for row in rows[:LISTED]
        ]
        first, more = items[0][0], len(rows) - 1
        subject = (
            ngettext("%(first)s, and %(num)s more", "%(first)s, and %(num)s more", more, first=first)
            if more
            else first
        )
        return _letter("notices", to, reader, subject, items=items, more=len(rows) - len(items))


def push_messages(app: Flask, user_id: int, ids: Sequence[int]) -> list[dict[str, str]]:
    """The same notices as lines of her browser; a few at most, and then their number."""
    with _writing_to(app, user_id, needs_mail=False) as (_, reader):
        if not reader.is_signed_in:
            return []
        rows = [row for row in queries.still_unread(reader, ids) if _is_worth_telling(row)]
        words: Words = app.extensions["notice_words"]
        if len(rows) > PUSHED_AT_ONCE:
            text = ngettext("%(num)s unread notice", "%(num)s unread notices", len(rows))
            return [{"title": site_name(), "body": text, "path": "/notices", "tag": "notices"}]
        return [
            {
                "title": site_name(),
                "body": " ".join(filter(None, (words.sentence(row), words.second_line(row)))),
                "path": f"/notices/{row.id}",
                "tag": f"notice-{row.id}",
            }
            for row in rows
        ]


def digest_letter(app: Flask, user_id: int) -> Letter | None:
    """Her week; None when nothing happened in it."""
    with _writing_to(app, user_id) as (to, reader):
        if to is None:
            return None
        digest = queries.digest_of(reader, clock.now() - WEEK)
        if not digest:
            return None
        return _letter(
            "digest", to, reader, gettext("Your week: %(what)s", what=_week(digest)), digest=digest
        )


def _week(digest: queries.Digest) -> str:
    if digest.posts:
        return ngettext("%(num)s post by friends", "%(num)s posts by friends", len(digest.posts))
    if digest.questions:
        return ngettext("%(num)s question waits", "%(num)s questions wait", len(digest.questions))
    return ngettext("%(num)s unread notice", "%(num)s unread notices", digest.unread)


def _stop(row: NoticeRow, user_id: int) -> tuple[str, str]:
    """(link, words) of what ends more of the kind, without signing in; empty where there is none."""
    match row.kind:
        case "broadcast":
            token = stop_token(user_id, row.facts["merchant_id"], row.target_id)
            return _outside(f"/stop-shop/{token}"), gettext("Nothing more from this shop")
        case "announcement":
            token = hearing_token(user_id, row.kind, row.facts["product_id"])
            return _outside(f"/stop-hearing/{token}"), gettext("No more announcements of this group")
        case "asked":
            token = hearing_token(user_id, row.kind, 0)
            return _outside(f"/stop-hearing/{token}"), gettext("Do not ask me any more")
        case _:
            return "", ""


def _is_worth_telling(row: NoticeRow) -> bool:
    return row.kind not in QUOTING or bool(row.quote) or row.target_type == "group"


@contextmanager
def _writing_to(
    app: Flask, user_id: int, *, needs_mail: bool = True
) -> Iterator[tuple[MailAddress | None, Viewer]]:
    """A request of nobody in her language, so that texts and addresses are made as for a page; its reading of the
    database ends with it."""
    settings = app.extensions["settings"]
    with app.app_context(), app.test_request_context(base_url=_site(app)):
        try:
            to, reader = address_of(user_id) if needs_mail else None, viewer_of(user_id)
        except NotFound:
            yield None, Viewer(0)
            return
        with force_locale(reader.locale or settings.default_locale):
            yield to, reader


def _letter(kind: str, to: MailAddress, reader: Viewer, subject: str, **data: Any) -> Letter:
    env = current_app.jinja_env
    end = _outside(f"/unsubscribe/{token_for(reader.id, kind)}")
    about = {
        "person": to,
        "name": site_name(),
        "home": _outside("/"),
        "end": end,
        "settings": _outside("/settings/notices"),
        "outside": _outside,
        "subject": subject,
        "html_lang": _language_tag(),
        **data,
    }
    return Letter(
        to.email,
        f"{subject} · {site_name()}",
        env.get_template(f"mail/{kind}.txt").render(about),
        env.get_template(f"mail/{kind}.html").render(about),
        {
            "List-Unsubscribe": f"<{end}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def _language_tag() -> str:
    return language.HTML_LANG[language.locale()]


def _site(app: Flask) -> str:
    settings = app.extensions["settings"]
    return settings.site_url or f"http://127.0.0.1:{settings.port}"


def _outside(path: str) -> str:
    return _site(current_app) + path  # type: ignore[arg-type]


def token_for(user_id: int, kind: str) -> str:
    """What a mail of this kind to her carries, so that its holder can end it without signing in."""
    return str(_signer().dumps([user_id, kind]))


def read_token(token: str) -> tuple[int, str]:
    """Whom and which kind of mail a token ends. Raises NotFound for one that this site did not make."""
    try:
        user_id, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound from None
    return int(user_id), str(kind)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.extensions["settings"].secret_key, salt="unsubscribe")
