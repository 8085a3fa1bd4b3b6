"""Collections: one's own, somebody's, one with its things; putting things in and arranging them."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField

from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.catalog import queries as catalog
from domain.people import queries as people
from domain.people.policy import is_signed_in
from domain.says import queries as says, rules
from domain.says.actions import collections as actions
from domain.says.queries import collections as queries
from domain.says.queries.collections import CollectionCard
from web.forms import Form, LongTextField, TextField, WholeNumberField, number_arg
from web.guards import cacheable, viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("collections", __name__)


class CollectionForm(Form):
    title = TextField(lazy_gettext("Title"), max_chars=rules.TITLE_MAX)
    about = LongTextField(lazy_gettext("What it is about"), max_chars=rules.ABOUT_MAX)
    audience = StringField(lazy_gettext("Who may see it"), default="public")
    post_id = WholeNumberField()
    product_id = WholeNumberField()

    @property
    def thing(self) -> dict[str, int | None]:
        return {"post_id": self.post_id.data, "product_id": self.product_id.data}

    @property
    def has_thing(self) -> bool:
        return bool(self.post_id.data or self.product_id.data)


class ItemForm(Form):
    note = TextField(lazy_gettext("Note"), max_chars=rules.NOTE_MAX)
    post_id = WholeNumberField()
    product_id = WholeNumberField()


@bp.get("/collections")
def index() -> Response:
    return _own_page(CollectionForm(formdata=None))


@bp.post("/collections")
@limiter.limit(WRITING)
def create() -> Response:
    """Begins a collection; with a post or a product it is put in at once."""
    form = CollectionForm()
    if form.validate():
        try:
            made_id = actions.create_collection(
                viewer(),
                title=form.title.data,
                about=form.about.data,
                audience=form.audience.data,
                **form.thing,
            )
            return done(_place(made_id), message=N_("Your collection is there."))
        except Refused as refusal:
            form.refuse(refusal)
    if form.has_thing:
        return _choice_page(form, status=422, **form.thing)
    return _own_page(form, status=422)


@bp.get("/collections/add")
def choose() -> Response:
    """Which collection a post or a product goes into, or a new one."""
    form = CollectionForm(formdata=None)
    return _choice_page(form, post_id=number_arg("post_id"), product_id=number_arg("product_id"))


@bp.get("/@<handle:handle>/collections")
@cacheable
def by_person(handle: str) -> Response:
    person = people.person(viewer(), handle)
    return page(
        "shelves/by_person.html",
        person=person,
        relation=people.relation(viewer(), person.id),
        is_own=viewer().id == person.id,
        collections=queries.collections_of(viewer(), person.id, number_arg("before")),
    )


@bp.get("/collections/<id:collection_id>")
@cacheable
def show(collection_id: int) -> Response:
    of = queries.collection(viewer(), collection_id)
    items = queries.items_of(viewer(), of, request.args.get("after", ""))
    return page("shelves/collection.html", part="shelves/_items.html", collection=of, items=items)


@bp.get("/collections/<id:collection_id>/edit")
def edit(collection_id: int) -> Response:
    of = _own(collection_id)
    form = CollectionForm(formdata=None, title=of.title, about=of.about, audience=of.audience)
    return page("shelves/edit.html", collection=of, form=form)


@bp.post("/collections/<id:collection_id>")
@limiter.limit(WRITING)
def change(collection_id: int) -> Response:
    of, form = _own(collection_id), CollectionForm()
    if form.validate():
        try:
            actions.change_collection(
                viewer(),
                collection_id,
                title=form.title.data,
                about=form.about.data,
                audience=form.audience.data,
            )
            return done(_place(collection_id), message=N_("Your changes are kept."))
        except Refused as refusal:
            form.refuse(refusal)
    return page("shelves/edit.html", status=422, collection=of, form=form)


@bp.post("/collections/<id:collection_id>/delete")
@limiter.limit(WRITING)
def end(collection_id: int) -> Response:
    actions.end_collection(viewer(), collection_id)
    return done(url_for(".index"), message=N_("The collection is ended."))


@bp.post("/collections/<id:collection_id>/items")
@limiter.limit(WRITING)
def add(collection_id: int) -> Response:
    form = ItemForm()
    if form.validate():
        try:
            actions.add_item(
                viewer(),
                collection_id,
                post_id=form.post_id.data,
                product_id=form.product_id.data,
                note=form.note.data,
            )
            return done(_place(collection_id), message=N_("It is in your collection."))
        except Refused as refusal:
            form.refuse(refusal)
    return _note_page(form, back=_place(collection_id))


@bp.post("/collections/items/<id:item_id>")
@limiter.limit(WRITING)
def note(item_id: int) -> Response:
    form = ItemForm()
    if form.validate():
        try:
            return done(_item_place(actions.note_item(viewer(), item_id, note=form.note.data), item_id))
        except Refused as refusal:
            form.refuse(refusal)
    return _note_page(form, back=url_for(".index"))


@bp.post("/collections/items/<id:item_id>/place")
@limiter.limit(WRITING)
def move(item_id: int) -> Response:
    later = request.form.get("to") == "later"
    return done(_item_place(actions.move_item(viewer(), item_id, later=later), item_id))


@bp.post("/collections/items/<id:item_id>/delete")
@limiter.limit(WRITING)
def take_out(item_id: int) -> Response:
    return done(
        _place(actions.take_out(viewer(), item_id)), message=N_("It is no longer in your collection.")
    )


def _note_page(form: ItemForm, *, back: str) -> Response:
    """What a refused note comes back on: its item may stand on any page of the collection, or not yet."""
    require(is_signed_in(viewer()))
    return page("shelves/note.html", status=422, form=form, action=request.path, back=back)


def _own_page(form: CollectionForm, status: int = 200) -> Response:
    require(is_signed_in(viewer()))
    return page(
        "shelves/collections.html", status=status, form=form, collections=queries.own_collections(viewer())
    )


def _choice_page(
    form: CollectionForm, *, post_id: int | None, product_id: int | None, status: int = 200
) -> Response:
    thing: dict[str, Any] = {"post": None, "product": None}
    if post_id:
        thing["post"] = says.post(viewer(), post_id)
    elif product_id:
        thing["product"] = catalog.cards(viewer(), [product_id]).get(product_id)
    if not any(thing.values()):
        raise NotFound
    own = queries.own_collections(viewer(), post_id=post_id, product_id=product_id)
    return page("shelves/choose.html", status=status, form=form, collections=own, **thing)


def _own(collection_id: int) -> CollectionCard:
    found = queries.collection(viewer(), collection_id)
    if not found.is_own:
        raise NotFound
    return found


def _place(collection_id: int) -> str:
    return url_for(".show", collection_id=collection_id)


def _item_place(collection_id: int, item_id: int) -> str:
    return f"{_place(collection_id)}#item-{item_id}"
