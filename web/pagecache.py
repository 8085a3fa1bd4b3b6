"""Pages for people who are not signed in, kept whole.

Stands before Flask: a hit costs neither session nor database. A page is kept only if its view is marked
`@cacheable`, the request carries no session, and the answer sets no cookie. It lives until anything is committed
that strangers could see (`core.generation`), and no longer than LIFETIME_SECONDS, for its relative times.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, request
from werkzeug.wrappers import Response

from core import generation
from web.language import locale_of_header

LIFETIME_SECONDS = 30
ENTRIES = 2_000
KEPT_HEADER = "X-Kept-Page"


class PageCache:
    def __init__(self, inner: Any, app: Flask, session_cookie: str) -> None:
        self.inner = inner
        self.app = app
        self.session_cookie = session_cookie + "="
        self.pages: OrderedDict[tuple[str, ...], tuple[bytes, float, str, list[tuple[str, str]], bytes]] = OrderedDict()
        self.lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or self.session_cookie in environ.get("HTTP_COOKIE", ""):
            return self.inner(environ, start_response)  # type: ignore[no-any-return]
        key = self._key(environ)
        current = generation.current()
        found = self.pages.get(key)
        if found and found[0] == current and found[1] > time.monotonic():
            _, _, status, headers, body = found
            etag = next((value for name, value in headers if name == "ETag"), "")
            if etag and environ.get("HTTP_IF_NONE_MATCH") == etag:
                start_response("304 NOT MODIFIED", [pair for pair in headers if pair[0] != "Content-Length"])
                return [b""]
            start_response(status, headers)
            return [body]
        return self._ask(key, current, environ, start_response)

    def _key(self, environ: WSGIEnvironment) -> tuple[str, ...]:
        cookies = dict(part.strip().partition("=")[::2] for part in environ.get("HTTP_COOKIE", "").split(";"))
        with self.app.app_context():
            language = cookies.get("lang") or locale_of_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        return (
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            language,
            cookies.get("theme", ""),
            environ.get("HTTP_HX_REQUEST", "") and not environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST", "") and "part" or "",
            _coding(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )

    def _ask(
        self, key: tuple[str, ...], current: bytes, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        response = Response.from_app(self.inner, environ)
        if response.headers.pop(KEPT_HEADER, None) and response.status_code == 200 and "Set-Cookie" not in response.headers:
            response.add_etag()
            body = response.get_data()
            with self.lock:
                self.pages[key] = (
                    current,
                    time.monotonic() + LIFETIME_SECONDS,
                    response.status,
                    list(response.headers),
                    body,
                )
                while len(self.pages) > ENTRIES:
                    self.pages.popitem(last=False)
        return response(environ, start_response)


def _coding(accepted: str) -> str:
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def install(app: Flask) -> None:
    app.wsgi_app = PageCache(app.wsgi_app, app, app.config["SESSION_COOKIE_NAME"])  # type: ignore[method-assign]

    @app.after_request
    def mark(response: Any) -> Any:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "is_cacheable", False):
            response.headers[KEPT_HEADER] = "1"
        return response
