"""Web push: a short encrypted message to a browser, by way of the service that its endpoint names (RFC 8030, 8291,
8292). Endpoints come from browsers, so that nothing but public addresses is called."""

import base64
import http.client
import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# For a whole request, however slowly its service speaks.
TIMEOUT_SECONDS = 5.0
RECORD_SIZE = 4_096
# What fits one record beside the padding mark and the seal.
MESSAGE_MAX = RECORD_SIZE - 17 - 86
TOKEN_SECONDS = 12 * 3_600
KEPT_SECONDS = 24 * 3_600
CURVE = ec.SECP256R1()


class Gone(Exception):
    """The browser has ended the subscription."""


class BadEndpoint(ValueError):
    """No address that this site calls, or keys that are none."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """As a browser gives it; the keys in base64url. `is_failing`: its service did not take the last message."""

    endpoint: str
    p256dh: str
    auth: str
    is_failing: bool = False


class Pusher:
    """`allowed` are hosts with port that are called although they are near or without TLS: for rehearsals."""

    def __init__(
        self,
        key_file: Path,
        contact: str,
        allowed: tuple[str, ...] = (),
        seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.key_file = key_file
        self.contact = contact
        self.allowed = allowed
        self.seconds = seconds
        self._key: ec.EllipticCurvePrivateKey | None = None

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """Made once and kept: subscriptions are bound to it."""
        if self._key is None:
            self._key = _kept_key(self.key_file)
        return self._key

    @property
    def public_key(self) -> str:
        """What a browser needs to subscribe."""
        return b64(_point(self.key.public_key()))

    def check(self, subscription: Subscription) -> None:
        """Raises BadEndpoint for a subscription that nothing could ever be sent to."""
        self._address(subscription.endpoint)
        _keys_of(subscription)

    def send(self, subscription: Subscription, message: Mapping[str, str]) -> None:
        """Raises Gone, BadEndpoint, or another exception when it may work later."""
        address = self._address(subscription.endpoint)
        body = encrypt(subscription, json.dumps(dict(message), ensure_ascii=False).encode())
        connection = self._connection(address)
        try:
            path = address.path + (f"?{address.query}" if address.query else "")
            with _ended_after(self.seconds, connection):
                connection.request("POST", path or "/", body, self._headers(address))
                status = connection.getresponse().status
        finally:
            connection.close()
        if status in (404, 410):
            raise Gone
        if status >= 300:
            raise OSError(f"the push service answered {status}")

    def _headers(self, address: SplitResult) -> dict[str, str]:
        return {
            "TTL": str(KEPT_SECONDS),
            "Urgency": "normal",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": f"vapid t={self._token(address)}, k={self.public_key}",
        }

    def _token(self, address: SplitResult) -> str:
        """Tells the service who sends, so that it can complain (RFC 8292)."""
        claims = {
            "aud": f"{address.scheme}://{address.netloc}",
            "exp": int(time.time()) + TOKEN_SECONDS,
            "sub": self.contact,
        }
        head = b64(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
        signed = f"{head}.{b64(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}"

    def _address(self, endpoint: str) -> SplitResult:
        try:
            address = urlsplit(endpoint)
            port = address.port
        except ValueError as problem:
            raise BadEndpoint(str(problem)) from problem
        if address.netloc in self.allowed:
            return address
        if (
            address.scheme != "https"
            or not address.hostname
            or address.username is not None
            or port not in (None, 443)
            or not endpoint.isascii()
            or any(character <= " " for character in endpoint)
            or len(endpoint) > 1_000
        ):
            raise BadEndpoint("an endpoint is an https address")
        return address

    def _connection(self, address: SplitResult) -> http.client.HTTPConnection:
        if address.netloc in self.allowed:
            return http.client.HTTPConnection(
                address.hostname or "", address.port or 80, timeout=self.seconds
            )
        return _PublicConnection(address.hostname or "", 443, timeout=self.seconds)


class _PublicConnection(http.client.HTTPSConnection):
    """Looks the name up once and connects to what it found, so that a name cannot lead elsewhere in between."""

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        numbers = [str(one[4][0]) for one in found]
        if not numbers or not all(ip_address(number.partition("%")[0]).is_global for number in numbers):
            raise BadEndpoint("an endpoint is on the public network")
        plain = socket.create_connection((numbers[0], self.port), self.timeout)
        # The handshake comes last, so that it can be ended from outside too.
        self.sock = ssl.create_default_context().wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()


@contextmanager
def _ended_after(seconds: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """Raises TimeoutError. The timeout of a socket begins anew with every byte that comes."""
    done, ends = threading.Event(), time.monotonic() + seconds

    def watch() -> None:
        done.wait(seconds)
        while not done.wait(0.2):
            _shut(connection)

    threading.Thread(target=watch, daemon=True, name="push-deadline").start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if time.monotonic() < ends:
            raise
    finally:
        done.set()
    if time.monotonic() >= ends:
        raise TimeoutError("the push service is too slow")


def _shut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is None:
        return
    try:
        # Not the TLS one, which would take its state from under the thread that reads.
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
    except OSError:
        pass


def encrypt(
    subscription: Subscription,
    message: bytes,
    *,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """One record of aes128gcm for the browser's key (RFC 8188, 8291). `salt` and `sender` are made anew for each."""
    if len(message) > MESSAGE_MAX:
        raise ValueError("a push message is short")
    receiver, secret = _keys_of(subscription)
    salt = salt or os.urandom(16)
    sender = sender or ec.generate_private_key(CURVE)
    own = _point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), receiver)
    seed = _derived(shared, secret, b"WebPush: info\x00" + _point(receiver) + own, 32)
    key = _derived(seed, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(seed, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(key).encrypt(nonce, message + b"\x02", None)
    return salt + RECORD_SIZE.to_bytes(4) + bytes([len(own)]) + own + sealed


def _derived(seed: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(seed)


def _keys_of(subscription: Subscription) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    try:
        secret = unb64(subscription.auth)
        receiver = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(subscription.p256dh))
    except ValueError as problem:
        raise BadEndpoint("the keys of the subscription are none") from problem
    if len(secret) != 16:
        raise BadEndpoint("the secret of the subscription is none")
    return receiver, secret


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        fresh = ec.generate_private_key(CURVE).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        # Several processes may start at once: each writes its own, and the first link stands.
        own = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(fresh)
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        own.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} holds no key for web push")
    return key


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Raises ValueError for what is none."""
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
