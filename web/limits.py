"""How often somebody may do something. Counted per process, or in Redis when there is one."""

from flask import Flask, request
from flask_limiter import Limiter

from web.guards import viewer


def who() -> str:
    """Who is counted: the person, else the address."""
    return f"user:{viewer().id}" if viewer().is_signed_in else f"ip:{request.remote_addr}"


limiter = Limiter(key_func=who, strategy="sliding-window-counter", headers_enabled=False)

# How often one person may write. Reading is not counted here.
WRITING = "60/minute;600/hour"
ASKING = "20/minute;200/hour"


def install(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(settings.redis_url)
    app.config["RATELIMIT_ENABLED"] = settings.app_env != "test" or app.config.get("RATELIMIT_ENABLED", False)
    limiter.init_app(app)
