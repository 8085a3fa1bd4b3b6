"""The forms of posts and comments. Their fields are the contract's; what a rule refuses is put at its field."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, MultipleFileField, StringField

from blueprints.says.kinds import KindFields
from core.errors import Refused
from core.i18n import N_
from domain.says import rules
from domain.says.links import product_in
from web.forms import Form, LongTextField, TextField, WholeNumberField

AS_SENT = object()
RATINGS = tuple(range(1, 6))


class PostForm(KindFields, Form):
    body = LongTextField(lazy_gettext("What do you say?"), max_chars=rules.BODY_MAX)
    product_id = WholeNumberField(lazy_gettext("Product"))
    rating = WholeNumberField(lazy_gettext("Your rating"))
    audience = StringField(lazy_gettext("Who may read it"), default="public")
    endorse = BooleanField(lazy_gettext("Become its angel"))
    photos = MultipleFileField(lazy_gettext("Pictures"))
    publish_at = StringField(lazy_gettext("Publish at"))
    # TOKEN:earlier, TOKEN:later or TOKEN:out, of the button by a kept picture.
    arrange = StringField()

    @classmethod
    def of_draft(cls, fields: Mapping[str, Sequence[str]]) -> "PostForm":
        """The form as it was left, whether or not it could be sent like this."""
        return cls(formdata=MultiDict({name: list(values) for name, values in fields.items()}))

    def __init__(self, formdata: Any = AS_SENT, **values: Any) -> None:
        self.sent = formdata if formdata not in (AS_SENT, None) else request.form
        super().__init__(**values) if formdata is AS_SENT else super().__init__(formdata=formdata, **values)

    @property
    def photo_tokens(self) -> list[str]:
        """The pictures that an earlier answer has kept, in the order of the form."""
        given = self.sent.getlist("photo_tokens")
        return [token for token in given if token and "\0" not in token][: rules.PHOTOS_MAX]

    @property
    def photo_alts(self) -> list[str]:
        """What the pictures show: first of the kept ones, then of the new ones."""
        return self.sent.getlist("photo_alts")[: rules.PHOTOS_MAX * 2]

    def error_of(self, name: str) -> str:
        errors = self[name].errors
        return str(errors[0]) if errors else ""


class CommentForm(Form):
    body = LongTextField(lazy_gettext("Comment"), max_chars=rules.COMMENT_MAX)
    parent_id = WholeNumberField(lazy_gettext("Answers"))
    # The product that is advised: chosen from a list, or named by its number or address.
    product_id = WholeNumberField(lazy_gettext("Product"))
    product = TextField(lazy_gettext("Product"), max_chars=300)

    @property
    def advised(self) -> int | None:
        """Raises Refused when something is named that is no product."""
        named = self.product.data or ""
        if self.product_id.data or not named:
            return self.product_id.data
        if (found := product_in(named)) is None:
            raise Refused(N_("Paste the address or the number of the product."), field="product")
        return found

    @property
    def error(self) -> str:
        found = [
            *self.body.errors,
            *self.parent_id.errors,
            *self.product_id.errors,
            *self.product.errors,
            *self.form_errors,
        ]
        return str(found[0]) if found else ""
