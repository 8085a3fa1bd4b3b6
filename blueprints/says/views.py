"""Posts: writing, reading, changing and deleting them; a person's posts; the reviews of a product."""

from datetime import datetime

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.says import kinds, pictures, seen_as, sheets
from blueprints.says.compose import compose_page, draft_page
from blueprints.says.forms import CommentForm, PostForm
from blueprints.says.pictures import Received
from core.errors import NotFound, Refused
from core.i18n import N_
from core.paging import Page
from domain.catalog import queries as catalog
from domain.people import queries as people
from domain.says import actions, queries
from domain.says.queries import Draft, PhotoView, ReviewChoice
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.uploads import takes_pictures

bp = Blueprint("says", __name__)


@bp.get("/says/new")
def new() -> Response:
    product_id, search, draft_id = number_arg("product_id"), text_arg("q", 60), number_arg("draft")
    if draft_id:
        return draft_page(queries.draft(viewer(), draft_id), product_id=product_id, search=search)
    return compose_page(PostForm(formdata=None, **kinds.asked_for()), product_id=product_id, search=search)


@bp.post("/says")
@takes_pictures
@limiter.limit(WRITING)
def create() -> Response:
    form = PostForm()
    received = pictures.receive(form)
    if form.arrange.data:
        return _compose_again(form, received, status=200)
    if form.validate() and not received.problems:
        try:
            if publish_at := sheets.sent_time(viewer()):
                return _plan(form, received, publish_at)
            post_id = actions.publish_draft(
                viewer(),
                sheets.sent_key(),
                version=sheets.sent_version(),
                body=form.body.data,
                product_id=form.product_id.data,
                stars=form.rating.data,
                audience=form.audience.data or "public",
                endorse=form.endorse.data,
                pictures=received.pictures,
                photo_tokens=form.photo_tokens,
                alts=received.alts,
                **kinds.given(form),
            )
            return done(url_for("says.show", post_id=post_id), message=N_("Your post is out."))
        except Refused as refusal:
            return _refused(form, pictures.kept_for(viewer(), form, received), refusal)
    for problem in received.problems:
        form.refuse(problem)
    return _compose_again(form, received, status=422)


def _plan(form: PostForm, received: Received, publish_at: datetime) -> Response:
    photos = pictures.kept_for(viewer(), form, received)
    fields = sheets.sent_fields([photo.token for photo in photos], [photo.alt for photo in photos])
    try:
        sheet = sheets.sheet_for(viewer())
        actions.plan(viewer(), sheet.key, fields, publish_at, version=sheet.version)
    except Refused as refusal:
        return _refused(form, photos, refusal)
    return done(url_for("drafts.index"), message=N_("Your post is planned."))


def _compose_again(form: PostForm, received: Received, *, status: int) -> Response:
    photos = pictures.kept_for(viewer(), form, received)
    sheet = sheets.sheet_for(viewer())
    return compose_page(form, sheet=sheet, product_id=form.product_id.data, photos=photos, status=status)


def _refused(form: PostForm, photos: list[PhotoView], refusal: Refused) -> Response:
    form.refuse(refusal)
    is_gone = isinstance(refusal, actions.DraftGone)
    sheet = sheets.renewed(viewer()) if is_gone else sheets.sheet_for(viewer())
    return compose_page(form, sheet=sheet, product_id=form.product_id.data, photos=photos, status=422)


@bp.get("/says/<id:post_id>")
@cacheable
def show(post_id: int) -> Response:
    return show_post(post_id, CommentForm(formdata=None))


def show_post(post_id: int, form: CommentForm, *, status: int = 200, poll_error: str = "") -> Response:
    """The post with its comments; also what a refused comment comes back on."""
    after = number_arg("after")
    post = queries.post(viewer(), post_id)
    answered = number_arg("reply") or form.parent_id.data
    return page(
        "says/show.html",
        part="says/_comments.html",
        status=status,
        post=post,
        comments=Page([]) if post.is_tombstone else queries.comments(viewer(), post_id, after),
        after=after,
        likers=queries.likers(viewer(), post_id) if post.reaction_count and not post.is_tombstone else [],
        form=form,
        answered=answered_comment(answered, post_id),
        poll_error=poll_error,
    )


def answered_comment(comment_id: int | None, post_id: int) -> queries.CommentView | None:
    """The comment that a form answers, if it stands under this post and may be read."""
    if not comment_id or not viewer().is_signed_in:
        return None
    try:
        found = queries.comment(viewer(), comment_id)
    except NotFound:
        return None
    return found if found.post_id == post_id else None


@bp.get("/says/<id:post_id>/menu")
@cacheable
def menu(post_id: int) -> Response:
    """What the reader can do with the post: for a list, which asks when it is wanted, and a page of its own."""
    post = queries.post(viewer(), post_id)
    return page("says/menu.html", part="says/_menu.html", post=post, place="list")


@bp.get("/says/<id:post_id>/edit")
def edit(post_id: int) -> Response:
    draft = queries.for_editing(viewer(), post_id)
    form = PostForm(formdata=None, body=draft.body, audience=draft.audience, rating=draft.stars)
    return _edit_page(draft, form, list(draft.photos))


@bp.post("/says/<id:post_id>")
@takes_pictures
@limiter.limit(WRITING)
def update(post_id: int) -> Response:
    draft = queries.for_editing(viewer(), post_id)
    form = PostForm()
    received = pictures.receive(form)
    if form.arrange.data:
        return _edit_page(draft, form, pictures.kept_for(viewer(), form, received, post_id))
    if form.validate() and not received.problems:
        try:
            actions.edit(
                viewer(),
                post_id,
                body=form.body.data,
                audience=form.audience.data or draft.audience,
                stars=form.rating.data,
                pictures=received.pictures,
                photo_tokens=form.photo_tokens,
                alts=received.alts,
            )
            return done(url_for("says.show", post_id=post_id), message=N_("Your changes are kept."))
        except Refused as refusal:
            form.refuse(refusal)
    for problem in received.problems:
        form.refuse(problem)
    return _edit_page(draft, form, pictures.kept_for(viewer(), form, received, post_id), status=422)


def _edit_page(draft: Draft, form: PostForm, photos: list[PhotoView], *, status: int = 200) -> Response:
    about = queries.rating_question(viewer(), draft.product_id) if draft.product_id else None
    readers = people.readers(viewer())
    return page(
        "says/edit.html", status=status, draft=draft, form=form, about=about, photos=photos, readers=readers
    )


@bp.post("/says/<id:post_id>/delete")
@limiter.limit(WRITING)
def delete(post_id: int) -> Response:
    actions.delete(viewer(), post_id)
    return done(
        url_for("feed.home"), part="says/_gone.html", message=N_("Your post is deleted."), post_id=post_id
    )


@bp.get("/@<handle:handle>/says")
@cacheable
def by_person(handle: str) -> Response:
    person = people.person(viewer(), handle)
    if as_whom := text_arg("as", 40):
        return seen_as.show(person, as_whom)
    posts = queries.posts_of(viewer(), person.id, number_arg("before"))
    return page(
        "says/by_person.html",
        part="feed/_posts.html",
        person=person,
        relation=people.relation(viewer(), person.id),
        is_own=viewer().id == person.id,
        posts=posts,
        more_url=url_for(".by_person", handle=handle, before=posts.next_cursor),
    )


@bp.get("/products/<id:product_id>/reviews")
@cacheable
def reviews(product_id: int) -> Response:
    product = catalog.cards(viewer(), [product_id]).get(product_id)
    if product is None:
        raise NotFound
    which = _which()
    return page(
        "says/reviews.html",
        part="products/_reviews.html",
        product=product,
        product_id=product_id,
        bars=queries.rating_bars(product_id),
        which=which,
        reviews=queries.reviews_of(viewer(), product_id, request.args.get("after", ""), which),
    )


def _which() -> ReviewChoice:
    """What the address asks for; friends are for those who may have some."""
    stars, sort = number_arg("stars") or 0, text_arg("sort", 10)
    return ReviewChoice(
        friends=request.args.get("friends") == "1" and viewer().is_signed_in,
        photos=request.args.get("photos") == "1",
        repeat=request.args.get("repeat") == "1",
        stars=stars if stars <= 5 else 0,
        sort=sort if sort in queries.SORTS else "",
    )
