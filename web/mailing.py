"""Mail to people, in their language. Sent beside the request: how long the mail server takes tells nobody anything."""

import logging
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from flask import Flask, current_app, request
from flask_babel import force_locale, gettext

from adapters.mail import mailer
from adapters.push import Pusher
from core.i18n import N_
from domain.people.queries import MailAddress
from web.show import site_name

log = logging.getLogger("angelsays.mail")

# One at a time; a mail that is lost when the process ends is asked for again by its reader.
_sending = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send_reset_link(to: MailAddress, path: str) -> None:
    send(to, N_("Set a new password"), "mail/reset.txt", link=outside(path))


def send(to: MailAddress, subject: str, template: str, **data: object) -> None:
    """A mail from a text template, written and sent when the thread for it is free. `subject` is an English
    source text."""
    _sending.submit(_send, current_app._get_current_object(), to, subject, template, data)  # type: ignore[attr-defined]


def _send(app: Flask, to: MailAddress, subject: str, template: str, data: dict[str, object]) -> None:
    settings = app.extensions["settings"]
    try:
        with app.app_context(), force_locale(to.locale or settings.default_locale):
            text = app.jinja_env.get_template(template).render(person=to, **data)
            line = f"{gettext(subject)} · {site_name()}"
        app.extensions["mailer"].send(to.email, line, text)
    except Exception:
        # The edge of this thread: nobody else would hear of it.
        log.exception("a mail was not sent")


def wait() -> None:
    """Until all mail that was asked for is out."""
    _sending.submit(int).result()


def outside(path: str) -> str:
    """An address for a mail. The request's host is believed only where nobody can choose it for somebody else."""
    settings = current_app.extensions["settings"]
    if settings.site_url:
        return f"{settings.site_url}{path}"
    if settings.trusted_hosts or is_near(request.host):
        return f"{request.host_url.rstrip('/')}{path}"
    return f"http://127.0.0.1:{settings.port}{path}"


def is_near(host: str) -> bool:
    """A name or number of this machine or its own network."""
    name = host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") else host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_private
    except ValueError:
        return False


def install(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.extensions["mailer"] = mailer(settings.mail_url, settings.data_dir / "mail")
    app.extensions["pusher"] = Pusher(
        settings.data_dir / "push_key.pem", settings.site_url or "mailto:angel-says@localhost"
    )
