"""Parts of addresses: a number that the database can hold, a handle, an order number."""

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter


class IdConverter(IntegerConverter):
    """1 to 2**63 - 1, so that no address can overflow a column."""

    def __init__(self, map, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(map, *args, **{"min": 1, "max": 2**63 - 1, **kwargs})


class HandleConverter(BaseConverter):
    regex = "[a-zA-Z0-9_]{2,20}"

    def to_python(self, value: str) -> str:
        return value.lower()


class NumberConverter(BaseConverter):
    regex = "[0-9A-Za-z]{12}"

    def to_python(self, value: str) -> str:
        return value.upper()


class CodeConverter(BaseConverter):
    regex = "[0-9A-Za-z]{6,16}"

    def to_python(self, value: str) -> str:
        return value.upper()


def install(app: Flask) -> None:
    app.url_map.converters.update(
        id=IdConverter, handle=HandleConverter, number=NumberConverter, code=CodeConverter
    )
