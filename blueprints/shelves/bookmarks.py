"""Saved posts and their reminders: each member's own."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField

from blueprints.says.sheets import zone_of
from core import clock
from core.errors import Refused
from core.i18n import N_
from domain.says import queries
from domain.says.actions import bookmarks as actions
from domain.says.queries.bookmarks import saved_post, saved_posts
from web.forms import Form, number_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import back, done, page

bp = Blueprint("bookmarks", __name__)

CHOICES = ("tomorrow", "week", "date", "none")
# When of the day, in the member's own zone.
HOUR = time(9)


class ReminderForm(Form):
    remind = StringField(lazy_gettext("Remind me"), default="tomorrow")
    date = StringField(lazy_gettext("On this day"))


@bp.get("/bookmarks")
def index() -> Response:
    saved = saved_posts(viewer(), number_arg("before"))
    return page("shelves/bookmarks.html", part="shelves/_saved.html", saved=saved)


@bp.get("/says/<id:post_id>/bookmark")
def show(post_id: int) -> Response:
    """One saved post with the choice of a reminder."""
    return _page(post_id, ReminderForm(formdata=None))


@bp.post("/says/<id:post_id>/bookmark")
@limiter.limit(WRITING)
def save(post_id: int) -> Response:
    """Saves the post; with `remind` also says when to be reminded of it."""
    form = ReminderForm()
    actions.save(viewer(), post_id)
    if "remind" not in request.form:
        message = N_("Saved. Only you see it.")
        return done(
            back("bookmarks.index"), "shelves/_bookmark.html", message, post=queries.post(viewer(), post_id)
        )
    try:
        actions.remind(viewer(), post_id, at=_instant(form))
    except Refused as refusal:
        form.refuse(refusal)
        return _page(post_id, form, status=422)
    return done(url_for("bookmarks.index"), message=N_("Your reminder is set."))


@bp.post("/says/<id:post_id>/bookmark/delete")
@limiter.limit(WRITING)
def take_away(post_id: int) -> Response:
    actions.take_away(viewer(), post_id)
    part = None if request.form.get("gone") else "shelves/_bookmark.html"
    post = queries.post(viewer(), post_id) if part else None
    return done(back("bookmarks.index"), part, N_("No longer saved."), post=post)


def _page(post_id: int, form: ReminderForm, status: int = 200) -> Response:
    post = queries.post(viewer(), post_id)
    tomorrow = (_today() + timedelta(days=1)).isoformat()
    saved = saved_post(viewer(), post_id)
    return page("shelves/reminder.html", status=status, post=post, form=form, saved=saved, tomorrow=tomorrow)


def _instant(form: ReminderForm) -> datetime | None:
    """The morning of the chosen day where the member is."""
    match form.remind.data:
        case "none":
            return None
        case "tomorrow":
            return _morning(_today() + timedelta(days=1))
        case "week":
            return _morning(_today() + timedelta(days=7))
        case "date":
            return _morning(_date(form.date.data or ""))
        case _:
            raise Refused(N_("Choose one of these."), field="remind")


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(zone_of(viewer()))).date()


def _morning(day: date) -> datetime:
    return datetime.combine(day, HOUR, ZoneInfo(zone_of(viewer()))).astimezone(UTC)


def _date(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Refused(N_("Choose a day."), field="date") from None
    # The ends of the calendar have no morning in every zone.
    if not 2000 <= day.year < 9000:
        raise Refused(N_("Choose a day from tomorrow on, within five years."), field="date")
    return day
