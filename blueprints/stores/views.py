"""Angel stores: the page of one member, and how she arranges it."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.stores import seen_as
from blueprints.stores.forms import ArrangeForm
from core.errors import NotFound
from domain.people import queries as people
from domain.stores import actions, queries
from web.forms import text_arg
from web.guards import cacheable, viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("stores", __name__)

KINDS = ("", "endorsed", "rated")


@bp.get("/@<handle:handle>")
@cacheable
def show(handle: str) -> Response:
    person = people.person(viewer(), handle)
    if as_whom := text_arg("as", 40):
        return seen_as.show(person, as_whom)
    only = text_arg("only")
    if only not in KINDS:
        raise NotFound
    before = request.args.get("before")
    return page(
        "stores/show.html",
        part="stores/_items.html" if before else None,
        person=person,
        relation=people.relation(viewer(), person.id),
        facts=queries.facts_of(viewer(), person.id),
        items=queries.items_of(viewer(), person.id, before=before, only=only),
        only=only,
        seen_as="",
        is_own=viewer().id == person.id,
    )


@bp.get("/store")
def own() -> Response:
    return done(url_for("stores.show", handle=viewer().handle))


@bp.post("/store/items/<id:product_id>")
@limiter.limit(WRITING)
def arrange(product_id: int) -> Response:
    form = ArrangeForm()
    if not form.validate():
        return page("stores/words.html", status=422, form=form, product_id=product_id)
    actions.arrange(
        viewer(), product_id, hidden=form.flag("hidden"), pinned=form.flag("pinned"), words=form.new_words()
    )
    return done(url_for("stores.show", handle=viewer().handle) + f"#item-{product_id}")


@bp.get("/store/items/<id:product_id>")
def words(product_id: int) -> Response:
    """A page for the owner's own words on one item."""
    item = queries.arrangement_of(viewer(), product_id)
    form = ArrangeForm(formdata=None, words=item.words)
    return page("stores/words.html", form=form, product_id=product_id)


@bp.post("/store/items/<id:product_id>/delete")
@limiter.limit(WRITING)
def leave(product_id: int) -> Response:
    actions.leave_as_it_comes(viewer(), product_id)
    return done(url_for("stores.show", handle=viewer().handle) + f"#item-{product_id}")
