"""/merchant/files and the commands: products from a file and into one."""

import csv
import io

import pytest
from sqlalchemy import update

from core.db import session
from core.unit import action
from domain.catalog import actions, queries
from domain.catalog.import_models import CatalogImport, CatalogImportRow
from domain.catalog.models import Category, Product, RateVersion, Variant
from domain.merchants.models import Merchant
from jobs import worker
from tests.buying import paid
from tests.queries import counted
from tests.web import post, sign_in, token_of

NEW = "title,category,variant,price,stock,commission,state\n"
MANGO = "Mango,Fruit,1 kg,12.50,5,10,on_sale\nMango,Fruit,2 kg,22,3,10,on_sale\n"


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


def send(client, content: str | bytes, name: str = "goods.csv"):
    raw = content.encode() if isinstance(content, str) else content
    fields = {"csrf_token": token_of(client), "file": (io.BytesIO(raw), name)}
    return client.post("/merchant/files", data=fields, content_type="multipart/form-data")


def tried(client, content: str | bytes):
    """The page of a file that was looked at."""
    answer = send(client, content)
    assert answer.status_code == 303, answer.text
    worker.drain()
    return answer.location


def done(client, content: str | bytes) -> tuple[int, int, int, int]:
    """(new, changed, same, bad) after the real thing."""
    address = tried(client, content)
    post(client, f"{address}/run")
    worker.drain()
    session.rollback()
    made = session.query(CatalogImport).order_by(CatalogImport.id.desc()).first()
    return made.new_count, made.changed_count, made.same_count, made.bad_count


def goods() -> list[tuple]:
    session.rollback()
    rows = session.query(
        Product.title, Category.name, Product.description, Product.state, Product.rate_bps, Product.version,
        Variant.name, Variant.price_cents, Variant.on_hand, Variant.is_active,
    )  # fmt: skip
    rows = rows.join(Variant, Variant.product_id == Product.id).join(
        Category, Category.id == Product.category_id
    )
    return [tuple(row) for row in rows.order_by(Variant.id)]


def test_a_trial_tells_all_and_changes_nothing_then_it_is_done_once(chen, cast):
    before = goods()
    address = tried(chen, NEW + MANGO + "Durian,Fruit,,x,1,50,gone\n,Fruit,,1,1,,\n")
    html = chen.get(address).text
    assert goods() == before
    assert html.count("data-line") == 4
    for told in ("<strong>price</strong>: This is not an amount of money.", "<strong>commission</strong>: Between 5 and 40",
                 "<strong>state</strong>: It takes one of: on_sale, draft, withdrawn.", "<strong>title</strong>: A product needs"):  # fmt: skip
        assert told in html
    post(chen, f"{address}/run")
    worker.drain()
    after = goods()
    assert [row[6:9] for row in after[2:]] == [("1 kg", 1_250, 5), ("2 kg", 2_200, 3)]
    assert "2 rows were passed over." in chen.get(address).text
    post(chen, f"{address}/run")
    worker.drain()
    assert goods() == after
    assert done(chen, NEW + MANGO) == (0, 0, 2, 0) and goods() == after


@pytest.mark.parametrize("encoded", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_many_programs_are_read(chen, cast, encoded, delimiter):
    line = delimiter.join(("标题", "分类", "规格", "价格", "库存", "状态"))
    row = delimiter.join(("青梅酒", "酒水", "500 ml", "68.00", "7", "在售"))
    assert done(chen, f"{line}\r\n{row}\r\n".encode(encoded)) == (1, 0, 0, 0)
    assert goods()[-1][:4] == ("青梅酒", "酒水", "", "on_sale") and goods()[-1][6:9] == ("500 ml", 6_800, 7)


def test_what_is_taken_out_and_brought_in_again_changes_nothing(chen, cast):
    for title, name in (
        ('=HYPERLINK("x")', "-1"),
        ("'=a", "'"),
        ('Quote " and, comma; semi', "@x"),
        ("＝全角", "a"),
    ):
        actions.create_product(
            cast.chen, cast.merchant_id, title=title, new_category="+Fruit", description="- a\n- b\n\n=c",
            variants=[actions.NewVariant(name, 1_001, 5), actions.NewVariant("b", 7, 0)], rate_bps=1_250,
        )  # fmt: skip
    before = goods()
    raw = chen.get("/merchant/files/products.csv").data
    cells = [cell for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]
    assert done(chen, raw) == (0, 0, 10, 0)
    assert goods() == before


def test_pieces_sold_meanwhile_are_not_brought_back(chen, cast):
    raw = chen.get("/merchant/files/products.csv").data.decode("utf-8-sig")
    paid(cast.bo, (cast.variant_id, 2))
    assert done(chen, raw) == (0, 0, 2, 0)
    assert done(chen, raw.replace(",20,20", ",50,20", 1))[3] == 1
    assert goods()[0][8] == 18
    assert done(chen, raw.replace(",20,20", ",50,18", 1))[1] == 1
    assert goods()[0][8] == 50


def test_each_kind_of_change_is_done(chen, cast):
    head = (
        "product_id,variant_id,title,category,description,state,angel_price,commission,variant,price,stock\n"
    )
    row = f"{cast.product_id},{cast.variant_id},King durian,Rare,Big,withdrawn,never,20,3 kg!,99,1\n"
    assert done(chen, head + row) == (0, 1, 0, 0)
    assert goods()[0][:5] == ("King durian", "Rare", "Big", "withdrawn", 2_000)
    assert goods()[0][6:9] == ("3 kg!", 9_900, 1)
    assert queries.for_desk(cast.chen, cast.product_id).card.angel_price_when == "never"
    assert session.query(RateVersion).filter_by(product_id=cast.product_id).count() == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "The file is empty."), ("a,b\n1,2\n", "The first line must name the columns"),
     ("title,title\nx,y\n", "names a column twice"), (b"\xff\xfe\x00", "not a text file"), (b"title\n\x00\n", "not a text file"),
     ("title,price\n", "The file has no rows."), (b"\x89PNG\r\n\x1a\n\x81", "not a text file")],
)  # fmt: skip
def test_what_is_no_list_of_products_is_refused_with_the_reason(chen, cast, content, told):
    answer = send(chen, content)
    assert answer.status_code == 422 and told in answer.text
    assert session.query(CatalogImport).count() == 0


def test_bad_rows_do_not_keep_the_others_from_being_done(chen, cast):
    rows = (
        "Mango,Fruit,1 kg,12.50,5,10,on_sale\n"
        "Mango,Fruit,1 KG,13,5,10,on_sale\n"  # the same again
        "too,few\n"
        f"{'x' * 121},Fruit,,1,1,,\n"
        "Plum,,,1,1,,\n"
        "Lychee,Fruit,,9.999,1,,\n"
        "Lychee,Fruit,,9,-1,,\n"
        "Pear,Fruit,,9,1,,withdrawn\n"
        "Apple,Fruit,,9,1,,\n"
    )
    assert done(chen, NEW + rows) == (2, 0, 0, 7)
    assert [row[0] for row in goods()[2:]] == ["Mango", "Apple"]


def test_another_shops_products_are_not_touched(chen, app, cast):
    make_eves_shop(cast)
    eve = sign_in(app.test_client(), cast.eve)
    before = goods()
    row = f"product_id,variant_id,price\n{cast.product_id},{cast.variant_id},1\n"
    assert done(eve, row) == (0, 0, 0, 1) and goods() == before
    address = tried(chen, NEW + MANGO)
    assert eve.get(address).status_code == 404 and post(eve, f"{address}/run").status_code == 404


@action
def make_eves_shop(cast) -> None:
    from core import clock
    from domain.merchants.models import MerchantStaff

    shop = Merchant(
        owner_id=cast.eve.id, kind="person", name="Eve's", state="verified", fee_bps=0, created_at=clock.now()
    )
    session.add(shop)
    session.flush()
    session.add(MerchantStaff(merchant_id=shop.id, user_id=cast.eve.id, role="owner", created_at=clock.now()))


def test_it_is_for_the_shops_owner(app, client, chen, cast):
    address = tried(chen, NEW + MANGO)
    for person in (cast.alma, cast.bo, cast.dora, cast.eve, cast.olga):
        browser = sign_in(app.test_client(), person)
        assert browser.get("/merchant/files").status_code == 403
        assert browser.get("/merchant/files/products.csv").status_code == 403
        assert browser.get(address).status_code == 404
        assert post(browser, f"{address}/run").status_code == 404
        assert send(browser, NEW + MANGO).status_code == 403
    assert app.test_client().get("/merchant/files").status_code in (302, 303)


def test_one_file_at_a_time_and_pages_cost_the_same_for_many_rows(chen, cast):
    many = NEW + "".join(f"Fruit {number},Fruit,,1,1,,\n" for number in range(120))
    assert send(chen, many).status_code == 303
    assert "Another file is being worked on." in send(chen, NEW + MANGO).text
    busy = chen.get(f"/merchant/files/{session.query(CatalogImport.id).scalar()}").text
    assert 'hx-trigger="every 2s"' in busy and "0 of 120 rows" in busy
    worker.drain()
    with counted() as statements:
        html = chen.get(f"/merchant/files/{session.query(CatalogImport.id).scalar()}").text
    assert len(statements) <= 10 and html.count("data-line") == 50 and "after=51" in html


def test_the_commands_bring_in_and_write_out(app, cast, tmp_path):
    run = app.test_cli_runner().invoke
    file = tmp_path / "goods.csv"
    file.write_text(NEW + MANGO + "Bad,Fruit,,x,1,,\n", encoding="utf-8-sig")
    before = goods()
    trial = run(args=["import", "products", str(file), "--dry-run"])
    assert "line 4, price: This is not an amount of money." in trial.output
    assert "2 new, 0 changed, 0 as before, 1 skipped (a dry run" in trial.output and goods() == before
    assert "2 new, 0 changed, 0 as before, 1 skipped" in run(args=["import", "products", str(file)]).output
    assert "0 new, 0 changed, 2 as before, 1 skipped" in run(args=["import", "products", str(file)]).output
    after = goods()
    out = tmp_path / "out.csv"
    assert run(args=["export", "products", str(out)]).exit_code == 0
    assert "0 new, 0 changed, 4 as before, 0 skipped" in run(args=["import", "products", str(out)]).output
    assert goods() == after
    assert "No shop that sells" in run(args=["import", "products", str(out), "--merchant", "No"]).output


def test_an_error_of_ours_ends_one_file_says_where_and_keeps_no_other_from_coming(app, chen, cast):
    make_eves_shop(cast)
    eve = sign_in(app.test_client(), cast.eve)
    broken = send(chen, NEW + MANGO).location
    spoil_row(import_id=int(broken.rpartition("/")[2]), line=3)
    other = send(eve, NEW + MANGO).location
    worker.drain()

    html = chen.get(broken).text
    assert "This file met an error of ours" in html and "It ended before line 2." in html
    assert "Ended by an error" in chen.get("/merchant/files").text
    assert 'data-state="checked"' in eve.get(other).text
    assert worker.waiting() == 0
    assert done(chen, NEW + MANGO) == (2, 0, 0, 0)


def test_what_was_done_before_an_error_stays_and_is_found_again(chen, cast):
    address = tried(chen, NEW + MANGO)
    spoil_row(import_id=int(address.rpartition("/")[2]), line=3)
    post(chen, f"{address}/run")
    worker.drain()

    assert "It ended before line 3." in chen.get(address).text
    assert [row[6] for row in goods()[2:]] == ["1 kg"]
    assert done(chen, NEW + MANGO) == (1, 0, 1, 0)


@action
def spoil_row(*, import_id: int, line: int) -> None:
    """As a fault of the disk, or of an older version, might leave it."""
    session.execute(
        update(CatalogImportRow)
        .where(CatalogImportRow.import_id == import_id, CatalogImportRow.line == line)
        .values(cells={"title": 7})
    )
