"""Language and theme: the reader's choice, else the browser's, else the site's."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, current_app, redirect, request
from flask_babel import Babel, get_locale

from web import safe_next
from web.guards import public, viewer

LOCALES = ("en", "zh_Hans", "zh_Hant")
HTML_LANG = {"en": "en", "zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant"}
# What browsers send, most telling first.
TAGS = {
    "zh-hant": "zh_Hant",
    "zh-tw": "zh_Hant",
    "zh-hk": "zh_Hant",
    "zh-mo": "zh_Hant",
    "zh": "zh_Hans",
    "en": "en",
}
THEMES = ("", "light", "dark")
YEAR = 365 * 86_400

babel = Babel()


def locale_of_request() -> str:
    chosen = request.cookies.get("lang") or (viewer().locale if viewer().is_signed_in else "")
    return chosen if chosen in LOCALES else locale_of_header(request.headers.get("Accept-Language", ""))


def locale_of_header(header: str) -> str:
    """The first language in `header` that the site speaks. Order counts, weights are nearly always in order."""
    for part in header.lower().split(","):
        tag = part.split(";")[0].strip()
        for prefix, locale in TAGS.items():
            if tag == prefix or tag.startswith(prefix + "-"):
                return locale
    return str(current_app.extensions["settings"].default_locale)


def locale() -> str:
    """The locale in force: en, zh_Hans or zh_Hant."""
    current = get_locale()
    if current is None or current.language != "zh":
        return "en"
    return "zh_Hant" if current.script == "Hant" else "zh_Hans"


def theme() -> str:
    chosen = request.cookies.get("theme")
    if chosen is None and viewer().is_signed_in:
        chosen = viewer().theme
    return chosen if chosen in THEMES else ""


@public
def preferences() -> Response:
    """Keeps language or theme in a cookie of this browser; nothing in the database."""
    response = redirect(safe_next.clean(request.args.get("next")) or "/", 303)
    is_https = current_app.extensions["settings"].is_https
    for name, allowed in (("lang", LOCALES), ("theme", THEMES)):
        value = request.args.get(name)
        if value is not None and value in allowed:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=is_https)
    return response  # type: ignore[return-value]


def compile_catalogues(folder: Path) -> None:
    """Makes each .mo that is missing or older than its .po."""
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Several processes may start at once: each writes its own and the last rename stands.
        fresh = compiled.with_suffix(f".{os.getpid()}")
        with source.open("rb") as po, fresh.open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parent.parent.name))
        fresh.replace(compiled)


def install(app: Flask) -> None:
    compile_catalogues(Path(app.root_path) / "translations")
    app.config.update(BABEL_DEFAULT_LOCALE="en", BABEL_TRANSLATION_DIRECTORIES="translations")
    babel.init_app(app, locale_selector=locale_of_request)
    app.add_url_rule("/preferences", "preferences", preferences)
