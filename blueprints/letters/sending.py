"""What comes with a letter's form: its pictures, of which the good ones outlive a refusal; and a shop's ready words."""

import re

from flask import request

from blueprints.letters.forms import LetterForm
from core.errors import Refused
from core.i18n import N_
from domain.letters import pictures, queries
from domain.letters.actions import Words
from domain.letters.rules import PICTURES_MAX
from web.waiting_pictures import Album, Sent

CLIENT_ID = re.compile(r"[A-Za-z0-9-]{0,40}")
PICTURES = Album(PICTURES_MAX, queries.kept_drafts, pictures.keep_drafts)


def words_of(form: LetterForm, sent: Sent) -> Words:
    client_id = request.form.get("client_id", "")
    if not CLIENT_ID.fullmatch(client_id):
        raise Refused(N_("This message cannot be told from another. Reload the page and send it again."))
    return Words(form.body.data or "", form.product.data, sent.new, sent.tokens, client_id)
