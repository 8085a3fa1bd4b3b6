"""Drafts and planned posts: saved while they are typed, listed, changed, thrown away."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.says import compose, pictures, sheets
from blueprints.says.forms import PostForm
from core.errors import Conflict, DomainError, NotFound, Refused
from core.i18n import N_
from domain.says import actions, drafting, queries
from web.forms import number_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page, wants_part
from web.uploads import keep_pictures, takes_pictures

bp = Blueprint("drafts", __name__)

# A page that saves itself writes oftener than a person does.
SAVING = "60/minute;2000/hour"


@bp.get("/says/drafts")
def index() -> Response:
    return _listed()


def _listed(status: int = 200, problem: Refused | None = None, problem_at: int = 0) -> Response:
    return page(
        "says/drafts.html",
        part="says/_drafts.html",
        status=status,
        drafts=queries.drafts(viewer(), number_arg("before")),
        zone=sheets.zone_of(viewer()),
        local=sheets.local,
        problem=problem,
        problem_at=problem_at,
        typed=request.form.get("publish_at", ""),
    )


@bp.post("/says/drafts")
@takes_pictures
@limiter.limit(SAVING)
def save() -> Response:
    return _saved_by_itself() if wants_part() else _saved_by_button()


def _saved_by_itself() -> Response:
    """The line under the form: saved, or why not. The text in the browser is untouched either way."""
    fields, key = sheets.sent_fields(), sheets.sent_key()
    if not sheets.sent_version() and not drafting.is_worth_keeping(fields):
        return _line("nothing")
    try:
        overwrite = bool(request.form.get("overwrite"))
        kept = actions.keep_draft(viewer(), key, fields, version=sheets.sent_version(), overwrite=overwrite)
        return _line("saved", kept=kept)
    except Conflict as problem:
        there = queries.version_at(viewer(), key)
        return _line("conflict", problem=problem, there=there[0] if there else None)
    except DomainError as problem:
        return _line("gone" if isinstance(problem, NotFound) else "refused", problem=problem)


def _line(
    state: str,
    *,
    kept: actions.Kept | None = None,
    problem: DomainError | None = None,
    there: int | None = None,
) -> Response:
    version = kept.version if kept else sheets.sent_version()
    return page(
        "says/_draft_state.html", state=state, version=version, kept=kept, problem=problem, there=there
    )


def _saved_by_button() -> Response:
    """Without scripts: the whole form is sent, pictures too, and comes back as the draft that it is now."""
    form = PostForm()
    received = pictures.receive(form)
    photos = pictures.kept_for(viewer(), form, received)
    fields = sheets.sent_fields([photo.token for photo in photos], [photo.alt for photo in photos])
    sheet = sheets.sheet_for(viewer())
    try:
        if received.problems:
            raise received.problems[0]
        kept = actions.keep_draft(viewer(), sheet.key, fields, version=sheet.version)
        message = N_("Saved. It goes out at its time.") if kept.publish_at else N_("Saved as a draft.")
        return done(url_for("says.new", draft=kept.id), message=message)
    except Conflict as problem:
        form.refuse(Refused(problem.text))
        form.refuse(Refused(N_("Save again to keep what stands here instead.")))
        sheet = sheets.seen(sheet, viewer())
    except NotFound as problem:
        form.refuse(Refused(problem.text))
        sheet = sheets.seen(sheet, viewer())
    except Refused as problem:
        form.refuse(problem)
    return compose.compose_page(form, sheet=sheet, product_id=form.product_id.data, photos=photos, status=422)


@bp.post("/says/drafts/<id:draft_id>/delete")
@limiter.limit(WRITING)
def delete(draft_id: int) -> Response:
    actions.discard_draft(viewer(), draft_id)
    return done(url_for(".index"), message=N_("Your draft is deleted."))


@bp.post("/says/drafts/<id:draft_id>/time")
@limiter.limit(WRITING)
def plan(draft_id: int) -> Response:
    """Another time to go out, or none."""
    try:
        actions.replan(viewer(), draft_id, sheets.sent_time(viewer()))
    except Refused as problem:
        return _listed(422, problem, draft_id)
    return done(url_for(".index"), message=N_("Your change is kept."))


@bp.post("/says/pictures")
@takes_pictures
@limiter.limit(SAVING)
def receive_picture() -> Response:
    """One picture, as soon as it is chosen: it is kept, and comes back as a piece of the form. The form itself sends
    its pictures too where there are no scripts."""
    kept, problems = keep_pictures(request.files.getlist("photos"), field="photos", limit=1)
    if problems or not kept:
        problem = problems[0] if problems else Refused(N_("Choose a picture."), field="photos")
        return page("says/_picture_refused.html", status=422, problem=problem)
    (token,) = actions.keep_drafts(viewer(), kept, [request.form.get("alt", "")])
    return page("says/_picture.html", photo=queries.kept_photos(viewer(), [token])[0])
