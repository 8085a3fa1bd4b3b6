"""Private letters: the list of threads, one thread, beginning one, accepting and refusing."""

from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from blueprints.fans.filling import filled_into
from blueprints.letters.forms import LetterForm
from blueprints.letters.sending import PICTURES, words_of
from core.errors import NotAllowed, NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.fans.queries import reply_titles
from domain.letters import actions, policy, queries
from domain.letters.queries import LetterDraft, ThreadPage
from domain.letters.rules import PICTURES_MAX
from domain.merchants import queries as merchants
from domain.merchants.policy import can_support
from domain.people import queries as people
from domain.people.policy import can_write
from web.forms import number_arg, text_arg
from web.guards import viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page, wants_part
from web.uploads import private_store, takes_pictures
from web.waiting_pictures import Sent, fits, forget

bp = Blueprint("letters", __name__)


@bp.get("/letters")
def index() -> Response:
    """One's own threads, or with `?shop=ID` those of a shop that one speaks for."""
    shop_id, before = number_arg("shop"), text_arg("before")
    shops = queries.shops_to_speak_for(viewer())
    if shop_id is not None and shop_id not in dict(shops):
        raise NotFound
    return page(
        "letters/index.html",
        part="letters/_threads.html" if before else None,
        threads=queries.threads_of(viewer(), merchant_id=shop_id, before=before),
        shops=shops,
        shop_id=shop_id,
    )


# One thread.


@bp.get("/letters/<id:thread_id>")
def show(thread_id: int) -> Response:
    return _thread(queries.thread(viewer(), thread_id))


@bp.get("/letters/<id:thread_id>/new")
def news(thread_id: int) -> Response:
    """For a page that is open: what came after `?after=SEQ`, or 204. Without htmx: the thread."""
    if not wants_part():
        return redirect(url_for(".show", thread_id=thread_id), 303)
    there = queries.thread(viewer(), thread_id)
    found = queries.letters_of(viewer(), there, after=number_arg("after") or 0)
    if not found:
        return Response(status=204)
    _mark_read(there)
    return page("letters/show.html", part="letters/_letters.html", thread=there, letters=found)


@bp.post("/letters/<id:thread_id>")
@takes_pictures
@limiter.limit(WRITING)
def say(thread_id: int) -> Response:
    there = queries.thread(viewer(), thread_id)
    form = LetterForm()
    if request.form.get("fill"):
        return _filled(there, form)
    require(there.can_say)
    return _sending(
        form,
        lambda sent: actions.say(viewer(), thread_id, words_of(form, sent)),
        lambda seq: _said(thread_id, seq),
        lambda kept: _refused(thread_id, form, kept),
    )


def _said(thread_id: int, seq: int) -> Response:
    if not wants_part():
        return done(url_for(".show", thread_id=thread_id) + f"#letter-{seq}")
    there = queries.thread(viewer(), thread_id)
    letters = queries.letters_of(viewer(), there, after=seq - 1, size=1)
    return page("letters/show.html", part="letters/_letters.html", thread=there, letters=letters)


def _refused(thread_id: int, form: LetterForm, kept: Sequence[LetterDraft]) -> Response:
    if wants_part():
        # The letters must not be replaced by an error: it comes as a toast, and the words stay in the box.
        raise Refused(str(next(iter(form.errors.values()))[0]) if form.errors else "")
    return _thread(queries.thread(viewer(), thread_id), form, kept, 422)


def _filled(there: ThreadPage, form: LetterForm) -> Response:
    """The shop's ready words go below what stands in the box already; nothing is sent."""
    name = there.card.other.display_name if there.card.other else ""
    filled_into(form, name=name)
    if wants_part():
        return page("letters/show.html", part="fans/_box.html", box=form.body, box_id="letter-body")
    return _thread(there, form, PICTURES.kept_for_next_try(PICTURES.sent()))


@bp.post("/letters/<id:thread_id>/acceptance")
@limiter.limit(WRITING)
def accept(thread_id: int) -> Response:
    actions.accept(viewer(), thread_id)
    return done(url_for(".show", thread_id=thread_id), message=N_("You can write to each other now."))


@bp.post("/letters/<id:thread_id>/closure")
@limiter.limit(WRITING)
def close(thread_id: int) -> Response:
    actions.close(viewer(), thread_id)
    return done(url_for(".show", thread_id=thread_id), message=N_("No more letters come from there."))


@bp.post("/letters/<id:thread_id>/closure/delete")
@limiter.limit(WRITING)
def open_again(thread_id: int) -> Response:
    actions.open_again(viewer(), thread_id)
    return done(url_for(".show", thread_id=thread_id), message=N_("You can write to each other now."))


@bp.post("/letters/said/<id:letter_id>/delete")
@limiter.limit(WRITING)
def take_back(letter_id: int) -> Response:
    return done(url_for(".show", thread_id=actions.take_back(viewer(), letter_id)))


@bp.get("/letters/pictures/<id:id>")
def picture(id: int) -> Response:
    """For the two sides; one that waits for its letter only for its owner."""
    return private_picture(queries.picture_key(viewer(), id))


def private_picture(key: str) -> Response:
    path = private_store().path(key, 1440)
    if not path.exists():
        raise NotFound
    response = send_file(path, mimetype="image/webp", conditional=True)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _thread(
    there: ThreadPage, form: LetterForm | None = None, kept: Sequence[LetterDraft] = (), status: int = 200
) -> Response:
    before = number_arg("before")
    letters = queries.letters_of(viewer(), there, before=before)
    if before is None:
        _mark_read(there)
    card = there.card
    owner_id = card.other.id if card.other and card.side == policy.FAN else viewer().id
    return page(
        "letters/show.html",
        status=status,
        thread=there,
        letters=letters,
        form=form or LetterForm(formdata=None),
        kept=kept,
        limit=PICTURES_MAX,
        goods=queries.goods_to_show(viewer(), merchant_id=card.merchant_id, owner_id=owner_id),
        replies=reply_titles(viewer(), card.merchant_id or 0),
    )


def _mark_read(there: ThreadPage) -> None:
    if there.card.unread:
        actions.mark_read(viewer(), there.card.id, there.last_seq)


# Beginning one.


@bp.get("/merchants/<id:merchant_id>/letters")
def to_shop(merchant_id: int) -> Response:
    shop = merchants.shown(viewer(), merchant_id)
    thread_id = queries.thread_id_with_shop(viewer(), merchant_id, viewer().id)
    return _to_thread(thread_id) or _begin(
        shop.name, merchant_id=merchant_id, fill_product=number_arg("product")
    )


@bp.post("/merchants/<id:merchant_id>/letters")
@takes_pictures
@limiter.limit(ASKING)
def write_to_shop(merchant_id: int) -> Response:
    shop = merchants.shown(viewer(), merchant_id)
    form = LetterForm()
    return _sending(
        form,
        lambda sent: actions.write_to_shop(viewer(), merchant_id, words_of(form, sent)),
        _begun,
        lambda kept: _begin(shop.name, merchant_id=merchant_id, form=form, kept=kept, status=422),
    )


@bp.get("/@<handle:handle>/letters")
def to_person(handle: str) -> Response:
    person = people.person(viewer(), handle)
    thread_id = queries.thread_id_with_person(viewer(), person.id)
    return _to_thread(thread_id) or _begin(
        person.display_name, owner_id=_angel_of(person.id), fill_product=number_arg("product")
    )


@bp.post("/@<handle:handle>/letters")
@takes_pictures
@limiter.limit(ASKING)
def write_to_person(handle: str) -> Response:
    person = people.person(viewer(), handle)
    form = LetterForm()
    return _sending(
        form,
        lambda sent: actions.write_to_person(viewer(), person.id, words_of(form, sent)),
        _begun,
        lambda kept: _begin(
            person.display_name, owner_id=_angel_of(person.id), form=form, kept=kept, status=422
        ),
    )


@bp.get("/merchant/<id:merchant_id>/fans/<handle:handle>/letters")
def to_fan(merchant_id: int, handle: str) -> Response:
    require(can_support(viewer(), merchant_id))
    person = people.person(viewer(), handle)
    thread_id = queries.thread_id_with_shop(viewer(), merchant_id, person.id)
    return _to_thread(thread_id) or _begin(person.display_name, merchant_id=merchant_id, as_shop=True)


@bp.post("/merchant/<id:merchant_id>/fans/<handle:handle>/letters")
@takes_pictures
@limiter.limit(ASKING)
def write_to_fan(merchant_id: int, handle: str) -> Response:
    require(can_support(viewer(), merchant_id))
    person = people.person(viewer(), handle)
    form = LetterForm()
    if request.form.get("fill"):
        filled_into(form, name=person.display_name)
        if wants_part():
            return page("letters/new.html", part="fans/_box.html", box=form.body, box_id="letter-body")
        kept = PICTURES.kept_for_next_try(PICTURES.sent())
        return _begin(person.display_name, merchant_id=merchant_id, as_shop=True, form=form, kept=kept)
    return _sending(
        form,
        lambda sent: actions.write_as_shop(viewer(), merchant_id, person.id, words_of(form, sent)),
        _begun,
        lambda kept: _begin(
            person.display_name, merchant_id=merchant_id, as_shop=True, form=form, kept=kept, status=422
        ),
    )


def _angel_of(person_id: int) -> int:
    """Who of the two is the angel; refused when neither is, or she does not follow the other."""
    require(can_write(viewer()))
    if person_id != viewer().id:
        if policy.is_angel(person_id):
            return person_id
        if policy.is_angel(viewer().id) and policy.follows(person_id, viewer().id):
            return viewer().id
    raise NotAllowed(actions.ANGELS_ONLY)


def _to_thread(thread_id: int | None) -> Response | None:
    if thread_id is None:
        return None
    return redirect(url_for(".show", thread_id=thread_id, product=number_arg("product")), 303)


def _begun(thread_id: int) -> Response:
    return done(url_for(".show", thread_id=thread_id), message=N_("Your letter is sent."))


def _begin(
    name: str,
    *,
    merchant_id: int | None = None,
    owner_id: int | None = None,
    as_shop: bool = False,
    form: LetterForm | None = None,
    kept: Sequence[LetterDraft] = (),
    fill_product: int | None = None,
    status: int = 200,
) -> Response:
    asks = as_shop or owner_id == viewer().id
    return page(
        "letters/new.html",
        status=status,
        name=name,
        form=form or LetterForm(formdata=None, data={"product": fill_product}),
        kept=kept,
        limit=PICTURES_MAX,
        goods=queries.goods_to_show(viewer(), merchant_id=merchant_id, owner_id=owner_id),
        replies=reply_titles(viewer(), merchant_id or 0) if as_shop else [],
        asks=asks,
    )


def _sending(
    form: LetterForm,
    deed: Callable[[Sent], int],
    after: Callable[[int], Response],
    again: Callable[[list[LetterDraft]], Response],
) -> Response:
    """Takes the pictures in, does the deed, answers; what was refused comes back with all that was good in it."""
    sent = PICTURES.sent()
    try:
        if fits(form, sent):
            return after(deed(sent))
    except Refused as refusal:
        form.refuse(refusal)
    except Exception:
        forget(sent.new)
        raise
    return again(PICTURES.kept_for_next_try(sent))
