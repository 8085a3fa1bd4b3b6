"""The chat as it is said: server-sent events for a page that is open.

Every event's `id` is SEQ.CHANGE, how far the page then is. A browser that comes back names the last one it has, and
gets everything since out of the tables. What is sent is drawn for this reader at that moment, by the queries and the
part of the page itself, after asking anew who she is and what she may read; a stream that may no longer be is ended.
"""

import json
import logging
import random
import re
import sys
import time
from collections.abc import Iterator
from contextvars import Context
from typing import Any

from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from adapters.live import Note
from blueprints.groups.views import bp
from core.errors import DomainError
from core.policy import require
from domain.groups import actions, live, queries
from domain.groups.queries import Mark
from web.errors import passes_by_itself, show
from web.guards import viewer
from web.limits import limiter
from web.live import Full, Hub, Listener
from web.respond import done, wants_part

log = logging.getLogger("angelsays.live")

# A browser that has lost its stream tries again after this.
RETRY_MS = 2_000
# An event, since a page does not hear of a comment, and must know when its stream has died.
BEAT = b"event: beat\ndata: .\n\n"
BEAT_SECONDS = 8.0
# Rights are asked for before anything is sent, and for a stream that is silent this often.
RIGHTS_EVERY_SECONDS = 30.0
FULL_RETRY_SECONDS = 30
# Whoever is further behind than this loads the page instead.
MOST_BEHIND = 200
BATCH = 50
POSITION = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,15}))?", re.ASCII)
# What the page cache and the proxy before us would hold back, or pack.
UNHELD = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
TYPING = "40/minute;600/hour"
KEPT = """
    REQUEST_METHOD PATH_INFO SCRIPT_NAME SERVER_NAME SERVER_PORT SERVER_PROTOCOL REMOTE_ADDR wsgi.url_scheme
    HTTP_HOST HTTP_COOKIE HTTP_ACCEPT_LANGUAGE
""".split()


@bp.get("/products/<id:product_id>/stream")
def stream(product_id: int) -> BaseResponse:
    """For an EventSource: what is said after `Last-Event-ID` (or `?after=`), and from then on. Else: the chat."""
    if "text/event-stream" not in request.headers.get("Accept", ""):
        return redirect(url_for("groups.show", product_id=product_id, room="chat"), 303)
    require(queries.may_follow(viewer(), product_id))
    hub: Hub = current_app.extensions["live"]
    topics = (live.group(product_id), live.person(viewer().id))
    if request.method == "HEAD":
        return Response(mimetype="text/event-stream", headers=UNHELD)
    try:
        listener = hub.open(viewer().id, topics)
    except Full:
        return show(503, retry_after=FULL_RETRY_SECONDS)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    told = Stream(app, hub, listener, product_id, _environ(), _position(product_id))
    # No more of the request is kept while the stream is open: its database session ends with this view.
    return Response(told, mimetype="text/event-stream", headers=UNHELD)


@bp.get("/products/<id:product_id>/messages")
def messages(product_id: int) -> BaseResponse:
    """The same for a page that asks now and then: what is new after `?after=`, or 204. `X-Chat-At` says how far the
    page then is. Without htmx: the chat."""
    if not wants_part():
        return redirect(url_for("groups.show", product_id=product_id, room="chat"), 303)
    require(queries.may_follow(viewer(), product_id))
    mark = queries.mark_of(product_id)
    since = _position(product_id) or Mark()
    found = queries.messages_of(viewer(), product_id, after=since.seq, size=BATCH)
    changed = queries.changed_messages(viewer(), product_id, since) if mark.change > since.change else []
    reached = found[-1].seq if len(found) == BATCH else max([mark.seq, *(one.seq for one in found)])
    response = Response(drawn(changed) + drawn(found)) if changed or found else Response(status=204)
    response.headers["X-Chat-At"] = _written(Mark(reached, mark.change))
    response.vary.add("HX-Request")
    if found:
        actions.mark_read(viewer(), product_id, reached, since=since.seq)
    return response


@bp.post("/products/<id:product_id>/presence")
@limiter.limit(TYPING)
def presence(product_id: int) -> BaseResponse:
    """Whether the others see the viewer come, go and type, here and in every chat."""
    actions.be_seen(viewer(), bool(request.form.get("seen")))
    return done(url_for("groups.show", product_id=product_id, room="chat"))


@bp.post("/products/<id:product_id>/typing")
@limiter.limit(TYPING)
def typing(product_id: int) -> BaseResponse:
    """Tells the others who are here that the viewer types. Nothing is kept."""
    require(queries.may_follow(viewer(), product_id))
    person = queries.seen_as(viewer(), product_id)
    if person is not None:
        about = {"id": person.id, "name": person.display_name}
        current_app.extensions["live"].publish(Note(live.group(product_id), live.TYPING, about))
    return Response(status=204)


class Stream:
    """What the server sends, piece by piece; each is drawn in a request context of its own."""

    def __init__(
        self,
        app: Flask,
        hub: Hub,
        listener: Listener,
        product_id: int,
        environ: dict[str, Any],
        begins: Mark | None,
    ) -> None:
        self._app, self._hub, self._listener = app, hub, listener
        self._product_id, self._environ = product_id, environ
        self._topic = live.group(product_id)
        self._at = begins
        self._began = self._is_known = False
        self._ends = False
        self._shown_as: int | None = None
        self._read_from = begins.seq if begins else 0
        self._read_to = 0
        self._apart: frozenset[int] = frozenset()
        self._asked_at = 0.0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._ends:
            raise StopIteration
        if not self._began:
            self._began = True
            self._hub.stir(self._topic)
            return f"retry: {RETRY_MS}\n\n".encode() + self._answer([Note(self._topic, live.TALK)])
        # Spread, so that a thousand streams do not all beat at once.
        notes = self._listener.wait(BEAT_SECONDS * random.uniform(0.75, 1))
        return self._answer(notes) or BEAT

    def close(self) -> None:
        self._hub.close(self._listener)
        if self._shown_as is not None:
            self._hub.go(self._topic, self._shown_as)
            self._shown_as = None
        if self._read_to:
            seq, self._read_to = self._read_to, 0
            self._quietly(lambda: actions.mark_read(viewer(), self._product_id, seq, since=self._read_from))

    def _answer(self, notes: list[Note]) -> bytes:
        is_due = time.monotonic() - self._asked_at > RIGHTS_EVERY_SECONDS
        must_ask = is_due or any(note.kind in (live.TALK, live.RIGHTS) for note in notes)
        if must_ask:
            with self._hub.drawing:
                return self._quietly(lambda: self._asked(notes)) or b""
        return b"".join(self._heard(note) for note in notes)

    def _quietly(self, work: Any) -> Any:
        """A stream whose database is away ends; the browser comes back and loses nothing."""
        try:
            # Of its own even where somebody else's request is under way around it.
            return Context().run(self._inside, work)
        except DomainError:
            self._ends = True
            return _event("end", {"reload": True})
        except Exception as error:
            self._ends = True
            if not passes_by_itself(error):
                log.exception("a stream of product %s broke", self._product_id)
            return b""

    def _inside(self, work: Any) -> Any:
        with self._app.request_context(dict(self._environ)):
            return work()

    def _asked(self, notes: list[Note]) -> bytes:
        require(queries.may_follow(viewer(), self._product_id))
        self._asked_at = time.monotonic()
        self._apart = queries.apart_from(viewer())
        self._show()
        # How far the talk is, before what is read: nothing that comes between is skipped.
        mark = queries.mark_of(self._product_id)
        since = self._at or mark
        # The first answer always says so: the page then knows that nothing on the way holds the stream back.
        said = b"" if since == mark and self._is_known else self._news(since, mark)
        self._is_known = True
        return said + b"".join(self._heard(note) for note in notes)

    def _show(self) -> None:
        """Once she has entered and wants it, the others see that she is here."""
        person = queries.seen_as(viewer(), self._product_id)
        seen = person.id if person else None
        if seen == self._shown_as:
            return
        if self._shown_as is not None:
            self._hub.go(self._topic, self._shown_as)
        if seen is not None:
            self._hub.come(self._topic, seen)
        self._shown_as = seen

    def _news(self, since: Mark, mark: Mark) -> bytes:
        if mark.seq - since.seq > MOST_BEHIND:
            self._at = mark
            return _event("gap", {}, mark)
        pieces = []
        if mark.change > since.change:
            changed = queries.changed_messages(viewer(), self._product_id, since)
            if changed:
                pieces.append(_event("changed", drawn(changed)))
        after = since.seq
        while after < mark.seq:
            found = queries.messages_of(viewer(), self._product_id, after=after, size=BATCH)
            if not found:
                break
            after = found[-1].seq
            pieces.append(_event("said", drawn(found)))
        self._at = Mark(max(after, mark.seq), mark.change)
        if self._at.seq > since.seq:
            self._read_to = self._at.seq
        # The position goes last: a browser that loses the stream in the middle asks for all of it again.
        return b"".join(pieces) + _event("at", {"seq": self._at.seq}, self._at)

    def _heard(self, note: Note) -> bytes:
        if note.kind == live.TYPING:
            who = note.about.get("id")
            is_other = who not in self._apart and who != self._listener.person_id
            return _event("typing", {"id": who, "name": note.about.get("name")}) if is_other else b""
        if note.kind == live.HERE:
            people = [one for one in note.about["people"] if one["id"] not in self._apart]
            named = [one["name"] for one in people if one["id"] != self._listener.person_id]
            shown = named[: queries.NAMED_HERE]
            return _event("here", {"names": shown, "more": len(named) - len(shown)})
        return b""


def drawn(found: list[queries.MessageCard]) -> str:
    """The messages as the page shows them."""
    return render_template("groups/_messages.html", messages=found)


def look(topics: Any) -> dict[str, Mark]:
    """How far the talk of the groups among `topics` is."""
    ids = {int(topic[6:]): topic for topic in topics if topic.startswith("group:")}
    return {ids[product_id]: mark for product_id, mark in queries.marks_of(list(ids)).items()}


def describe(topic: str, ids: Any) -> dict[str, Any]:
    """The people among `ids` whom others may see."""
    found = queries.seen_among(int(topic[6:]), ids) if ids else []
    return {"people": [{"id": one.id, "name": one.display_name} for one in found]}


def _event(name: str, said: str | dict[str, Any], at: Mark | None = None) -> bytes:
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    lines = [f"event: {name}", *(f"data: {line}" for line in text.splitlines() if line.strip())]
    if at is not None:
        lines.insert(0, f"id: {_written(at)}")
    return ("\n".join(lines) + "\n\n").encode()


def _written(at: Mark) -> str:
    return f"{at.seq}.{at.change}"


def _position(product_id: int) -> Mark | None:
    """What the browser says that it has; None for no position of this group, which then is where the talk is now."""
    given = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    found = POSITION.fullmatch(given.strip())
    if found is None:
        return None
    mark, now = Mark(int(found[1]), int(found[2] or 0)), queries.mark_of(product_id)
    return mark if mark.seq <= now.seq and mark.change <= now.change else None


def _environ() -> dict[str, Any]:
    """Of the request, what says who asks and in which language."""
    found = {name: request.environ[name] for name in KEPT if name in request.environ}
    # As for a part of a page: nobody needs the badges of the navigation.
    return {
        **found,
        "QUERY_STRING": "",
        "HTTP_HX_REQUEST": "true",
        "wsgi.input": _Nothing(),
        "wsgi.errors": sys.stderr,
    }


class _Nothing:
    """The body of a request that has none."""

    def read(self, *_size: int) -> bytes:
        return b""

    readline = read
