"""Asking for advice and answering with a product, through the site."""

from domain.says import actions
from tests.web import post, sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_question_is_asked_and_answered_with_a_product(client, cast):
    browser = sign_in(client, cast.eve)
    assert 'value="advice" checked' in text_of(browser.get("/says/new?kind=advice"))
    answer = post(browser, "/says", body="Which durian?", kind="advice")
    asked = int(answer.location.rpartition("/")[2])
    assert "Asks for advice" in text_of(browser.get("/advice"))
    page = text_of(browser.get(f"/says/{asked}"))
    assert "Advise a product" in page
    for typed in (str(cast.product_id), f"http://localhost/products/{cast.product_id}"):
        made = post(browser, f"/says/{asked}/comments", body="This", product=typed)
        assert made.status_code == 303
    assert text_of(browser.get(f"/says/{asked}")).count(f'data-product-id="{cast.product_id}"') == 2
    refused = post(browser, f"/says/{asked}/comments", body="keep me", product="some durian")
    assert refused.status_code == 422
    assert "keep me" in text_of(refused) and "some durian" in text_of(refused)


def test_products_are_offered_while_one_types(client, cast):
    assert client.get("/says/advisable?product=dur").status_code == 303
    browser = sign_in(client, cast.eve)
    part = text_of(browser.get("/says/advisable?product=dur&slot=7", headers={"HX-Request": "true"}))
    assert f'name="product_id" value="{cast.product_id}"' in part and 'id="advisable-7"' in part


def test_a_link_to_this_host_becomes_a_card(client, cast):
    said = actions.publish(cast.alma, body="The best durian")
    linking = actions.publish(
        cast.bo, body=f"http://localhost/says/{said} http://elsewhere.example/says/{said}"
    )
    page = text_of(client.get(f"/says/{linking}"))
    assert page.count(f'data-preview-of="{said}"') == 1
    assert "/says/new?kind=advice" in text_of(client.get("/advice"))
