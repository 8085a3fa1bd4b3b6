"""The signed links that stand in mail and end what a shop sends, without signing in."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from core.errors import NotFound


def stop_token(user_id: int, merchant_id: int, broadcast_id: int) -> str:
    """Its holder can end the broadcasts of this shop to this person."""
    return str(_signer().dumps([user_id, merchant_id, broadcast_id]))


def read_stop_token(token: str) -> tuple[int, int, int]:
    """(person, shop, broadcast). Raises NotFound for one that this site did not make."""
    try:
        user_id, merchant_id, broadcast_id = _signer().loads(token)
        return int(user_id), int(merchant_id), int(broadcast_id)
    except (BadSignature, ValueError, TypeError):
        raise NotFound from None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.extensions["settings"].secret_key, salt="stop-shop")
