"""The gateways that this site takes money by: the sandbox, except in production."""

from flask import current_app

from adapters.payments import Gateway, Sandbox


def gateways() -> dict[str, Gateway]:
    """By name. Made once for the site."""
    if "gateways" not in current_app.extensions:
        settings = current_app.extensions["settings"]
        here: list[Gateway] = [] if settings.is_production else [Sandbox(settings.secret_key)]
        current_app.extensions["gateways"] = {gateway.name: gateway for gateway in here}
    found: dict[str, Gateway] = current_app.extensions["gateways"]
    return found


def takes_sandbox() -> bool:
    return Sandbox.name in gateways()
