"""What the owner of a store may say about one item."""

from flask import request
from flask_babel import lazy_gettext as _

from web.forms import Form, TextField


class ArrangeForm(Form):
    words = TextField(_("Your own words"), max_chars=140)

    def flag(self, name: str) -> bool | None:
        """True or False when the form says so, None when it does not speak of it."""
        value = request.form.get(name)
        return None if value is None else value in ("1", "true", "on", "yes")

    def new_words(self) -> str | None:
        return self.words.data if "words" in request.form else None
