"""Web push: encryption as the standard has it, who is called, what the answer means."""

import contextlib
import socket
import threading
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.push import BadEndpoint, Gone, Pusher, Subscription, b64, encrypt, unb64
from tests.pushserver import Browser, push_service


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    """RFC 8291, appendix A."""
    subscription = Subscription(
        "https://push.example.net/x",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    private = int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))

    body = encrypt(
        subscription,
        b"When I grow up, I want to be a watermelon",
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=ec.derive_private_key(private, ec.SECP256R1()),
    )

    assert b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6"
        "PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_browser_reads_what_was_sent_and_the_service_knows_the_sender(tmp_path: Path) -> None:
    browser = Browser()
    with push_service() as service:
        pusher = Pusher(tmp_path / "push_key.pem", "mailto:site@example.org", (service.host,))
        pusher.send(browser.subscription(service.endpoint), {"title": "你好"})

        [(headers, body)] = service.taken
        assert browser.read(body) == {"title": "你好"}
        assert service.claims(headers, pusher.public_key)["sub"] == "mailto:site@example.org"
        assert int(headers["TTL"]) > 0


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_told(tmp_path: Path, status: int) -> None:
    with push_service() as service:
        service.status = status
        pusher = Pusher(tmp_path / "key.pem", "mailto:x@example.org", (service.host,))

        with pytest.raises(Gone):
            pusher.send(Browser().subscription(service.endpoint), {"title": "x"})


def test_trouble_of_the_service_is_trouble_for_now(tmp_path: Path) -> None:
    with push_service() as service:
        service.status = 503
        pusher = Pusher(tmp_path / "key.pem", "mailto:x@example.org", (service.host,))

        with pytest.raises(OSError, match="503"):
            pusher.send(Browser().subscription(service.endpoint), {"title": "x"})


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.net/x",
        "https://",
        "https://push.example.net:8443/x",
        "https://user@push.example.net/x",
        "https://push.example.net/x y",
        "https://push.example.net/é",
        "ftp://push.example.net/x",
        "https://[::1",
        "https://push.example.net/" + "x" * 1_000,
        "",
    ],
)
def test_an_endpoint_is_an_https_address(tmp_path: Path, endpoint: str) -> None:
    with pytest.raises(BadEndpoint):
        Pusher(tmp_path / "key.pem", "mailto:x@example.org").check(Browser().subscription(endpoint))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "[::1]", "localhost", "0.0.0.0"]
)
def test_nothing_near_is_ever_called(tmp_path: Path, host: str) -> None:
    pusher = Pusher(tmp_path / "key.pem", "mailto:x@example.org")

    with pytest.raises(BadEndpoint):
        pusher.send(Browser().subscription(f"https://{host}/x"), {"title": "x"})


def test_keys_that_no_database_can_store_are_refused(tmp_path: Path) -> None:
    good = Browser().subscription("https://push.example.net/x")
    pusher = Pusher(tmp_path / "key.pem", "mailto:x@example.org")
    pusher.check(good)
    with pytest.raises(BadEndpoint):
        pusher.check(Subscription(good.endpoint, good.p256dh, good.auth + "\0"))


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", "BTBZMqHH6r4Tts7J_aSIgg"), ("x", "x"), (b64(b"\x04" * 65), b64(b"x" * 16)), ("é", "é")],
)
def test_keys_that_are_none_are_refused(tmp_path: Path, p256dh: str, auth: str) -> None:
    with pytest.raises(BadEndpoint):
        Pusher(tmp_path / "key.pem", "mailto:x@example.org").check(
            Subscription("https://push.example.net/x", p256dh, auth)
        )


def test_the_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    first = Pusher(path, "mailto:x@example.org").public_key

    assert Pusher(path, "mailto:x@example.org").public_key == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_service_that_speaks_byte_by_byte_is_left_after_its_time(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, args=(listening,), daemon=True).start()
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        pusher = Pusher(tmp_path / "key.pem", "mailto:site@example.org", (host,), seconds=0.5)
        began = time.monotonic()

        with pytest.raises(TimeoutError):
            pusher.send(Browser().subscription(f"http://{host}/slow"), {"body": "Hello"})

    assert time.monotonic() - began < 3


def drip(listening: socket.socket) -> None:
    """An answer whose headers never end; it gives up by itself, so that a fault here ends as well."""
    taken, _ = listening.accept()
    with taken, contextlib.suppress(OSError):
        taken.recv(65_536)
        taken.sendall(b"HTTP/1.1 201 Created\r\nX-Slow: ")
        for _ in range(80):
            taken.sendall(b"a")
            time.sleep(0.1)
