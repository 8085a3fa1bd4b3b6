"""What every site has: health, robots, sitemap, manifest, style sheet and script, htmx from its package."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response, abort, current_app, jsonify, send_file, url_for
from markupsafe import escape
from sqlalchemy import text

from core.db import session
from core.outbox import OutboxRow
from domain.people.viewer import ANONYMOUS
from domain.search import sitemap as places
from web.guards import cacheable, public
from web.show import absolute, site_name

YEAR = 365 * 86_400
SITEMAP_MOST = 10_000
# What counts visits, changes with every reader, or leads round in circles.
NOT_FOR_ROBOTS = (
    "/s/",
    "/i/",
    "/cart",
    "/search",
    "/login",
    "/register",
    "/password",
    "/preferences",
    "/metrics",
    "/feeds/",
    "/unsubscribe/",
    "/stop-shop/",
    "/stop-hearing/",
)
# Said here, so that nobody has to ask the database who asks.
NOT_KEPT = {"Cache-Control": "no-store"}
HTMX_FILE = "htmx-2.min.js"


@public
def healthz() -> Response:
    """The process lives."""
    return Response("ok\n", mimetype="text/plain", headers=NOT_KEPT)


@public
def readyz() -> Response:
    """The database answers and the schema is there."""
    try:
        session.execute(text("SELECT 1 FROM users LIMIT 1"))
        waiting = session.query(OutboxRow.id).limit(1).first()
    except Exception:
        return Response(
            "database: no answer\n", 503, mimetype="text/plain", headers={"Retry-After": "3", **NOT_KEPT}
        )
    return Response(
        f"ready\noutbox: {'waiting' if waiting else 'empty'}\n", mimetype="text/plain", headers=NOT_KEPT
    )


@public
def robots() -> Response:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS),
    ]
    lines += ["", f"Sitemap: {absolute('/sitemap.xml')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@cacheable
def sitemap() -> Response:
    """The newest products, questions and stores, a third of the room for each."""
    urls = "".join(
        f"<url><loc>{escape(absolute(path))}</loc><lastmod>{day}</lastmod></url>\n"
        for path, day in _public_pages()
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    return Response(body, mimetype="application/xml")


def _public_pages() -> Iterator[tuple[str, str]]:
    each = SITEMAP_MOST // 3
    for one in places.products(ANONYMOUS, each):
        yield url_for("products.show", product_id=one.id), f"{one.at:%Y-%m-%d}"
    for one in places.questions(ANONYMOUS, each):
        yield url_for("groups.question", product_id=one.product_id, question_id=one.id), f"{one.at:%Y-%m-%d}"
    for one in places.stores(ANONYMOUS, each):
        yield url_for("stores.show", handle=one.handle), f"{one.at:%Y-%m-%d}"


@public
def manifest() -> Response:
    name = site_name()
    icons = [
        {"src": url_for("static", filename="icons/favicon.svg"), "type": "image/svg+xml", "sizes": "any"}
    ]
    icons += [
        {
            "src": url_for("static", filename=f"icons/app-{side}.png"),
            "type": "image/png",
            "sizes": f"{side}x{side}",
        }
        for side in (192, 512)
    ]
    body = jsonify(name=name, short_name=name[:12], start_url="/", display="standalone", icons=icons)
    body.mimetype = "application/manifest+json"
    return body


@public
def bundle(name: str) -> Response:
    """site-HASH.css and site-HASH.js. Another hash is answered with the present content, kept for a minute."""
    assets = current_app.extensions["assets"]
    stem, _, suffix = name.rpartition(".")
    stem, _, version = stem.rpartition("-")
    plain = f"{stem}.{suffix}"
    if plain not in assets.bundles:
        abort(404)
    kind = "text/css" if suffix == "css" else "text/javascript"
    response = Response(assets.bundles[plain], mimetype=kind)
    age = YEAR if version == assets.versions[plain] else 60
    response.headers["Cache-Control"] = f"public, max-age={age}" + (", immutable" if age == YEAR else "")
    return response


@public
def htmx_file(version: str) -> Response:
    response = send_file(_htmx_path(), mimetype="text/javascript", max_age=YEAR)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _htmx_path() -> Path:
    # Looked up without importing the package, which would want Django.
    spec = find_spec("django_htmx")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            "htmx is missing: pip install --no-deps --require-hashes -r requirements-assets.txt"
        )
    return Path(spec.submodule_search_locations[0]) / "static" / "django_htmx" / HTMX_FILE


def install(app: Flask) -> None:
    size = _htmx_path().stat().st_size
    app.extensions["htmx_url"] = f"/assets/htmx-{size}.js"
    app.add_url_rule("/assets/htmx-<version>.js", "htmx_file", htmx_file)
    app.add_url_rule("/assets/<name>", "bundle", bundle)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
    app.add_url_rule("/robots.txt", "robots", robots)
    app.add_url_rule("/sitemap.xml", "sitemap", sitemap)
    app.add_url_rule("/manifest.webmanifest", "manifest", manifest)
    # Files of the site itself are for everyone.
    public(app.view_functions["static"])
