"""Mail goes to a file or to a mail server."""

import email
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from adapters.mail import AddressRefused, FileMailer, ServerDown, SmtpMailer, mailer
from tests.mailserver import Server, mail_server


def read(file: Path) -> EmailMessage:
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_without_a_server_each_mail_is_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    post = mailer("", tmp_path / "mail")
    post.send(
        "alma@example.org", "新密码 · 天使说", "你好 Alma,\n\nhttp://localhost/x?token=" + "y" * 80 + "\n"
    )
    post.send("bo@example.org", "Hello", "Hello Bo")

    first, second = sorted((tmp_path / "mail").iterdir())
    message = read(first)
    assert (message["To"], message["Subject"]) == ("alma@example.org", "新密码 · 天使说")
    assert "token=" + "y" * 80 in first.read_text()
    assert read(second).get_content().strip() == "Hello Bo"
    assert first.stat().st_mode & 0o777 == 0o600


def test_a_mail_may_have_a_second_body_in_html(tmp_path: Path) -> None:
    FileMailer(tmp_path, "site@example.org").send("alma@example.org", "Hello", "Hello", "<p>Hello</p>")

    [file] = tmp_path.iterdir()
    html = read(file).get_body(("html",))
    assert html is not None and "<p>Hello</p>" in html.get_content()


def test_nobody_adds_headers_by_a_line_break(tmp_path: Path) -> None:
    post = FileMailer(tmp_path, "site@example.org")
    post.send("alma@example.org", "Hello\r\nBcc: eve@example.org", "Hello")

    [file] = tmp_path.iterdir()
    assert read(file)["Bcc"] is None
    with pytest.raises(ValueError):
        post.send("alma@example.org\r\nBcc: eve@example.org", "Hello", "Hello")


def test_a_name_is_no_path(tmp_path: Path) -> None:
    FileMailer(tmp_path / "mail", "site@example.org").send("../../alma@example.org", "Hello", "Hello")

    assert len(list((tmp_path / "mail").iterdir())) == 1


@pytest.mark.parametrize("url", ["smtp:", "http://example.org", "mail.example.org"])
def test_an_address_of_no_use_is_said(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        mailer(url, tmp_path)


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as made:
        yield made


def test_a_server_gets_the_letter_with_both_bodies_and_its_headers(server: Server, tmp_path: Path) -> None:
    post = mailer(server.url, tmp_path)
    assert isinstance(post, SmtpMailer)

    post.send(
        "alma@example.org", "新密码", "你好", "<p>你好</p>", {"List-Unsubscribe": "<http://localhost/x>"}
    )

    [message] = server.to("alma@example.org")
    assert (message["From"], message["To"], message["Subject"]) == (
        "site@example.org",
        "alma@example.org",
        "新密码",
    )
    assert [part.get_content().strip() for part in message.iter_parts()] == ["你好", "<p>你好</p>"]
    assert message["List-Unsubscribe"] == "<http://localhost/x>"
    assert not list(tmp_path.iterdir())


def test_an_address_that_is_refused_and_one_that_is_put_off_are_told_apart(
    server: Server, tmp_path: Path
) -> None:
    server.refused, server.put_off = {"gone@example.org"}, {"full@example.org"}
    post = mailer(server.url, tmp_path)

    with pytest.raises(AddressRefused):
        post.send("gone@example.org", "Hello", "Hello")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        post.send("full@example.org", "Hello", "Hello")


def test_a_server_that_is_not_there_is_said_to_be_down(tmp_path: Path) -> None:
    with pytest.raises(ServerDown):
        mailer("smtp://127.0.0.1:1", tmp_path).send("alma@example.org", "Hello", "Hello")
