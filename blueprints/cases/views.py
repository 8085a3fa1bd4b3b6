"""After-sales cases: opening one from an order or a post, its page for every side, its steps and its talk; and the
lists of buyer, merchant and platform."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from adapters.media import BadPicture, Picture
from blueprints.cases.forms import CaseForm, MessageForm, StepForm, pieces_given
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.merchants.policy import SUPPORTING
from domain.orders import actions, case_deadlines, case_policy, policy, queries
from domain.orders.actions.case_pictures import MAX_PICTURES
from domain.people.viewer import Viewer
from domain.says import queries as says
from web.forms import number_arg, text_arg
from web.guards import role, viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page
from web.uploads import private_store, store, takes_pictures
from web.waiting_pictures import Album, fits, forget

bp = Blueprint("cases", __name__)
PICTURES = Album(MAX_PICTURES, queries.kept_case_drafts, actions.keep_case_drafts)


# Lists.


@bp.get("/cases")
def index() -> Response:
    before = number_arg("before")
    return page(
        "cases/index.html",
        part="cases/_cards.html" if before else None,
        cases=queries.cases_of(viewer(), before=before),
        more_of=lambda cursor: url_for("cases.index", before=cursor),
    )


@bp.get("/merchant/cases")
def at_merchant() -> Response:
    which, before = text_arg("which"), number_arg("before")
    if not viewer().shops_as(SUPPORTING) or which not in queries.CASE_LISTS:
        raise NotFound
    return page(
        "cases/merchant.html",
        part="cases/_cards.html" if before else None,
        cases=queries.cases_at(viewer(), which=which, before=before),
        which=which,
        waiting=queries.waiting_at(viewer()),
        more_of=lambda cursor: url_for("cases.at_merchant", which=which or None, before=cursor),
    )


@bp.get("/moderation/after-sales")
@role("moderator")
def to_decide() -> Response:
    decided, before = text_arg("which") == "decided", number_arg("before")
    return page(
        "cases/platform.html",
        part="cases/_cards.html" if before else None,
        cases=queries.cases_to_decide(viewer(), decided=decided, before=before),
        decided=decided,
        more_of=lambda cursor: url_for(
            "cases.to_decide", which="decided" if decided else None, before=cursor
        ),
    )


# Opening one.


@bp.get("/says/<id:post_id>/case")
def from_post(post_id: int) -> Response:
    """From one's own post about what one bought to the form for its order."""
    post = says.post(viewer(), post_id)
    if not post.is_mine or post.product_id is None:
        raise NotFound
    found = queries.order_line_about(viewer(), post.product_id)
    if found is None:
        return page("cases/too_late.html", post_id=post_id, product_id=post.product_id)
    number, line_id = found
    return done(url_for("cases.new", number=number, line=line_id, post=post_id))


@bp.get("/orders/<number:number>/cases/new")
def new(number: str) -> Response:
    form = CaseForm(formdata=None)
    post_id = number_arg("post")
    if post_id:
        post = says.post(viewer(), post_id)
        if not post.is_mine:
            raise NotFound
        form.reason.data, form.post.data = post.body[: form.reason.max_chars], post_id
    return _form(number, form, chosen=number_arg("line"))


@bp.post("/orders/<number:number>/cases")
@takes_pictures
@limiter.limit(ASKING)
def open_case(number: str) -> Response:
    form = CaseForm()
    # Seen first, so that nobody sends pictures about what is not hers.
    order = queries.order_of(viewer(), number)
    require(policy.can_ask_refund(viewer(), order))
    sent = PICTURES.sent()
    copied: list[Picture] = []
    try:
        if fits(form, sent):
            copied = _of_post(form.post.data, MAX_PICTURES - len(sent.new) - len(sent.tokens))
            case_id = actions.open_case(
                viewer(),
                number,
                kind=form.kind.data or "",
                problem=form.problem.data or "",
                reason=form.reason.data,
                pieces=pieces_given(),
                amount_cents=form.amount.data,
                post_id=form.post.data,
                pictures=[*sent.new, *copied],
                tokens=sent.tokens,
            )
            return done(
                url_for("cases.show", case_id=case_id), message=N_("The merchant has been told of your case.")
            )
    except Refused as refusal:
        forget(copied)
        form.refuse(refusal)
    except Exception:
        forget([*sent.new, *copied])
        raise
    return _form(number, form, status=422, given=pieces_given(), kept=PICTURES.kept_for_next_try(sent))


def _form(
    number: str,
    form: CaseForm,
    *,
    chosen: int | None = None,
    given: dict[int, int] | None = None,
    kept: Sequence[queries.CaseDraft] = (),
    status: int = 200,
) -> Response:
    order = queries.order_of(viewer(), number)
    return page(
        "cases/new.html",
        status=status,
        order=order,
        lines=queries.claimable_lines(viewer(), number),
        chosen=chosen,
        given=given,
        form=form,
        allowed=policy.can_ask_refund(viewer(), order),
        limit=MAX_PICTURES,
        kept=kept,
        photo_count=_photo_count(form.post.data),
        answer_hours=case_deadlines.hours_to_answer(),
    )


def _of_post(post_id: int | None, room: int) -> list[Picture]:
    """Copies of the pictures of one's own post, as far as they are wanted."""
    if not post_id:
        return []
    post = says.post(viewer(), post_id)
    if not post.is_mine:
        raise NotFound
    kept: list[Picture] = []
    if not request.form.get("post_photos"):
        return kept
    for photo in post.photos[:room]:
        try:
            with store().open(photo.key, 1440) as file:
                kept.append(private_store().put_picture(file))
        except (BadPicture, FileNotFoundError):
            continue
    return kept


def _photo_count(post_id: int | None) -> int:
    return len(says.post(viewer(), post_id).photos) if post_id else 0


# One case.


@bp.get("/cases/<id:case_id>")
def show(case_id: int) -> Response:
    return _case(case_id)


@bp.get("/cases/<id:case_id>/pictures/<id:id>")
def picture(case_id: int, id: int) -> Response:
    """A picture of the case, for those whom it concerns."""
    return _served(queries.case_picture_key(viewer(), case_id, id))


@bp.get("/cases/pictures/<id:id>")
def draft_picture(id: int) -> Response:
    """A picture that waits for its form, for the one who chose it."""
    return _served(queries.case_draft_key(viewer(), id))


def _served(key: str) -> Response:
    path = private_store().path(key, 1440)
    if not path.exists():
        raise NotFound
    response = send_file(path, mimetype="image/webp", conditional=True)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


Verb = Callable[[Viewer, int, StepForm], object]

# What each act reads of the form.
STEPS: dict[str, tuple[Verb, str]] = {
    "grant": (
        lambda me, id, form: actions.grant(
            me, id, reason=form.reason.data or "", keeps_goods=form.keeps_goods.data
        ),
        N_("The buyer has been told that you agree."),
    ),
    "refuse": (
        lambda me, id, form: actions.refuse(me, id, reason=form.reason.data or ""),
        N_("The buyer reads your reason."),
    ),
    "offer": (
        lambda me, id, form: actions.offer(
            me,
            id,
            amount_cents=form.amount.data,
            reason=form.reason.data or "",
            needs_return=form.needs_return.data,
        ),
        N_("The buyer reads your offer."),
    ),
    "confirm_return": (
        lambda me, id, form: actions.confirm_return(me, id, goods_back=form.goods_back.data),
        N_("Noted: the goods are back."),
    ),
    "object": (
        lambda me, id, form: actions.object_to_return(me, id, reason=form.reason.data or ""),
        N_("The platform looks at it."),
    ),
    "replace": (
        lambda me, id, form: actions.send_replacement(
            me, id, carrier=form.carrier.data or "", tracking_number=form.tracking_number.data or ""
        ),
        N_("The buyer knows that it is on its way."),
    ),
    "repay": (
        lambda me, id, form: actions.repay(me, id, reason=form.reason.data or ""),
        N_("The money goes back to the buyer."),
    ),
    "withdraw": (lambda me, id, form: actions.withdraw(me, id), N_("The case is closed.")),
    "take_offer": (lambda me, id, form: actions.take_offer(me, id), N_("You have taken the offer.")),
    "escalate": (
        lambda me, id, form: actions.escalate(me, id, reason=form.reason.data or ""),
        N_("The platform looks at it."),
    ),
    "send_back": (
        lambda me, id, form: actions.send_back(
            me, id, carrier=form.carrier.data or "", tracking_number=form.tracking_number.data or ""
        ),
        N_("The merchant knows that it is on its way."),
    ),
    "receive_new": (
        lambda me, id, form: actions.receive_replacement(me, id),
        N_("Good that it has arrived. The case is closed."),
    ),
    "uphold": (
        lambda me, id, form: actions.uphold(
            me, id, reason=form.reason.data or "", amount_cents=form.amount.data
        ),
        N_("Decided for the buyer. Both sides read your reason."),
    ),
    "dismiss": (
        lambda me, id, form: actions.dismiss(me, id, reason=form.reason.data or ""),
        N_("Decided for the merchant. Both sides read your reason."),
    ),
}


@bp.post("/cases/<id:case_id>/steps")
@limiter.limit(WRITING)
def step(case_id: int) -> Response:
    form = StepForm()
    verb, message = STEPS.get(form.act.data or "", (None, ""))
    if form.validate():
        try:
            if verb is None:
                raise Refused(N_("Please choose what to do."), field="act")
            verb(viewer(), case_id, form)
            return _done(case_id, message)
        except Refused as refusal:
            form.refuse(refusal)
    return _case(case_id, 422, step=form)


@bp.post("/cases/<id:case_id>/messages")
@takes_pictures
@limiter.limit(WRITING)
def say(case_id: int) -> Response:
    form = MessageForm()
    # Seen first, so that nobody sends pictures into what she may not read.
    queries.case_of(viewer(), case_id)
    sent = PICTURES.sent()
    try:
        if fits(form, sent):
            actions.say_in_case(
                viewer(), case_id, body=form.body.data or "", pictures=sent.new, tokens=sent.tokens
            )
            return _done(case_id, N_("Your words are in the case."))
    except Refused as refusal:
        form.refuse(refusal)
    except Exception:
        forget(sent.new)
        raise
    return _case(case_id, 422, said=form, kept=PICTURES.kept_for_next_try(sent))


@bp.post("/cases/<id:case_id>/angel")
@limiter.limit(WRITING)
def let_in(case_id: int) -> Response:
    form = StepForm()
    angel = request.form.get("angel", "")
    try:
        actions.let_angel_in(
            viewer(), case_id, int(angel) if angel.isascii() and angel.isdigit() and len(angel) < 19 else 0
        )
        return _done(case_id, N_("She reads the case now and can write in it."))
    except Refused as refusal:
        form.refuse(refusal)
        return _case(case_id, 422, step=form)


@bp.post("/cases/<id:case_id>/angel/delete")
@limiter.limit(WRITING)
def let_go(case_id: int) -> Response:
    actions.let_angel_go(viewer(), case_id)
    return _done(case_id, N_("She no longer reads the case."))


def _done(case_id: int, message: str) -> Response:
    return done(
        url_for("cases.show", case_id=case_id),
        part="cases/_case.html",
        message=message,
        **_facts(case_id, {}),
    )


def _case(case_id: int, status: int = 200, **forms: Any) -> Response:
    return page("cases/show.html", part="cases/_case.html", status=status, **_facts(case_id, forms))


def _facts(case_id: int, forms: dict[str, Any]) -> dict[str, Any]:
    return {
        "case": queries.case_of(viewer(), case_id),
        "step": forms.get("step"),
        "said": forms.get("said"),
        "may": case_policy,
        "me": viewer(),
        "limit": MAX_PICTURES,
        "kept": forms.get("kept", ()),
    }
