"""The columns of a file of products, and reading one: UTF-8 with or without its mark, GBK, commas, semicolons or
tabs. A row is one variant; several rows of one title, or of one product_id, are one product."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import Refused
from core.i18n import N_
from core.sheet import unguarded

MAX_ROWS = 10_000
MAX_BYTES = 8 * 1024 * 1024

# Column -> the other names that it is known by.
COLUMNS: dict[str, tuple[str, ...]] = {
    "product_id": ("商品编号", "商品編號", "id"),
    "variant_id": ("规格编号", "規格編號"),
    "title": ("标题", "標題", "商品名称", "商品名稱", "name"),
    "category": ("分类", "分類", "类目", "類目"),
    "description": ("描述", "说明", "說明"),
    "state": ("状态", "狀態"),
    "angel_price": ("天使价", "天使價"),
    "commission": ("佣金", "rate", "commission_percent"),
    "variant": ("规格", "規格"),
    "price": ("价格", "價格"),
    "stock": ("库存", "庫存"),
    "stock_was": ("导出时库存", "匯出時庫存"),
    "merchant": ("商家", "shop"),
}
_KNOWN = {name: column for column, others in COLUMNS.items() for name in (column, *others)}


@dataclass(frozen=True, slots=True)
class Row:
    """`line`: where it begins in the file. `twin`: the earlier line that says the same variant. `first`: the first line
    of the same new product, which may be its own. `broken`: it has another number of fields than the head."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    twin: int = 0
    first: int = 0
    broken: bool = False


def rows_of(raw: bytes) -> Iterator[Row]:
    """The rows of a file. Raises Refused for what is no file of products at all."""
    if len(raw) > MAX_BYTES:
        raise Refused(
            N_("The file is too large: at most %(max)s MB."), field="file", max=MAX_BYTES // 1024 // 1024
        )
    text = _decoded(raw)
    if not text.strip():
        raise Refused(N_("The file is empty."), field="file")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        head = _head(next(reader))
        yield from _rows(reader, head)
    except csv.Error as error:
        raise Refused(
            N_("Line %(line)s of the file cannot be read: %(problem)s."),
            field="file", line=reader.line_num, problem=str(error),
        ) from None  # fmt: skip


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")  # type: ignore[assignment]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(N_("This is not a text file in UTF-8 or GBK. Save it as CSV."), field="file")


def _delimiter(text: str) -> str:
    head = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=head.count)


def _head(names: list[str]) -> list[str]:
    """The columns that the first line names; empty for one that is not known and is passed over."""
    head = [_KNOWN.get(name.strip().lower(), "") for name in names]
    named = [name for name in head if name]
    if len(named) != len(set(named)):
        raise Refused(N_("The first line names a column twice."), field="file")
    if not {"title", "product_id", "variant_id"} & set(named):
        raise Refused(
            N_(
                "The first line must name the columns; without title or product_id it is no list of products."
            ),
            field="file",
        )
    return head


def _rows(reader: Iterator[list[str]], head: list[str]) -> Iterator[Row]:
    seen: dict[tuple[str, str, str], int] = {}
    firsts: dict[tuple[str, str], int] = {}
    count, line = 0, reader.line_num + 1  # type: ignore[attr-defined]
    for values in reader:
        here, line = line, reader.line_num + 1  # type: ignore[attr-defined]
        if not any(value.strip() for value in values):
            continue
        count += 1
        if count > MAX_ROWS:
            raise Refused(N_("At most %(max)s rows in one file."), field="file", max=MAX_ROWS)
        if len(values) != len(head):
            yield Row(here, broken=True)
            continue
        cells = {
            name: unguarded(value.strip(" \t\u3000"))
            for name, value in zip(head, values, strict=True)
            if name and value.strip()
        }
        shop, title = cells.get("merchant", ""), cells.get("product_id") or cells.get("title", "").casefold()
        same = (shop, title, cells.get("variant_id") or cells.get("variant", "").casefold())
        twin = seen.setdefault(same, here)
        first = firsts.setdefault((shop, title), here)
        yield Row(here, cells, twin if twin != here else 0, first)
