"""Puts the site together: settings, extensions, blueprints, commands, consequences. Nobody imports this module."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_htmx import HTMX
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import blueprints
import domain.models  # noqa: F401  (the tables of every room)
import jobs.commands
import web.commands
from adapters.search import WhooshIndex
from bench.command import bench
from blueprints.groups import stream
from config import Settings, load
from core import generation, outbox, unit
from core.db import db, end_reading
from domain import reactions
from domain.angels import traces, windows
from domain.angels.rules import Windows
from domain.catalog import notice
from domain.merchants import fees
from domain.orders import case_deadlines
from domain.orders.case_deadlines import Deadlines
from domain.says import hearing
from domain.search import index as search_index
from jobs import worker
from web import (
    converters,
    errors,
    guards,
    headers,
    language,
    limits,
    live,
    mailing,
    metrics,
    pagecache,
    show,
    signin,
    site,
    templating,
    uploads,
)

HERE = Path(__file__).parent
htmx = HTMX()
COMPRESSED = [
    "text/html",
    "text/css",
    "text/javascript",
    "image/svg+xml",
    "application/atom+xml",
    "application/xml",
    "text/csv",
]

# What a connection to PostgreSQL is told, unless DATABASE_URL says its own.
POSTGRES = (
    # Compiling a plan takes longer than any of our statements runs.
    "jit=off",
    # Whoever writes says so (core/db.py); everything else is refused to.
    "default_transaction_read_only=on",
)


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The site with the settings of `environ` (the process's own when empty)."""
    settings = load(environ)
    app = Flask(__name__)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        TESTING=settings.app_env == "test",
        COMPRESS_MIMETYPES=COMPRESSED,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=False,
    )
    _log(settings)
    db.init_app(app)
    # What is registered last runs first: before the session is removed.
    app.teardown_appcontext(end_reading)
    Migrate(app, db, directory=str(HERE / "migrations"))
    generation.open_at(settings.data_dir / "generation")
    app.extensions["search"] = WhooshIndex(settings.data_dir / "search")
    search_index.use(app.extensions["search"])
    traces.use(settings.secret_key)
    windows.use(Windows(settings.product_touch_days, settings.store_touch_hours))
    notice.use(timedelta(days=settings.rate_cut_notice_days))
    fees.use_notice(timedelta(days=settings.fee_raise_notice_days))
    case_deadlines.use(
        Deadlines(
            answer_hours=settings.case_answer_hours,
            decide_days=settings.case_decide_days,
            send_back_days=settings.case_send_back_days,
            settle_days=settings.case_settle_days,
            receive_days=settings.case_receive_days,
        )
    )
    hearing.use(among_friends=settings.moments_comments)
    converters.install(app)
    errors.install(app)
    metrics.install(app)
    signin.install(app)
    uploads.install(app)
    CSRFProtect(app)
    guards.install(app)
    language.install(app)
    htmx.init_app(app)
    limits.install(app)
    headers.install(app)
    mailing.install(app)
    site.install(app)
    show.install(app)
    templating.install(app)
    for blueprint in blueprints.ALL:
        app.register_blueprint(blueprint)
    Compress(app)
    pagecache.install(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    outbox.install(reactions.TOGETHER, reactions.AFTERWARDS)
    unit.after_commit(_bump_generation)
    live.install(app, stream.look, stream.describe)
    worker.install(app)
    web.commands.install(app)
    jobs.commands.install(app)
    app.cli.add_command(bench)
    return app


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.is_sqlite:
        return {
            "pool_size": 32,
            "max_overflow": 0,
            "pool_timeout": 5,
            "connect_args": {"check_same_thread": False},
        }
    options: dict[str, object] = {
        "pool_size": 16,
        "max_overflow": 8,
        "pool_timeout": 5,
        "pool_pre_ping": True,
        # The connections that know the statements best are used first.
        "pool_use_lifo": True,
    }
    if "options=" not in settings.database_url:
        options["connect_args"] = {"options": " ".join(f"-c {one}" for one in POSTGRES)}
    return options


def _bump_generation(done: unit.Unit) -> None:
    if not done.quiet:
        generation.bump()


def _log(settings: Settings) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
