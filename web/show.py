"""How templates show money, time, pictures and texts."""

import hashlib
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_timedelta
from babel.numbers import format_currency, format_percent, get_currency_precision, get_currency_symbol
from flask import Flask, current_app, g, get_flashed_messages, has_app_context, request, session
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from core import addresses, clock
from core.i18n import N_
from core.text import excerpt
from core.unit import Unit, after_commit
from domain.angels import windows
from domain.catalog import notice
from domain.groups.rules import merchants_reason
from domain.viewers import nav_counts
from web import language, respond
from web.guards import viewer
from web.signin import known_visitor

WIDTHS = {"thumb": 360, "small": 720, "large": 1440}
# What people call the locales to babel; traditional Chinese is shown as written in Taiwan.
BABEL_NAMES = {"en": "en", "zh_Hans": "zh_Hans_CN", "zh_Hant": "zh_Hant_TW"}


def currency() -> str:
    return str(current_app.extensions["settings"].currency)


@lru_cache(maxsize=20_000)
def _money_text(cents: int, currency_code: str, locale: str) -> str:
    digits = get_currency_precision(currency_code)
    # The site has one currency, so its plain sign is clear: ¥12.00, not CN¥12.00.
    text = format_currency(Decimal(cents).scaleb(-digits), currency_code, locale=BABEL_NAMES[locale])
    return text.replace("CN¥", "¥").replace("NT$", "$")


def money_text(cents: int) -> str:
    """An amount in the reader's way of writing, as plain text."""
    return _money_text(cents, currency(), language.locale())


def money(cents: int) -> Markup:
    """An amount that people and scripts can read."""
    return Markup('<data value="{}">{}</data>').format(cents, money_text(cents))


def currency_sign() -> str:
    """What stands before an amount that is typed in."""
    sign = get_currency_symbol(currency(), locale=BABEL_NAMES[language.locale()])
    return str(sign).replace("CN¥", "¥").replace("NT$", "$")


def percent(bps: int) -> str:
    return str(format_percent(bps / 10_000, "#,##0.##%", locale=BABEL_NAMES[language.locale()]))


def ago(at: datetime) -> Markup:
    """An instant as a distance from now, with the exact one in the markup."""
    seconds = int((clock.now() - at).total_seconds())
    if 0 <= seconds < 45:
        words = gettext("just now")
    else:
        words = _distance(_rounded(-seconds), language.locale())
    # In one piece, since a list has hundreds: the two instants are digits.
    exact = f'datetime="{at.isoformat(timespec="seconds")}" title="{moment_text(at)}"'
    return Markup(f"<time {exact}>{escape(words)}</time>")


def _rounded(seconds: int) -> int:
    for unit in (86_400, 3_600, 60):
        if abs(seconds) >= unit:
            return int(seconds / unit) * unit
    return seconds


@lru_cache(maxsize=5_000)
def _distance(seconds: int, locale: str) -> str:
    return format_timedelta(
        seconds, granularity="second", threshold=1.2, add_direction=True, locale=BABEL_NAMES[locale]
    )


def moment_text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def date(at: datetime) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(
        at.isoformat(timespec="seconds"), at.strftime("%Y-%m-%d")
    )


def date_time(at: datetime) -> Markup:
    """A point in time; a script writes it in the reader's own time zone."""
    return Markup('<time datetime="{}" data-local>{}</time>').format(
        at.isoformat(timespec="seconds"), moment_text(at)
    )


def csrf() -> Markup:
    """The field that every form carries, put together once a request."""
    known: tuple[str, Markup] | None = g.get("csrf_field")
    if known is None or known[0] != g.get("csrf_token"):
        token = generate_csrf()
        known = token, Markup(f'<input type="hidden" name="csrf_token" value="{escape(token)}">')
        g.csrf_field = known
    return known[1]


def media_url(key: str, size: str = "thumb") -> str:
    return f"/media/{key}-{WIDTHS[size]}.webp"


def clean(html: str) -> Markup:
    """Stored HTML that `core.text` has cleaned at write time: the one place that trusts it."""
    return Markup(html)


def flashes() -> list[tuple[str, str]]:
    """Tone and text of what waits to be told. It was put down as an English source text: meanwhile its reader may
    have chosen another language."""
    waiting: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]
    return [(tone, gettext(text)) for tone, text in waiting]


class Assets:
    """The style sheet and the script of the site, each one response put together from small files in ORDER."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bundles = {
            "site.css": self._joined("css"),
            "site.js": self._joined("js"),
        }
        self.versions = {name: hashlib.sha256(body).hexdigest()[:12] for name, body in self.bundles.items()}

    def _joined(self, kind: str) -> bytes:
        order = self.folder / kind / "ORDER"
        if not order.exists():
            return b""
        names = [
            line.strip()
            for line in order.read_text().splitlines()
            if line.strip() and not line.startswith("#")
        ]
        return b"\n".join((self.folder / kind / name).read_bytes() for name in names)

    def url(self, name: str) -> str:
        if name in self.bundles:
            stem, suffix = name.split(".")
            return f"/assets/{stem}-{self.versions[name]}.{suffix}"
        path = self.folder / name
        if name not in self.versions:
            self.versions[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "0"
        return f"/static/{name}?v={self.versions[name]}"


def install(app: Flask) -> None:
    after_commit(_forget_counts)
    addresses.configure(app.extensions["settings"].site_url)
    app.before_request(lambda: addresses.asked_at(request.host))
    assets = Assets(Path(app.static_folder or "static"))
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(
        touch_windows=windows.now,
        cut_notice_days=lambda: notice.length().days,
        money=money,
        money_text=money_text,
        percent=percent,
        currency_sign=currency_sign,
        ago=ago,
        date=date,
        date_time=date_time,
        csrf=csrf,
        asset=assets.url,
        media_url=media_url,
        excerpt=excerpt,
        asked_to_fold=merchants_reason,
    )
    app.jinja_env.filters["clean"] = clean

    @app.context_processor
    def what_pages_need() -> dict[str, Any]:
        locale = language.locale()
        return {
            "viewer": viewer(),
            "may_post": bool(session),
            "nav": Nav(),
            "locale": locale,
            "html_lang": language.HTML_LANG[locale],
            "theme": language.theme(),
            "site_name": site_name(),
            "flashes": flashes,
            "is_htmx": respond.wants_part(),
            "htmx_url": app.extensions["htmx_url"],
            "csrf_token": generate_csrf,
            "absolute": absolute,
        }


def _forget_counts(_unit: Unit) -> None:
    if has_app_context():
        g.pop("nav_counts", None)


class Nav:
    """The badges beside the navigation; asked for only when a whole page is drawn, unless they have come with the
    session and nothing has been written since."""

    def __init__(self) -> None:
        self._counts: Any = None

    def __getattr__(self, name: str) -> int:
        if self._counts is None:
            # A page without a session may be kept for all strangers, so nothing of this browser may be on it.
            kept = g.get("nav_counts")
            self._counts = kept or nav_counts(viewer(), known_visitor() if session else "")
        return int(getattr(self._counts, name))


def site_name() -> str:
    """The site's name; the one that it has by default in the reader's language."""
    name = str(current_app.extensions["settings"].site_name)
    return gettext(N_("Angel Says")) if name == "Angel Says" else name


def absolute(path: str) -> str:
    """An address that works outside the site."""
    site_url = current_app.extensions["settings"].site_url
    return (site_url or request.host_url.rstrip("/")) + path
