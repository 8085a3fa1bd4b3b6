"""The problem desk of a product: its figures for everybody, its problems for those who bought it and the merchant."""

from collections.abc import Sequence

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.fans.filling import filled_into
from blueprints.problems.forms import ProblemForm, WordForm
from blueprints.problems.pictures import PICTURES, served
from blueprints.problems.words import batch_word, kind_word
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.fans.queries import reply_titles
from domain.merchants.policy import SUPPORTING
from domain.problems import actions, queries
from domain.problems.rules import BODY_MAX, PICTURES_MAX
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page, wants_part
from web.uploads import takes_pictures
from web.waiting_pictures import fits, forget

bp = Blueprint("problems", __name__)


# For macros, which do not see what a context processor lends.
bp.add_app_template_global(kind_word, "problem_kind")
bp.add_app_template_global(batch_word, "problem_batch")
# On the pages where it stands: one query.
bp.add_app_template_global(queries.clock_of, "response_clock")


@bp.get("/products/<id:product_id>/problems")
@cacheable
def index(product_id: int) -> Response:
    before = number_arg("before")
    desk = queries.desk_of(viewer(), product_id)
    form = ProblemForm(formdata=None)
    form.order_number.data = text_arg("order", 12)
    return _desk(desk, form, before=before)


@bp.post("/products/<id:product_id>/problems")
@takes_pictures
@limiter.limit(ASKING)
def tell(product_id: int) -> Response:
    form = ProblemForm()
    # Seen first, so that nobody sends pictures about what she has not bought.
    desk = queries.desk_of(viewer(), product_id)
    require(desk.can_tell)
    sent = PICTURES.sent()
    try:
        if fits(form, sent):
            problem_id = actions.tell_of(
                viewer(),
                product_id,
                order_number=form.order_number.data or "",
                kind=form.kind.data or "",
                body=form.body.data or "",
                batch=form.batch.data or "",
                shows_name=form.shows_name.data,
                pictures=sent.new,
                tokens=sent.tokens,
            )
            return done(
                url_for(".show", product_id=product_id, problem_id=problem_id),
                message=N_("The merchant has been told."),
            )
    except Refused as refusal:
        form.refuse(refusal)
    except Exception:
        forget(sent.new)
        raise
    return _desk(desk, form, kept=PICTURES.kept_for_next_try(sent), status=422)


def _desk(
    desk: queries.Desk,
    form: ProblemForm,
    *,
    before: int | None = None,
    kept: Sequence[queries.KeptPicture] = (),
    status: int = 200,
) -> Response:
    return page(
        "problems/index.html",
        part="problems/_problems.html" if before else None,
        status=status,
        desk=desk,
        problems=queries.problems_of(viewer(), desk.product_id, before=before) if desk.can_read else None,
        alerts=queries.alerts_of(desk.product_id) if desk.can_read and not before else [],
        form=form,
        kept=kept,
        limit=PICTURES_MAX,
    )


@bp.get("/products/<id:product_id>/problems/<id:problem_id>")
def show(product_id: int, problem_id: int) -> Response:
    return _problem(product_id, problem_id, WordForm(formdata=None))


@bp.post("/products/<id:product_id>/problems/<id:problem_id>/words")
@limiter.limit(WRITING)
def say(product_id: int, problem_id: int) -> Response:
    form = WordForm()
    problem = queries.problem_of(viewer(), product_id, problem_id)
    if request.form.get("fill"):
        return _filled(problem, form)
    if form.validate():
        try:
            actions.say(viewer(), problem_id, body=form.body.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _moved(product_id, problem_id)
    return _problem(product_id, problem_id, form, status=422)


def _filled(problem: queries.ProblemView, form: WordForm) -> Response:
    """The shop's ready words go below what stands in the box already; nothing is sent. All buyers read the answer, so
    it names only who shows her name to them."""
    title = queries.desk_of(viewer(), problem.card.product_id).title
    filled_into(form, name=problem.name_for_all, product=title)
    if wants_part():
        return page(
            "problems/show.html", part="fans/_box.html", box=form.body, box_id="body", max_chars=BODY_MAX
        )
    return _problem(problem.card.product_id, problem.card.id, form)


@bp.post("/products/<id:product_id>/problems/<id:problem_id>/solution")
@limiter.limit(WRITING)
def solve(product_id: int, problem_id: int) -> Response:
    queries.problem_of(viewer(), product_id, problem_id)
    actions.solve(viewer(), problem_id)
    return _moved(product_id, problem_id, N_("Good that it is solved."))


@bp.post("/products/<id:product_id>/problems/<id:problem_id>/solution/delete")
@limiter.limit(WRITING)
def reopen(product_id: int, problem_id: int) -> Response:
    queries.problem_of(viewer(), product_id, problem_id)
    actions.reopen(viewer(), problem_id)
    return _moved(product_id, problem_id, N_("The merchant has been told that it is not solved."))


@bp.post("/products/<id:product_id>/problems/<id:problem_id>/delete")
@limiter.limit(WRITING)
def delete(product_id: int, problem_id: int) -> Response:
    queries.problem_of(viewer(), product_id, problem_id)
    actions.delete_problem(viewer(), problem_id)
    return done(url_for(".index", product_id=product_id), message=N_("It is taken back."))


def _moved(product_id: int, problem_id: int, message: str = "") -> Response:
    form = WordForm(formdata=None)
    problem = queries.problem_of(viewer(), product_id, problem_id)
    return done(
        url_for(".show", product_id=product_id, problem_id=problem_id),
        part="problems/_problem.html",
        message=message,
        problem=problem,
        form=form,
        replies=reply_titles(viewer(), problem.merchant_id),
    )


def _problem(product_id: int, problem_id: int, form: WordForm, status: int = 200) -> Response:
    problem = queries.problem_of(viewer(), product_id, problem_id)
    return page(
        "problems/show.html",
        part="problems/_problem.html",
        status=status,
        desk=queries.desk_of(viewer(), product_id),
        problem=problem,
        form=form,
        replies=reply_titles(viewer(), problem.merchant_id),
    )


@bp.get("/products/<id:product_id>/problems/<id:problem_id>/pictures/<id:id>")
def picture(product_id: int, problem_id: int, id: int) -> Response:
    """For those who may read the problem."""
    return served(queries.picture_key(viewer(), problem_id, id))


@bp.get("/problems/pictures/<id:id>")
def kept_picture(id: int) -> Response:
    """A picture that waits for its form, for the one who chose it."""
    return served(queries.kept_picture_key(viewer(), id))


@bp.get("/merchant/problems")
def at_merchant() -> Response:
    after = number_arg("after")
    if not viewer().shops_as(SUPPORTING):
        raise NotFound
    return page(
        "problems/merchant.html",
        part="problems/_waiting.html" if after else None,
        problems=queries.waiting(viewer(), after=after),
    )
