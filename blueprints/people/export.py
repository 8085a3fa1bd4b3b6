"""/settings/export: all that is one's own in one archive, made for one reader and kept nowhere."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from flask import Blueprint, Response as FlaskResponse, current_app, send_file
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from adapters.media import SIZES
from blueprints.people.forms import ExportForm
from core import clock
from core.errors import Refused, Throttled
from domain import export
from domain.people import actions
from domain.people.viewer import Viewer
from web import uploads
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import page
from web.spreadsheet import money_cell, write_table

bp = Blueprint("export", __name__)

# So much of pictures goes into one archive; older ones stay outside and are counted in its README.
PICTURE_BYTES = 300 * 2**20
ORDER_COLUMNS = (
    "number",
    "placed_at",
    "title",
    "variant_name",
    "quantity",
    "net",
    "refunded",
    "currency",
    "state",
)


@bp.get("/settings/export")
def show() -> Response:
    return page("people/export.html", form=ExportForm(formdata=None))


@bp.post("/settings/export")
@limiter.limit(WRITING)
def download() -> Response:
    form = ExportForm()
    if not form.validate():
        return page("people/export.html", status=422, form=form)
    try:
        actions.confirm_password(viewer(), form.password.data or "")
        taken = actions.begin_export(viewer())
    except Refused as error:
        form.refuse(error)
        return page("people/export.html", status=422, form=form)
    except Throttled as error:
        form.refuse(error)
        response = page("people/export.html", status=429, form=form)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    try:
        return _answer(viewer())
    except BaseException:
        actions.give_back(taken)
        raise


def _answer(me: Viewer) -> FlaskResponse:
    """The archive from a file without a name, which is gone when it has been sent. The reading is over by then."""
    folder = current_app.extensions["settings"].data_dir
    file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed when the answer has been sent)
    try:
        _write_archive(me, file)
        export.end_reading()
        size = file.tell()
        file.seek(0)
        name = f"angel-says-{me.handle}-{clock.now():%Y-%m-%d}.zip"
        response = send_file(
            file, "application/zip", as_attachment=True, download_name=name, conditional=False
        )
    except BaseException:
        file.close()
        raise
    response.content_length = size
    response.headers["Cache-Control"] = "no-store"
    return response


def _write_archive(me: Viewer, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in export.TABLES:
            with archive.open(f"{table.name}.json", "w") as out:
                _write_json(out, export.rows_of(me, table))
        archive.writestr("counts.json", json.dumps(export.counts_of(me), indent=1))
        with archive.open("orders.csv", "w") as out, io.TextIOWrapper(out, "utf-8", newline="") as text:
            write_table(text, ORDER_COLUMNS, _order_cells(me))
        left_out = _write_pictures(me, archive)
        archive.writestr("README.txt", _readme(me, left_out))


def _write_json(out: IO[bytes], rows: Iterator[export.Row]) -> None:
    """A list, a row a line, without ever holding more than one."""
    between = b"[\n"
    for row in rows:
        out.write(between + json.dumps(row, ensure_ascii=False, default=_plain).encode())
        between = b",\n"
    out.write(b"[]\n" if between == b"[\n" else b"\n]\n")


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _order_cells(me: Viewer) -> Iterator[list[Any]]:
    lines = next(table for table in export.TABLES if table.name == "order_lines")
    for row in export.rows_of(me, lines):
        row["net"] = money_cell(row["net_cents"], row["currency"])
        row["refunded"] = money_cell(row["refunded_cents"], row["currency"])
        yield [row[name] for name in ORDER_COLUMNS]


def _write_pictures(me: Viewer, archive: zipfile.ZipFile) -> int:
    """The largest size of each own picture; returns how many had no room."""
    room, left_out = PICTURE_BYTES, 0
    for key in export.own_picture_keys(me):
        path = uploads.store().path(key, SIZES[-1])
        size = path.stat().st_size if path.exists() else 0
        if size > room:
            left_out += 1
        elif size:
            archive.write(path, f"pictures/{key}.webp", zipfile.ZIP_STORED)
            room -= size
    return left_out


def _readme(me: Viewer, left_out: int) -> str:
    lines = [
        gettext("Your data on Angel Says: @%(handle)s, %(at)s", handle=me.handle, at=f"{clock.now():%Y-%m-%d %H:%M} UTC"),
        "",
        gettext("Each file that ends in .json is a list of your own rows: what you wrote, bought, earned and set. The names of the columns are in English, all times are in UTC, amounts that end in _cents are in the smallest unit of the currency."),
        gettext("orders.csv is for spreadsheets. In pictures/ are the pictures of your posts and of yourself; photos.json says which belongs to which post."),
        gettext("What others wrote is not here, only the number of the post or product that your words belong to. Of your friends, those who agreed stand in friends.json with handle and name; counts.json says how many there are in all."),
        gettext("Passwords, e-mail addresses of others, links with a secret in them and the like are left out."),
    ]  # fmt: skip
    if left_out:
        lines.append(
            ngettext("%(num)s older picture had no room.", "%(num)s older pictures had no room.", left_out)
        )
    return "\n".join(lines) + "\n"
