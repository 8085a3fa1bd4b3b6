"""Comments and reactions."""

from flask import Blueprint, current_app, request, url_for
from werkzeug.wrappers import Response

from blueprints.says.forms import CommentForm
from blueprints.says.views import answered_comment, show_post
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.says import actions, queries
from web.forms import number_arg
from web.guards import cacheable, viewer
from web.limits import WRITING, limiter
from web.respond import back, done, page, wants_part

bp = Blueprint("responses", __name__)


@bp.post("/says/<id:post_id>/reactions")
@limiter.limit(WRITING)
def react(post_id: int) -> Response:
    kind = request.form.get("kind", "like")
    actions.react(viewer(), post_id, kind=kind)
    met_at = back("says.show", post_id=post_id)
    part = "says/_helpful.html" if kind == "helpful" else "says/_like.html"
    return done(f"{met_at}#post-{post_id}", part=part, post=queries.tally(viewer(), post_id))


@bp.get("/says/<id:post_id>/reactions")
def choose(post_id: int) -> Response:
    """The reactions to choose from: for a list, which asks when they are wanted, and a page of its own."""
    return page(
        "says/reactions.html",
        part="says/_reactions.html",
        post=queries.tally(viewer(), post_id),
        place="list",
    )


@bp.get("/says/<id:post_id>/comments/new")
def write(post_id: int) -> Response:
    """The form as it opens under a post in a list or under a comment; without htmx the post's page has it."""
    if not wants_part():
        return done(url_for("says.show", post_id=post_id, reply=number_arg("parent")) + "#write")
    queries.require_post(viewer(), post_id)
    answered = answered_comment(number_arg("parent"), post_id)
    form = CommentForm(formdata=None)
    slot = _slot(post_id, answered.id if answered else None)
    return page(
        "says/_comment_form.html",
        post_id=post_id,
        answered=answered,
        form=form,
        slot=slot,
        whole=False,
        asks=queries.asks_advice(post_id),
    )


@bp.post("/says/<id:post_id>/comments")
@limiter.limit(WRITING)
def comment(post_id: int) -> Response:
    form = CommentForm()
    if form.validate():
        try:
            comment_id = actions.comment(
                viewer(),
                post_id,
                body=form.body.data,
                parent_id=form.parent_id.data,
                product_id=form.advised,
            )
            return _commented(post_id, comment_id)
        except Refused as refusal:
            form.refuse(refusal)
    if not wants_part():
        return show_post(post_id, form, status=422)
    response = page(
        "says/_comment_form.html",
        status=422,
        post_id=post_id,
        answered=answered_comment(form.parent_id.data, post_id),
        form=form,
        slot=_slot(post_id, form.parent_id.data),
        whole=_is_whole(),
        asks=queries.asks_advice(post_id),
    )
    # The form's own target is the list of comments; a refusal replaces the form.
    response.headers["HX-Retarget"] = f"#{_slot(post_id, form.parent_id.data)}"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _commented(post_id: int, comment_id: int) -> Response:
    made = queries.comment(viewer(), comment_id)
    return done(
        f"{url_for('says.show', post_id=post_id)}#comment-{comment_id}",
        part="says/_commented.html",
        comment=made,
        slot=_slot(post_id, made.parent_id),
        post=queries.tally(viewer(), post_id),
        form=CommentForm(formdata=None),
        whole=_is_whole(),
        asks=queries.asks_advice(post_id),
    )


def _is_whole() -> bool:
    """The form stands on the post's own page, where it stays open after sending."""
    return request.form.get("whole") == "1"


def _slot(post_id: int, parent_id: int | None) -> str:
    """The id of the place in the page that holds the form."""
    return f"answer-{parent_id}" if parent_id and not _is_whole() else f"write-{post_id}"


@bp.get("/comments/<id:comment_id>/replies")
@cacheable
def replies(comment_id: int) -> Response:
    found = queries.replies(viewer(), comment_id, number_arg("after"))
    return page(
        "says/thread.html",
        part="says/_replies.html",
        root=queries.comment(viewer(), comment_id),
        root_id=comment_id,
        replies=found,
    )


@bp.post("/comments/<id:comment_id>/delete")
@limiter.limit(WRITING)
def delete_comment(comment_id: int) -> Response:
    post_id = actions.delete_comment(viewer(), comment_id)
    where = f"{url_for('says.show', post_id=post_id)}#comment-{comment_id}"
    if not wants_part():
        return done(where, message=N_("Your comment is deleted."))
    try:
        return page("says/_comment.html", comment=queries.comment(viewer(), comment_id))
    except NotFound:
        # Nobody had answered it: it leaves no place behind.
        return current_app.response_class("")
