"""Every address of the site with real values in it, for tests that try them all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}

# For rooms that nobody has filled: what fits the shape of an address and leads to nothing.
SHAPES = {
    "id": 1, "handle": "alma", "number": "0123456789AB", "code": "ABCDEF12", "string": "x" * 64, "default": "x",
    "path": "css/tokens.css", "int": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """One rule with values; `path` is what a browser asks for."""

    endpoint: str
    method: str
    path: str


def addresses(app: Flask, values: Mapping[str, object] | None = None) -> Iterator[Address]:
    """All rules and methods, HEAD and OPTIONS aside. `values` by the name of the argument, or "endpoint.argument"
    where one name means several things."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        found = {name: _value(rule, name, values or {}) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Address(rule.endpoint, method, adapter.build(rule.endpoint, found, method=method))


def _value(rule: Rule, name: str, values: Mapping[str, object]) -> object:
    for key in (f"{rule.endpoint}.{name}", name):
        if key in values:
            return values[key]
    return SHAPES[kind_of(rule, name)]


def kind_of(rule: Rule, name: str) -> str:
    """The converter's name: "id" of <id:product_id>."""
    return next((kind for kind, _, argument in _parts(rule) if argument == name), "default")


def _parts(rule: Rule) -> Iterator[tuple[str, str, str]]:
    for piece in rule.rule.split("<")[1:]:
        inside = piece.split(">")[0]
        kind, _, argument = inside.rpartition(":")
        yield kind.split("(")[0] or "default", inside, argument
