"""Tables of a catalogue that is brought in from a file: the file, and its rows with what became of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class CatalogImport(Model):
    """`state`: checking (each row is compared with the shop), checked, running (each row is done), done; failed
    by an error of ours, with the rows that wait as they were. The counters are those of the step that is under way, or
    was the last."""

    __tablename__ = "catalog_imports"
    __table_args__ = (
        Index("ix_catalog_imports_merchant", "merchant_id", "id"),
        CheckConstraint("state IN ('checking', 'checked', 'running', 'done', 'failed')", name="state"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    by_id: Mapped[int] = fk("users.id")
    name: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(8), default="checking")
    row_count: Mapped[int] = mapped_column(default=0)
    done_count: Mapped[int] = mapped_column(default=0)
    new_count: Mapped[int] = mapped_column(default=0)
    changed_count: Mapped[int] = mapped_column(default=0)
    same_count: Mapped[int] = mapped_column(default=0)
    bad_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class CatalogImportRow(Model):
    """A row of the file by the line it begins on. `outcome`: empty (waits), new, changed, same, bad. `told`: of a bad
    row its problems as [column, text, values], of another its changes as [column, before, after]."""

    __tablename__ = "catalog_import_rows"
    __table_args__ = (
        Index("ix_catalog_import_rows_outcome", "import_id", "outcome", "line"),
        CheckConstraint("outcome IN ('', 'new', 'changed', 'same', 'bad')", name="outcome"),
    )

    import_id: Mapped[int] = fk("catalog_imports.id", primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cells: Mapped[dict[str, str]] = mapped_column(JSON)
    outcome: Mapped[str] = mapped_column(String(8), default="")
    told: Mapped[list[Any]] = mapped_column(JSON, default=list)
