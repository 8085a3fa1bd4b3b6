"""Which notice is read; without one, all of them."""

from web.forms import Form, WholeNumberField


class ReadForm(Form):
    notice_id = WholeNumberField()
