"""Mail to people, in their language. Sent beside the request: how long the mail server takes tells nobody anything."""

import logging
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from flask import Flask, current_app, render_template, request
from flask_babel import force_locale, gettext

from adapters.mail import FileMailer, Mailer, mailer
from core.i18n import N_
from domain.people.queries import MailAddress

log = logging.getLogger("angelsays.mail")

# One at a time; a mail that is lost when the process ends is asked for again by its reader.
_sending = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send_reset_link(to: MailAddress, path: str) -> None:
    send(to, N_("Set a new password"), "mail/reset.txt", link=outside(path))


def send(to: MailAddress, subject: str, template: str, **data: object) -> None:
    """A mail from a text template. `subject` is an English source text."""
    with force_locale(to.locale or str(current_app.extensions["settings"].default_locale)):
        site_name = current_app.extensions["settings"].site_name
        text = render_template(template, person=to, **data)
        line = f"{gettext(subject)} · {site_name}"
    chosen: Mailer = current_app.extensions["mailer"]
    if isinstance(chosen, FileMailer):
        chosen.send(to.email, line, text)
    else:
        _sending.submit(_send, chosen, to.email, line, text)


def _send(chosen: Mailer, to: str, subject: str, text: str) -> None:
    try:
        chosen.send(to, subject, text)
    except OSError:
        log.exception("a mail was not sent")


def outside(path: str) -> str:
    """An address for a mail. The request's host is believed only where nobody can choose it for somebody else."""
    settings = current_app.extensions["settings"]
    if settings.site_url:
        return f"{settings.site_url}{path}"
    if settings.trusted_hosts or _is_near(request.host):
        return f"{request.host_url.rstrip('/')}{path}"
    return f"http://127.0.0.1:{settings.port}{path}"


def _is_near(host: str) -> bool:
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
