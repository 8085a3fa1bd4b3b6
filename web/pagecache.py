"""Pages for people who are not signed in, kept whole.

Stands before Flask: a hit costs neither session nor database. A page is kept only if its view is marked
`@cacheable`, the request carries no session, and the answer sets no cookie. It lives until anything is committed
that strangers could see (`core.generation`), and no longer than LIFETIME_SECONDS, for its relative times.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request, session
from flask_login import current_user
from werkzeug.http import parse_accept_header, parse_date, parse_etags, remove_entity_headers
from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Response as BaseResponse

from core import generation
from web.language import LOCALES, THEMES, locale_of_header

LIFETIME_SECONDS = 30
MOST_PAGES = 2_000
MOST_BYTES = 24 * 1024 * 1024

CODINGS = ("br", "gzip")
MARK = "angelsays.may_keep"

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    until: float
    status: str
    headers: Headers
    etag: str
    modified_at: datetime | None
    body: bytes


class PageCache:
    def __init__(self, inner: WSGIApplication, app: Flask, session_cookie: str) -> None:
        self.inner = inner
        self.app = app
        # Either of them may tell who asks.
        self.telling_cookies = {session_cookie, app.config.get("REMEMBER_COOKIE_NAME", "remember_token")}
        self.pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self.generation = b""
        self.bytes = 0
        self.hits = 0
        self.lock = Lock()
        self.language_of = lru_cache(maxsize=1_000)(self._language_of)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Said once, so that the key and whoever compresses cannot understand the header differently.
        environ["HTTP_ACCEPT_ENCODING"] = coding_of(environ.get("HTTP_ACCEPT_ENCODING", ""))
        cookies = parse_cookie(environ.get("HTTP_COOKIE"))
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not self.telling_cookies.isdisjoint(cookies):
            return self.inner(environ, start_response)
        key = self._key(environ, cookies)
        # Read before the page is made: a page that a commit overtakes is kept under the past and never served.
        current = generation.current()
        found = self.pages.get(key) if current == self.generation else None
        if found is not None and found.until > time.monotonic():
            self.hits += 1
            return _serve(found, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.inner(environ, start_response)
        return self._ask(key, current, environ, start_response)

    def _key(self, environ: WSGIEnvironment, cookies: Any) -> Key:
        language, theme = cookies.get("lang"), cookies.get("theme")
        is_part = environ.get("HTTP_HX_REQUEST") and not environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST")
        return (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            language if language in LOCALES else self.language_of(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
            theme if theme in THEMES else "",
            "part" if is_part else "page",
            environ["HTTP_ACCEPT_ENCODING"],
        )

    def _language_of(self, header: str) -> str:
        with self.app.app_context():
            return locale_of_header(header)

    def _ask(
        self, key: Key, current: bytes, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        says_yes: list[bool] = []
        environ[MARK] = says_yes
        response = BaseResponse.from_app(self.inner, environ)
        if not says_yes or "Set-Cookie" in response.headers:
            return response(environ, start_response)
        response.add_etag()
        page = KeptPage(
            until=time.monotonic() + LIFETIME_SECONDS,
            status=response.status,
            headers=response.headers.to_wsgi_list(),
            etag=response.get_etag()[0] or "",
            modified_at=response.last_modified,
            body=response.get_data(),
        )
        response.close()
        self._keep(key, current, page)
        return _serve(page, environ, start_response)

    def _keep(self, key: Key, current: bytes, page: KeptPage) -> None:
        with self.lock:
            if current != self.generation:
                if current != generation.current():
                    return
                self.pages.clear()
                self.generation, self.bytes = current, 0
            self._drop(key)
            self.pages[key] = page
            self.bytes += len(page.body)
            while len(self.pages) > MOST_PAGES or self.bytes > MOST_BYTES:
                self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        dropped = self.pages.pop(key, None)
        if dropped is not None:
            self.bytes -= len(dropped.body)


def _serve(page: KeptPage, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if _is_known(page, environ):
        headers = list(page.headers)
        remove_entity_headers(headers)
        start_response("304 NOT MODIFIED", headers)
        return []
    start_response(page.status, page.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]


def _is_known(page: KeptPage, environ: WSGIEnvironment) -> bool:
    """By its tag; by its time only where no tag is sent."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags:
        return parse_etags(tags).contains_weak(page.etag)
    since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    return since is not None and page.modified_at is not None and page.modified_at <= since


@lru_cache(maxsize=1_000)
def coding_of(accepted: str) -> str:
    """The coding that the answer gets: the one that the browser likes best of ours, "" for none."""
    if len(accepted) > 1_000:
        return ""
    likes = dict(_weights(accepted))
    # What is not named is refused, except by "*".
    best = max(CODINGS, key=lambda coding: likes.get(coding, likes.get("*", 0.0)))
    weight = likes.get(best, likes.get("*", 0.0))
    return best if weight > 0 and weight >= likes.get("identity", 0.0) else ""


def _weights(accepted: str) -> Iterator[tuple[str, float]]:
    for name, weight in parse_accept_header(accepted):
        yield name.lower(), weight


def install(app: Flask) -> None:
    cache = PageCache(app.wsgi_app, app, app.config["SESSION_COOKIE_NAME"])
    app.extensions["page_cache"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign]

    @app.after_request
    def say_whether_it_may_be_kept(response: Response) -> Response:
        says_yes = request.environ.get(MARK)
        if says_yes is not None and response.status_code == 200:
            view = app.view_functions.get(request.endpoint or "")
            is_for_all = not session and not current_user.is_authenticated
            if getattr(view, "is_cacheable", False) and is_for_all:
                says_yes.append(True)
        return response
