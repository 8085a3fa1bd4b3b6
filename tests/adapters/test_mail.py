"""Mail goes to a file or to a mail server."""

import email
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from adapters.mail import FileMailer, SmtpMailer, mailer


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


class MailServer(socketserver.StreamRequestHandler):
    """Enough of SMTP to take one letter."""

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            if line.upper() == "DATA":
                self._say("354 go on")
                lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                self.server.letters.append("".join(lines))  # type: ignore[attr-defined]
            self._say("221 bye" if line.upper() == "QUIT" else "250 ok")
            if line.upper() == "QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), MailServer) as made:
        made.letters = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_a_server_gets_the_letter(server: socketserver.TCPServer, tmp_path: Path) -> None:
    port = server.server_address[1]
    post = mailer(f"smtp://127.0.0.1:{port}?from=site@example.org", tmp_path)
    assert isinstance(post, SmtpMailer)

    post.send("alma@example.org", "新密码", "你好")

    [letter] = server.letters  # type: ignore[attr-defined]
    message = email.message_from_string(letter, policy=default)
    assert (message["From"], message["To"], message["Subject"]) == (
        "site@example.org",
        "alma@example.org",
        "新密码",
    )
    assert not list(tmp_path.iterdir())
