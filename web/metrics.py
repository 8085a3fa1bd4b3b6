"""`/metrics`: what a monitor asks this process. Each worker counts its own, told apart by the label `worker`."""

import os
import time
from ipaddress import ip_address

from flask import Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector
from sqlalchemy import func, select

from core import clock
from core.db import session
from core.errors import NotFound
from core.outbox import OutboxRow
from web.guards import public, viewer

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


# When a series began is of no use here and doubles the lines.
disable_created_metrics()


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = self._made(Counter, "requests", "Requests answered", "method", "endpoint", "status")
        self.seconds = self._made(
            Histogram, "request_seconds", "Time to the answer's first byte", "endpoint", buckets=BUCKETS
        )
        self.kept_pages = self._made(
            Gauge, "kept_page_hits", "Pages for strangers served without the application"
        )
        self.streams = self._made(Gauge, "streams", "Pages that are told what happens as it happens")
        self.streams_refused = self._made(Gauge, "streams_refused", "Streams for which there was no room")
        self.outbox_rows = self._made(Gauge, "outbox_rows", "Jobs that wait")
        self.outbox_age = self._made(Gauge, "outbox_age_seconds", "How long the oldest job has been due")

    def _made(self, kind, name: str, help_text: str, *labels: str, **more: object):  # type: ignore[no-untyped-def]
        return kind(f"angelsays_{name}", help_text, ("worker", *labels), registry=self.registry, **more)


@public
def metrics() -> Response:
    """Open to this machine and to operators; for everybody else it is not there."""
    if not (_asks_from_here() or viewer().is_operator):
        raise NotFound
    kept: Metrics = current_app.extensions["metrics"]
    worker = str(os.getpid())
    waiting, oldest_at = session.execute(
        select(func.count(), func.min(OutboxRow.available_at)).where(OutboxRow.available_at <= clock.now())
    ).one()
    kept.outbox_rows.labels(worker).set(waiting)
    kept.outbox_age.labels(worker).set((clock.now() - oldest_at).total_seconds() if oldest_at else 0)
    kept.kept_pages.labels(worker).set(current_app.extensions["page_cache"].hits)
    hub = current_app.extensions["live"]
    kept.streams.labels(worker).set(hub.count)
    kept.streams_refused.labels(worker).set(hub.refused)
    response = Response(generate_latest(kept.registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _asks_from_here() -> bool:
    """From this machine, and not through a proxy on it that the site was not told of."""
    try:
        is_here = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    is_forwarded = any(name in request.headers for name in FORWARDED)
    return is_here and (not is_forwarded or current_app.extensions["settings"].proxy_hops > 0)


def install(app: Flask) -> None:
    kept = app.extensions["metrics"] = Metrics()
    app.add_url_rule("/metrics", "metrics", metrics)

    @app.before_request
    def begin() -> None:
        g.began_at = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        worker, endpoint = str(os.getpid()), request.endpoint or "none"
        kept.requests.labels(worker, request.method, endpoint, str(response.status_code)).inc()
        if "began_at" in g:
            kept.seconds.labels(worker, endpoint).observe(time.perf_counter() - g.began_at)
        return response
