"""A shop's papers: sent with the application or later, opened by few, judged, asked for again, deleted."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from adapters.documents import paper_path, put_paper
from adapters.media import BadPicture
from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.groups import actions as groups
from domain.merchants import actions as merchants, papers
from domain.merchants.models import DocumentView, Merchant, MerchantDocument
from domain.notices.models import Notice
from domain.orders import actions as orders
from jobs import papers as forgetting, worker
from tests.buying import bought, paid, received
from tests.cast import Cast
from tests.web import post, sign_in

PDF = b"%PDF-1.4 canarypaper %%EOF"
FIELDS = {
    "kind": "company",
    "name": "Eve's",
    "registration": "91",
    "contact": "eve@example.org",
    "agrees": "y",
}


def pdf(name: str = "licence.pdf", body: bytes = PDF) -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def fetched(answer: TestResponse) -> TestResponse:
    """The answer with its file read and closed."""
    assert answer.data is not None
    answer.close()
    return answer


def photo() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    picture = Image.new("RGB", (60, 40), "red")
    exif = picture.getexif()
    exif[0x010E] = "canaryplace"
    picture.save(out, "JPEG", exif=exif)
    out.seek(0)
    return out, "me.jpg"


def applied(client, cast: Cast) -> tuple[int, list[int]]:
    """Eve's application with two papers: the shop's id and theirs."""
    sign_in(client, cast.eve)
    answer = post(client, "/merchant/application", **FIELDS, licence=pdf(), identity=photo())
    assert answer.status_code == 303, answer.get_data(as_text=True)
    documents = session.scalars(select(MerchantDocument).order_by(MerchantDocument.id)).all()
    return documents[0].merchant_id or 0, [one.id for one in documents]


def test_papers_survive_a_refused_form_and_are_sent_with_the_next_try(client, cast: Cast) -> None:
    sign_in(client, cast.eve)
    refused = post(client, "/merchant/application", **{**FIELDS, "name": ""}, licence=pdf())
    assert refused.status_code == 422
    token = re.search(r'name="paper_tokens" value="([\w-]+)"', refused.get_data(as_text=True))
    assert token and "licence.pdf" in refused.get_data(as_text=True)

    answer = post(client, "/merchant/application", **FIELDS, paper_tokens=token[1])

    assert answer.status_code == 303
    (document,) = session.scalars(select(MerchantDocument))
    assert (document.kind, document.format, document.merchant_id is not None) == ("licence", "pdf", True)


def test_only_the_owner_and_operators_open_them_and_it_is_written_down_who_did(
    app, client, cast: Cast
) -> None:
    _, (licence, identity) = applied(client, cast)

    own = fetched(client.get(f"/merchant/papers/{licence}"))
    assert own.data == PDF
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert own.headers["Cache-Control"] == "private, no-store"
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    picture = fetched(client.get(f"/merchant/papers/{identity}"))
    assert picture.mimetype == "image/webp" and b"canaryplace" not in picture.data
    olga = sign_in(app.test_client(), cast.olga)
    assert fetched(post(olga, f"/admin/documents/{licence}/views")).data == PDF
    assert session.scalars(select(DocumentView.viewer_id)).all() == [cast.olga.id]
    for person in (cast.alma, cast.bo, cast.chen, cast.dora):
        browser = sign_in(app.test_client(), person)
        assert browser.get(f"/merchant/papers/{licence}").status_code == 404
        assert post(browser, f"/admin/documents/{licence}/views").status_code in (403, 404)
    assert app.test_client().get(f"/merchant/papers/{licence}").status_code in (302, 303)


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("a.pdf", b"<html>%PDX</html>", "We take PDF files"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_what_is_no_paper_is_refused(client, cast: Cast, name: str, body: bytes, told: str) -> None:
    sign_in(client, cast.chen)

    answer = post(client, "/merchant/papers", licence=pdf(name, body), words="All as it was")

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert told in page and "All as it was" in page


def test_the_operator_judges_each_asks_for_more_and_the_owner_answers(app, client, cast: Cast) -> None:
    merchant_id, (licence, identity) = applied(client, cast)
    olga = sign_in(app.test_client(), cast.olga)

    assert post(olga, f"/admin/documents/{licence}/decision", do="refuse", reason="").status_code == 422
    assert (
        post(olga, f"/admin/documents/{licence}/decision", do="refuse", reason="Blurred").status_code == 303
    )
    assert post(olga, f"/admin/documents/{identity}/decision", do="accept").status_code == 303
    assert (
        post(olga, f"/admin/merchants/{merchant_id}/words", do="more", words="A sharp one").status_code == 303
    )
    worker.drain()

    page = client.get("/merchant/papers").get_data(as_text=True)
    assert "Blurred" in page and "A sharp one" in page and "need more" in page
    told = session.scalars(
        select(Notice).where(Notice.user_id == cast.eve.id, Notice.kind == "merchant")
    ).one()
    assert told.facts["verdict"] == "needs_more"
    assert post(client, "/merchant/papers", licence=pdf("sharp.pdf"), words="Here").status_code == 303
    assert "sharp.pdf" in olga.get(f"/admin/merchants/{merchant_id}").get_data(as_text=True)
    assert "need more" not in client.get("/merchant/papers").get_data(as_text=True)


def test_files_go_after_a_refusal_and_their_names_stay(app: Flask, client, cast: Cast) -> None:
    merchant_id, (licence, _) = applied(client, cast)
    key = session.get_one(MerchantDocument, licence).key
    file = paper_path(app.extensions["private_media"], key, "pdf")
    merchants.decide(cast.olga, merchant_id, verdict="refused", reason="Fake")
    with clock.shifted(timedelta(days=29)):
        assert forgetting.forget() == 0 and file.exists()

    with clock.shifted(timedelta(days=31)):
        assert forgetting.forget() == 2

    assert not file.exists()
    assert client.get(f"/merchant/papers/{licence}").status_code == 404
    assert "licence.pdf" in client.get("/merchant/papers").get_data(as_text=True)


def test_papers_that_were_never_sent_go_after_two_days(client, cast: Cast) -> None:
    sign_in(client, cast.eve)
    post(client, "/merchant/application", **{**FIELDS, "name": ""}, licence=pdf())

    with clock.shifted(timedelta(days=3)):
        assert forgetting.forget() == 1

    assert session.scalars(select(MerchantDocument)).all() == []


def test_papers_are_asked_for_again_after_half_a_year_and_a_late_shop_is_suspended(cast: Cast) -> None:
    papers.remind_and_lapse()
    told = []
    for days in (0, 149, 151, 152, 174, 181, 193, 195):
        with clock.shifted(timedelta(days=days)):
            told.append(papers.remind_and_lapse())
    assert told == [0, 0, 1, 0, 1, 1, 0, 1]
    shop = session.get_one(Merchant, cast.merchant_id)
    assert shop.state == "suspended"
    with clock.shifted(timedelta(days=196)):
        worker.drain()
    assert (
        session.scalars(select(Notice.kind).where(Notice.user_id == cast.chen.id)).all().count("papers") >= 1
    )

    papers.confirm_again(cast.olga, cast.merchant_id)

    session.expire_all()
    assert session.get_one(Merchant, cast.merchant_id).state == "verified"
    assert papers.review_of(cast.merchant_id).due_at > clock.now() + timedelta(days=179)


def test_no_shop_is_suspended_whose_owner_was_not_told_before(cast: Cast) -> None:
    papers.remind_and_lapse()
    with clock.shifted(timedelta(days=365)):
        assert [papers.remind_and_lapse(), papers.remind_and_lapse()] == [1, 0]
        assert session.get_one(Merchant, cast.merchant_id).state == "verified"
    with clock.shifted(timedelta(days=365 + 30 + 15)):
        papers.remind_and_lapse()
    assert session.get_one(Merchant, cast.merchant_id).state == "suspended"


def test_an_operators_suspension_is_not_lifted_by_looking_at_papers(cast: Cast) -> None:
    merchants.decide(cast.olga, cast.merchant_id, verdict="suspended", reason="Fraud")
    with pytest.raises(Refused):
        papers.confirm_again(cast.olga, cast.merchant_id)


def test_a_suspended_shop_sells_nothing_and_sees_its_sales_through(cast: Cast) -> None:
    unsent, sent = paid(cast.bo, (cast.variant_id, 1)), received(cast.bo, cast.chen, (cast.variant_id, 1))
    question = groups.ask(cast.bo, cast.product_id, body="Ripe?")
    groups.welcome_staff(cast.product_id, cast.merchant_id)
    merchants.decide(cast.olga, cast.merchant_id, verdict="suspended", reason="Papers")

    with pytest.raises((Refused, NotFound)):
        bought(cast.eve, (cast.variant_id, 1))
    orders.ship(cast.chen, unsent, carrier="SF", tracking_number="1")
    refund = orders.request_refund(cast.bo, sent, reason="Rotten")
    orders.decide_refund(cast.chen, sent, refund, accept=True, reason="", goods_back=False)
    with pytest.raises(NotAllowed, match="suspended"):
        groups.answer(cast.chen, question, body="Yes")
    merchants.decide(cast.olga, cast.merchant_id, verdict="verified", reason="")
    assert groups.answer(cast.chen, question, body="Yes")
    assert bought(cast.eve, (cast.variant_id, 1))


def test_a_file_of_more_than_twelve_megabytes_is_refused(app: Flask) -> None:
    with pytest.raises(BadPicture, match="too large"):
        put_paper(app.extensions["private_media"], io.BytesIO(b"%PDF-" + b"x" * (12 * 2**20)))
