"""Small secrets that lie in the database, such as the number of an identity card: sealed with a key made from the site's
own, so that a stolen database tells nothing."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class NotOurs(Exception):
    """It was sealed with another key, or changed since."""


def seal(text: str, *, secret: str, purpose: str) -> str:
    return _box(secret, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, secret: str, purpose: str) -> str:
    """Raises NotOurs."""
    try:
        return _box(secret, purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise NotOurs(purpose) from error


def _box(secret: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(secret, purpose)))


def mark(text: str, *, secret: str, purpose: str) -> str:
    """43 characters that are the same for the same text and tell nothing of it to whoever lacks the key: a telephone
    number cannot be found by trying them all."""
    digest = hmac.new(_key(secret, purpose), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@lru_cache(maxsize=32)
def _key(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
