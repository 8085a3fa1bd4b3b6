"""RSA keys as gateways hand them out: PEM, a certificate, or the bare base64 inside. RSA-SHA256 with them."""

import base64
import binascii
import textwrap

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate


def private_key(text: str) -> rsa.RSAPrivateKey:
    """Raises ValueError for what is none."""
    for label in ("PRIVATE KEY", "RSA PRIVATE KEY"):
        try:
            key = serialization.load_pem_private_key(_pem(text, label), None)
        except (ValueError, TypeError):
            continue
        if isinstance(key, rsa.RSAPrivateKey):
            return key
    raise ValueError("not an RSA private key")


def public_key(text: str) -> rsa.RSAPublicKey:
    """Of a certificate too. Raises ValueError for what is none."""
    if "BEGIN CERTIFICATE" in text:
        key = load_pem_x509_certificate(text.encode()).public_key()
    else:
        key = serialization.load_pem_public_key(_pem(text, "PUBLIC KEY"))  # type: ignore[assignment]
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA public key")
    return key


def sign(key: rsa.RSAPrivateKey, words: bytes) -> str:
    return base64.b64encode(key.sign(words, padding.PKCS1v15(), hashes.SHA256())).decode()


def is_signed(key: rsa.RSAPublicKey, words: bytes, signature: str) -> bool:
    try:
        given = base64.b64decode(signature, validate=True)
        key.verify(given, words, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    # Base64 has spellings that mean the same; only the usual one is taken.
    return base64.b64encode(given).decode() == signature


def _pem(text: str, label: str) -> bytes:
    text = text.strip()
    if text.startswith("-----BEGIN"):
        return (text + "\n").encode()
    body = "\n".join(textwrap.wrap("".join(text.split()), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()
