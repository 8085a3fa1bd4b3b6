"""The `import products` and `export products` commands: the catalogues of shops as CSV files."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

import click
from babel.numbers import get_currency_precision
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale, gettext

from core.db import session
from core.errors import DomainError, Refused
from domain.catalog.importing import columns, queries, rows as one_row
from domain.catalog.importing.columns import Row
from domain.catalog.importing.plan import Plan
from domain.catalog.importing.queries import Shop
from domain.viewers import viewer_of
from jobs import worker
from web.spreadsheet import money_cell, write_table

export_group = AppGroup("export", help="Write content into files.")
SHOP = click.option("--merchant", "wanted", default="", help="Name or number of the shop.")


@click.command("products")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@SHOP
@click.option("--dry-run", is_flag=True, help="Say what would change and what is wrong; change nothing.")
@with_appcontext
def import_products(file: Path, wanted: str, dry_run: bool) -> None:
    """Bring in products from FILE.csv, one variant a row. The shop is that of --merchant, of the column "merchant",
    or the only one there is."""
    with force_locale("en"):
        try:
            rows = list(columns.rows_of(file.read_bytes()))
        except Refused as problem:
            raise click.ClickException(gettext(problem.text, **problem.values)) from None
        counts, planned = Counter[str](), bool(rows) and not dry_run
        digits = int(get_currency_precision(current_app.extensions["settings"].currency))
        shops = queries.shops()
        chosen = _shop(shops, wanted) if wanted else None
        with click.progressbar(rows, label="Products", file=sys.stderr) as bar:
            told = [line for row in bar for line in _one(row, shops, chosen, digits, dry_run, counts)]
        for line in told:
            click.echo(line)
        if planned:
            worker.drain()
        click.echo(
            f"{counts['new']} new, {counts['changed']} changed, {counts['same']} as before, "
            f"{counts['bad']} skipped" + (" (a dry run: nothing was changed)" if dry_run else "")
        )


def _one(
    row: Row, shops: list[Shop], chosen: Shop | None, digits: int, dry_run: bool, counts: Counter[str]
) -> list[str]:
    """Does a row, or tries it; returns what is to be said of it."""
    try:
        shop = chosen or _shop(shops, row.cells.get("merchant", ""))
    except click.ClickException as problem:
        counts["bad"] += 1
        return [f"line {row.line}, merchant: {problem.message}"]
    if dry_run:
        made = one_row.try_row(shop.id, row, digits=digits)
    else:
        made = one_row.do_row(viewer_of(shop.owner_id), shop.id, row, digits=digits)
    session.rollback()
    session.expunge_all()
    counts[made.outcome] += 1
    return _told(row, made, dry_run)


def _told(row: Row, made: Plan, dry_run: bool) -> list[str]:
    if made.problems:
        return [
            f"line {row.line}{f', {column}' if column else ''}: {gettext(text, **values)}"
            for column, text, values in made.problems
        ]
    if not dry_run:
        return []
    if made.is_new and not made.changes:
        return [f"line {row.line}: new"]
    return [f"line {row.line}, {column}: {before!r} -> {after!r}" for column, before, after in made.changes]


def _shop(shops: list[Shop], wanted: str) -> Shop:
    if not wanted:
        if len(shops) == 1:
            return shops[0]
        raise click.ClickException("Say which shop: --merchant NAME, or a column merchant in the file.")
    for shop in shops:
        if wanted in (str(shop.id), shop.name):
            return shop
    raise click.ClickException(f"No shop that sells is called {wanted!r}.")


@export_group.command("products")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@SHOP
def export_products(file: TextIO, wanted: str) -> None:
    """Write the products of one shop, or of all, as CSV into FILE, or to where the output goes."""
    code = current_app.extensions["settings"].currency
    shops = [_shop(queries.shops(), wanted)] if wanted else queries.shops()
    write_table(file, (*queries.HEAD, "merchant"), (row for shop in shops for row in _rows(shop, code)))


def _rows(shop: Shop, code: str) -> Any:
    try:
        owner = viewer_of(shop.owner_id)
    except DomainError:
        return
    after: int | None = 0
    while after is not None:
        found, after = queries.products_as_rows(owner, shop.id, after)
        for row in found:
            *words, rate_bps, name, price_cents, on_hand = row
            percent = f"{rate_bps // 100}.{rate_bps % 100:02d}".rstrip("0").rstrip(".")
            yield (*words, percent, name, money_cell(price_cents, code), on_hand, on_hand, shop.name)
