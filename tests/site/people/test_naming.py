"""/people/suggest"""

from tests.web import sign_in


def test_people_are_offered_as_a_list_to_choose_from(client, cast):
    answer = sign_in(client, cast.alma).get("/people/suggest?q=bo")
    assert answer.status_code == 200
    assert 'role="listbox"' in answer.text and 'data-handle="bo"' in answer.text
    assert "example.org" not in answer.text


def test_strangers_are_told_nothing(client, cast):
    assert client.get("/people/suggest?q=a").status_code == 303


def test_what_nobody_is_called_gives_an_empty_list(client, cast):
    browser = sign_in(client, cast.alma)
    for typed in ("zzz", "%00%00zz", "%F0%9F%98%80", "x" * 500):
        answer = browser.get(f"/people/suggest?q={typed}")
        assert answer.status_code == 200
        assert "<li" not in answer.text
