"""The books, each from her own side: entries of the ledger, and the monthly statements with their files."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from core.errors import NotFound
from domain.ledger import statements as ledger
from domain.merchants.policy import OWNING
from domain.merchants.queries import own_shop
from domain.orders import books as entries
from web.forms import number_arg, text_arg
from web.guards import role, viewer
from web.limits import limiter
from web.respond import page

bp = Blueprint("books", __name__)
statements = Blueprint("statements", __name__)


@bp.get("/ledger")
def index() -> Response:
    number, before = text_arg("order"), number_arg("before")
    return page(
        "books/index.html",
        part="books/_rows.html" if before else None,
        rows=entries.entries_of(viewer(), number=number, before=before),
        number=number,
        title="",
        address="books.index",
        filters={"order": number or None},
    )


@bp.get("/ledger/<id:entry_id>")
def entry(entry_id: int) -> Response:
    found = entries.entry_for(viewer(), entry_id)
    if found is None:
        raise NotFound
    return page("books/entry.html", entry=found)


@bp.get("/admin/ledger")
@role("operator")
def everything() -> Response:
    kind, before = text_arg("kind"), number_arg("before")
    return page(
        "books/all.html",
        part="books/_rows.html" if before else None,
        rows=entries.all_entries(viewer(), kind=kind, before=before),
        kind=kind,
        address="books.everything",
        filters={"kind": kind or None},
    )


@statements.get("/statements")
def listed() -> Response:
    whose, before = text_arg("whose") or "angel", number_arg("before")
    holder_id = _holder(whose)
    return page(
        "books/statements.html",
        part="books/_statements.html" if before else None,
        whose=whose,
        cards=ledger.cards(viewer(), whose, holder_id, before=before),
    )


def _holder(whose: str) -> int:
    """The viewer herself, her shop, or the site. Raises NotFound for who has none of the kind."""
    shop = own_shop(viewer()) if whose == "merchant" else None
    match whose:
        case "angel":
            return viewer().id
        case "merchant" if shop is not None:
            return shop.merchant.id
        case "site" if viewer().is_operator:
            return 0
    raise NotFound


@statements.get("/statements/<id:statement_id>")
def show(statement_id: int) -> Response:
    card, after = ledger.statement_for(viewer(), statement_id), number_arg("after")
    if card is None:
        raise NotFound
    return page(
        "books/statement.html",
        part="books/_statement_lines.html" if after else None,
        card=card,
        back=url_for("statements.listed", whose=card.holder_kind if _is_own(card) else "site"),
        lines=ledger.lines_of(card, after=after),
    )


def _is_own(card: ledger.StatementCard) -> bool:
    """Operators read those of others too."""
    match card.holder_kind:
        case "angel":
            return card.holder_id == viewer().id
        case "merchant":
            return card.holder_id in viewer().shops_as(OWNING)
        case _:
            return True


@statements.get("/statements/<id:statement_id>.csv")
@limiter.limit("30/minute")
def as_file(statement_id: int) -> Response:
    card = ledger.statement_for(viewer(), statement_id)
    if card is None:
        raise NotFound
    name = f"statement-{card.holder_kind}-{card.month}-{card.currency}.csv"
    # To the byte what its hash was made of: nothing is translated and nothing is put before it.
    response = Response(ledger.file_of(card).encode(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-SHA256"] = card.sha256
    return response
