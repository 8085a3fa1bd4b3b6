"""The signed links that stand in mail and end what it is about, without signing in: what a shop sends to many, the
announcements of a group, questions about what one bought."""

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from core.errors import NotFound


def stop_token(user_id: int, merchant_id: int, broadcast_id: int) -> str:
    """Its holder can end the broadcasts of this shop to this person."""
    return str(_signer("stop-shop").dumps([user_id, merchant_id, broadcast_id]))


def read_stop_token(token: str) -> tuple[int, int, int]:
    """(person, shop, broadcast). Raises NotFound for one that this site did not make."""
    user_id, merchant_id, broadcast_id = _read("stop-shop", token)
    return int(user_id), int(merchant_id), int(broadcast_id)


def hearing_token(user_id: int, kind: str, product_id: int) -> str:
    """Its holder can end this kind of notices to this person: announcement (of a product's group), asked."""
    return str(_signer("stop-hearing").dumps([user_id, kind, product_id]))


def read_hearing_token(token: str) -> tuple[int, str, int]:
    """(person, kind, product). Raises NotFound for one that this site did not make."""
    user_id, kind, product_id = _read("stop-hearing", token)
    return int(user_id), str(kind), int(product_id)


def _read(salt: str, token: str) -> list[Any]:
    try:
        parts = _signer(salt).loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound from None
    if not isinstance(parts, list) or len(parts) != 3:
        raise NotFound
    return parts


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.extensions["settings"].secret_key, salt=salt)
