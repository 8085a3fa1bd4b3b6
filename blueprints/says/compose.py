"""The page on which a post is written: fresh, from a draft, or come back with what does not fit."""

from collections.abc import Sequence

from werkzeug.wrappers import Response

from blueprints.says import kinds, sheets
from blueprints.says.forms import PostForm
from blueprints.says.sheets import Sheet
from core.errors import NotFound
from domain.people import queries as people
from domain.says import queries
from domain.says.queries import DraftView, PhotoView
from web.guards import viewer
from web.respond import page


def draft_page(draft: DraftView, *, product_id: int | None = None, search: str = "") -> Response:
    """A draft as it was left."""
    form = PostForm.of_draft(draft.fields)
    photos = queries.kept_photos(viewer(), draft.picture_keys) if draft.picture_keys else []
    alts = dict(zip(form.photo_tokens, form.photo_alts, strict=False))
    return compose_page(
        form,
        sheet=sheets.sheet_for(viewer(), draft),
        product_id=product_id or form.product_id.data,
        search=search,
        photos=[photo.described(alts.get(photo.key, "")) for photo in photos],
    )


def compose_page(
    form: PostForm,
    *,
    product_id: int | None,
    sheet: Sheet | None = None,
    search: str = "",
    photos: Sequence[PhotoView] = (),
    status: int = 200,
) -> Response:
    """For htmx the part about the product alone."""
    is_first = status == 200 and sheet is None
    about = None
    if product_id:
        try:
            about = queries.rating_question(viewer(), product_id)
        except NotFound:
            if is_first:
                raise
    return page(
        "says/new.html",
        part="says/_about.html",
        status=status,
        form=form,
        about=about,
        search=search,
        choices=[] if about else queries.choices(viewer(), search),
        photos=photos,
        readers=people.readers(viewer()),
        sheet=sheet or sheets.sheet_for(viewer()),
        **kinds.shown(viewer(), form, is_first=is_first),
    )
