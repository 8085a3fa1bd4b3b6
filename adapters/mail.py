"""Mail that leaves the site: through SMTP, or into files to read while developing."""

import smtplib
import ssl
import time
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

TIMEOUT_SECONDS = 20
# As they are, so that a person can read the file and follow its links; and so that every server takes them.
READABLE = SMTP.clone(cte_type="8bit", max_line_length=990)
ANY_SERVER = SMTP.clone(cte_type="7bit")


class Mailer(Protocol):
    def send(self, to: str, subject: str, text: str, html: str | None = None) -> None: ...


class FileMailer:
    """Writes each mail to a file of its own, readable with any mail program."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, to: str, subject: str, text: str, html: str | None = None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        recipient = "".join(character for character in to if character.isalnum() or character in ".-_@")[:80]
        path = self.folder / f"{time.time_ns()}-{recipient}.eml"
        path.write_bytes(_message(self.sender, to, subject, text, html, READABLE).as_bytes())
        path.chmod(0o600)


class SmtpMailer:
    """`smtp://user:password@host:587?from=shop@example.org`, with STARTTLS when the server offers it; `smtps://`
    for TLS from the first byte."""

    def __init__(self, address: SplitResult, sender: str) -> None:
        self.address = address
        self.sender = sender

    def send(self, to: str, subject: str, text: str, html: str | None = None) -> None:
        message = _message(self.sender, to, subject, text, html, ANY_SERVER)
        with self._open() as server:
            if self.address.username:
                server.login(unquote(self.address.username), unquote(self.address.password or ""))
            server.send_message(message)

    def _open(self) -> smtplib.SMTP:
        host = self.address.hostname or "localhost"
        if self.address.scheme == "smtps":
            return smtplib.SMTP_SSL(
                host, self.address.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        server = smtplib.SMTP(host, self.address.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        return server


def mailer(url: str, folder: Path) -> Mailer:
    """The mailer that `url` names; without one, files in `folder`. Raises ValueError for an address of no use."""
    if not url:
        return FileMailer(folder, "angel-says@localhost")
    address = urlsplit(url)
    if address.scheme not in ("smtp", "smtps") or not address.hostname:
        raise ValueError("a mail server's address looks like smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS")
    sender = parse_qs(address.query).get("from", [f"angel-says@{address.hostname}"])[0]
    return SmtpMailer(address, sender)


def _message(
    sender: str, to: str, subject: str, text: str, html: str | None, policy: "EmailPolicy[EmailMessage]"
) -> EmailMessage:
    message = EmailMessage(policy=policy)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message
