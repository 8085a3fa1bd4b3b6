"""The pages of #topics."""

from urllib.parse import quote

from domain.says import actions
from tests.web import sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_topic_has_a_page(client, cast):
    actions.publish(cast.alma, body="So good #榴莲# #Durian")
    page = text_of(client.get(f"/topics/{quote('榴莲')}"))
    assert "So good" in page and "<h1>#榴莲</h1>" in page
    assert "In the last 30 days: 1 public post by 1 person" in page
    week = text_of(client.get("/topics"))
    assert "#Durian" in week and 'href="/topics/durian"' in week


def test_what_nobody_has_named_is_not_found_and_says_so_kindly(client, cast):
    actions.publish(cast.alma, body="#quilltopic", audience="friends")
    for name in ("nothing", "quilltopic", quote("<b>x</b>"), "x" * 300):
        answer = client.get(f"/topics/{name}")
        assert answer.status_code == 404
        assert "<b>x" not in text_of(answer)
    assert sign_in(client, cast.bo).get("/topics/quilltopic").status_code == 200


def test_names_come_as_options(client, cast):
    actions.publish(cast.alma, body="#Durian #suggest")
    assert '<option value="#Durian">' in text_of(client.get("/topics/suggest?q=du"))
    assert "<h1>#suggest</h1>" in text_of(client.get("/topics/suggest"))
