"""Mail that leaves the site: through SMTP, or into files to read while developing."""

import smtplib
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, default
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

TIMEOUT_SECONDS = 20
# As they are, so that a person can read the file and follow its links; and so that every server takes them.
READABLE = SMTP.clone(cte_type="8bit", max_line_length=990)
ANY_SERVER = SMTP.clone(cte_type="7bit")


class ServerDown(Exception):
    """No mail server took the call: nothing goes out at present, to whomever."""


class AddressRefused(Exception):
    """The server will never take anything for this address."""


class Mailer(Protocol):
    """`send` raises ServerDown, AddressRefused, or another exception when it may work later."""

    def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None: ...


class FileMailer:
    """Writes each mail to a file of its own, readable with any mail program."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        recipient = "".join(character for character in to if character.isalnum() or character in ".-_@")[:80]
        path = self.folder / f"{time.time_ns()}-{recipient}.eml"
        path.write_bytes(_message(self.sender, to, subject, text, html, headers, READABLE).as_bytes())
        path.chmod(0o600)


class SmtpMailer:
    """`smtp://user:password@host:587?from=shop@example.org`, with STARTTLS when the server offers it; `smtps://`
    for TLS from the first byte."""

    def __init__(self, address: SplitResult, sender: str) -> None:
        self.address = address
        self.sender = sender

    def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        message = _message(self.sender, to, subject, text, html, headers, ANY_SERVER)
        with self._signed_in() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPNotSupportedError as problem:
                # An address with letters that this server cannot carry.
                raise AddressRefused(str(problem)) from problem
            except smtplib.SMTPRecipientsRefused as problem:
                [(code, words)] = problem.recipients.values()
                if code >= 500:
                    raise AddressRefused(f"{code} {words.decode(errors='replace')}") from problem
                raise

    def _signed_in(self) -> smtplib.SMTP:
        try:
            server = self._open()
            if self.address.username:
                server.login(unquote(self.address.username), unquote(self.address.password or ""))
        except (OSError, smtplib.SMTPException) as problem:
            raise ServerDown(str(problem)) from problem
        return server

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
    sender: str,
    to: str,
    subject: str,
    text: str,
    html: str | None,
    headers: Mapping[str, str] | None,
    policy: "EmailPolicy[EmailMessage]",
) -> EmailMessage:
    message = EmailMessage(policy=policy)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """A mail that FileMailer wrote. `name` is that of its file."""

    name: str
    to: str
    subject: str
    at: datetime
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


def written_mails(folder: Path, limit: int) -> list[WrittenMail]:
    """The latest mails in a FileMailer's folder, the latest first."""
    files = sorted(folder.glob("*.eml"), reverse=True)[:limit] if folder.is_dir() else []
    return [_read(path) for path in files]


def written_mail(folder: Path, name: str) -> WrittenMail | None:
    """The one of this name. Only names of files that are there are compared: a path is none."""
    for path in folder.glob("*.eml") if folder.is_dir() else ():
        if path.name == name:
            return _read(path)
    return None


def _read(path: Path) -> WrittenMail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    return WrittenMail(
        name=path.name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    return str(found.get_content()) if found is not None else ""
