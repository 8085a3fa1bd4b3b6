"""/merchant/sending: many parcels at once."""

import io

import pytest

from core.db import session
from domain.orders.models import Order, Shipment
from tests.buying import paid, received, second_shop
from tests.queries import counted
from tests.web import post, sign_in, token_of

AT = "/merchant/sending"


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


def states(*numbers: str) -> list[str]:
    session.rollback()
    found = dict(session.query(Order.number, Order.state).all())
    return [found[number] for number in numbers]


def send(client, rows: dict[str, str], **more: str):
    fields = {f"tracking-{number}": value for number, value in rows.items()}
    return post(client, AT, data_={**fields, "carrier": "SF", **more})


def test_each_row_is_told_what_happened_and_a_second_press_sends_nothing(chen, cast):
    first, second, later = (paid(cast.bo, (cast.variant_id, 1)) for _ in range(3))
    answer = send(chen, {first: "A1", second: "A2", later: ""})
    assert answer.status_code == 200 and answer.text.count("On its way") == 2
    assert states(first, second, later) == ["shipped", "shipped", "paid"]
    again = send(chen, {first: "A1", second: "A2"})
    assert again.status_code == 200 and again.text.count("Had left already") == 2
    assert session.query(Shipment).count() == 2


def test_a_list_may_be_pasted_or_sent_as_a_file_with_one_bad_row_among_good_ones(chen, cast):
    first, second, third = (paid(cast.bo, (cast.variant_id, 1)) for _ in range(3))
    pasted = f"order,carrier,number\n{first}\tZTO\tZ1\n{second}，Z2\nNOPE,ZTO,Z3\n{third},ZTO,\n"
    answer = post(chen, AT, list=pasted, carrier="SF")
    assert answer.status_code == 422
    assert states(first, second, third) == ["shipped", "shipped", "paid"]
    carriers = [row for (row,) in session.query(Shipment.carrier).order_by(Shipment.id)]
    assert carriers == ["ZTO", "SF"]
    assert "Line 4: Your shop has no order with this number." in answer.text and "NOPE,ZTO,Z3" in answer.text
    file = (io.BytesIO(f"{third};顺丰;Z4\n".encode("gbk")), "parcels.csv")
    chen.post(AT, data={"file": file, "csrf_token": token_of(chen)}, content_type="multipart/form-data")
    assert states(third) == ["shipped"]


def test_a_refused_row_keeps_what_was_typed(chen, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    answer = send(chen, {number: "A" * 61})
    assert answer.status_code == 422 and f'value="{"A" * 61}"' in answer.text
    assert states(number) == ["paid"]
    assert send(chen, {}).status_code == 422
    assert post(chen, AT, list="x" * 60_001).status_code == 422


def test_other_shops_and_other_people_send_nothing(app, chen, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    dora, _tea = second_shop(cast)
    assert "no order with this number" in send(sign_in(app.test_client(), dora), {number: "A1"}).text
    for person in (cast.alma, cast.bo, cast.eve, cast.olga):
        browser = sign_in(app.test_client(), person)
        assert send(browser, {number: "A1"}).status_code == 403
        for page in (AT, f"{AT}/slips", f"{AT}/orders.csv"):
            assert browser.get(page).status_code == 403
    assert states(number) == ["paid"]


def test_slips_say_what_goes_where_and_what_left_is_not_among_them(chen, cast):
    first = paid(cast.bo, (cast.variant_id, 2))
    gone = received(cast.bo, cast.chen, (cast.variant_id, 1))
    html = chen.get(f"{AT}/slips").text
    assert (
        first in html
        and gone not in html
        and "2 ×" in html
        and "¥" not in html.split('class="stack slips"')[1].split("</section>")[0]
    )
    assert first not in chen.get(f"{AT}/slips?number=other").text


def test_the_list_of_orders_hides_addresses_of_what_is_over(chen, cast):
    open_one, over = paid(cast.bo, (cast.variant_id, 1)), received(cast.bo, cast.chen, (cast.variant_id, 1))
    session.query(Order).filter_by(number=over).update({"state": "completed"})
    session.commit()
    lines = {line.split(",")[0]: line for line in chen.get(f"{AT}/orders.csv").text.splitlines()}
    recipient = session.query(Order.recipient).filter_by(number=open_one).scalar()
    assert recipient in lines[open_one] and recipient not in lines[over]
    assert over not in chen.get(f"{AT}/orders.csv?task=ship").text
    assert chen.get(f"{AT}/orders.csv?task=nonsense").status_code == 404


def test_the_table_asks_no_more_for_more_orders(chen, cast):
    paid(cast.bo, (cast.variant_id, 1))
    chen.get(AT)
    with counted() as few:
        chen.get(AT)
    for _ in range(3):
        paid(cast.bo, (cast.variant_id, 1))
    with counted() as many:
        chen.get(AT)
    assert len(many) == len(few) <= 10
