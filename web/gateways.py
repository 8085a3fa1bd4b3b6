"""The gateways that this site takes money by: the sandbox, except in production."""

from flask import current_app

from adapters.payments import Sandbox


def gateways() -> dict[str, Sandbox]:
    """By name. Made once for the site."""
    if "gateways" not in current_app.extensions:
        settings = current_app.extensions["settings"]
        here: list[Sandbox] = [] if settings.is_production else [Sandbox(settings.secret_key)]
        current_app.extensions["gateways"] = {gateway.name: gateway for gateway in here}
    found: dict[str, Sandbox] = current_app.extensions["gateways"]
    return found


def takes_sandbox() -> bool:
    return Sandbox.name in gateways()
