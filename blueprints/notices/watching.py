"""The bell beside a post, a group and a person: how much one wants to hear of it."""

from dataclasses import dataclass

from flask import Blueprint
from werkzeug.wrappers import Response

from blueprints.notices.forms import LEVELS, WatchForm
from core.errors import NotFound
from core.i18n import N_
from domain.notices import actions, policy, queries
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import back, done, page

bp = Blueprint("watching", __name__)


@dataclass(frozen=True, slots=True)
class Bell:
    """`level` is what holds, `chosen` whether she has chosen it; `levels` are those that she may choose."""

    kind: str
    number: int
    level: str
    chosen: bool
    levels: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        return f"bell-{self.kind}-{self.number}"


def bell(kind: str, number: int, *, default: str = "mentions", closely: bool = True) -> Bell:
    """For a page of the viewer: one query. `closely`: she may hear of everything."""
    level = queries.level_of(viewer(), kind, number)
    levels = LEVELS[kind] if closely else LEVELS[kind][1:]
    return Bell(kind, number, level or default, level is not None, levels)


@bp.app_context_processor
def _lend_bell() -> dict[str, object]:
    return {"bell": bell}


@bp.get("/watches/person/<id:user_id>")
def of_person(user_id: int) -> Response:
    """The bell of a person as it opens; for her page, which asks when it is wanted, and a page of its own."""
    if not policy.is_in_sight(viewer(), "person", user_id):
        raise NotFound
    closely = policy.can_watch_closely(viewer(), "person", user_id).ok
    watched = bell("person", user_id, closely=closely)
    return page("notices/bell.html", part="notices/_bell.html", watched=watched, opened=True)


@bp.post("/watches")
@limiter.limit(WRITING)
def choose() -> Response:
    form = WatchForm()
    kind, number = form.target_type.data or "", form.target_id.data or ""
    if not form.validate() or kind not in LEVELS or not _is_id(number):
        raise NotFound
    level = form.level.data or ""
    actions.watch(viewer(), kind, int(number), level)
    if level == "default":
        return done(back("notice_settings.show"), message=N_("Left to what is usual."))
    return done(
        back("notice_settings.show"),
        part="notices/_bell.html",
        message=N_("Saved."),
        watched=bell(kind, int(number), closely=policy.can_watch_closely(viewer(), kind, int(number)).ok),
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18 and int(text) > 0
