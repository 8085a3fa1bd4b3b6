"""The site as real processes that can be killed, and people who send it forms over real sockets."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from core import clock
from core.db import session
from core.unit import action, one_commit
from domain.catalog.models import Variant
from domain.orders.models import CartLine
from domain.people import actions as people
from domain.people.models import User
from tests.browser.servers import ROOT, Site, free_port, wait_for

PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.05


class Served:
    """The workers of a server on the database and in the folder of `site`."""

    def __init__(self, site: Flask, workers: int = 2) -> None:
        self._workers = workers
        settings = site.extensions["settings"]
        self.port = free_port()
        self._folder: Path = settings.data_dir
        self._env = {
            **os.environ,
            "DATA_DIR": str(settings.data_dir),
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.secret_key,
            "APP_ENV": "development",
            "REDIS_URL": "",
        }
        self._nursery: subprocess.Popen[str] | None = None
        self._server: int | None = None

    def start(self) -> None:
        nursery = self._nursery = self._nursery or self._opened()
        assert nursery.stdin is not None and nursery.stdout is not None
        nursery.stdin.write(f"{self._workers}\n")
        nursery.stdin.flush()
        self._server = int(nursery.stdout.readline())
        wait_for(Site(f"http://127.0.0.1:{self.port}", self._folder), nursery)

    def kill(self) -> None:
        """kill -9 of the server and its workers, in the middle of what they do."""
        assert self._server is not None
        os.killpg(self._server, signal.SIGKILL)
        self._server = None
        # The workers hold the port until the system has taken them down.
        while _is_taken(self.port):
            time.sleep(0.01)

    def workers(self) -> list[int]:
        """The processes that answer now."""
        found = subprocess.run(["pgrep", "-P", str(self._server)], capture_output=True, text=True)
        return [int(pid) for pid in found.stdout.split()]

    def kill_worker(self, pid: int) -> None:
        """kill -9 of one of them; the server stays."""
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self._server is not None:
            self.kill()
        if self._nursery is not None:
            self._nursery.communicate()
            self._nursery = None

    def _opened(self) -> "subprocess.Popen[str]":
        with (self._folder / "server.log").open("a", encoding="utf-8") as log:
            nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.torture.nursery", str(self.port)],
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert nursery.stdout is not None
        said = nursery.stdout.readline()
        assert said == "ready\n", (self._folder / "server.log").read_text(encoding="utf-8")[-3000:]
        return nursery


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str


@dataclass
class Shopper:
    """Somebody who is signed in. Where nobody answers, or the site is busy, she tries again with the same form."""

    served: Served
    user_id: int
    cookie: str
    csrf_token: str
    # Every status that she was answered with and that nobody should be.
    faults: list[str] = field(default_factory=list)

    def post(self, path: str, **fields: object) -> Answer:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._send(path, fields)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None and answer.status != 503:
                if answer.status >= 500:
                    self.faults.append(f"{answer.status} from {path}: {answer.text[:500]}")
                return answer
            assert time.monotonic() < until, f"no answer from {path} within {PATIENCE_SECONDS} s"
            time.sleep(PAUSE_SECONDS)

    def _send(self, path: str, fields: dict[str, object]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=60)
        try:
            body = urlencode({**fields, "csrf_token": self.csrf_token})
            headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, answer.getheader("Location") or "", text)
        finally:
            connection.close()

    def put_in_cart(self, variant_id: int) -> None:
        answer = self.post("/cart/lines", variant_id=variant_id)
        assert answer.status == 303, f"{answer.status}: {answer.text[-500:]}"

    def check_out(self, key: str, **credits: str) -> Answer:
        return self.post(
            "/checkout",
            recipient="Bo Wang",
            phone="13800001234",
            region="Hangzhou",
            street="West Lake Road 7",
            payment_method="sandbox",
            idempotency_key=key,
            **credits,
        )

    def pay(self, number: str) -> Answer:
        return self.post(f"/orders/{number}/payment", payment_method="sandbox")


def number_in(answer: Answer) -> str:
    """Of the order that a checkout has made. Asks for a redirection to one order."""
    assert answer.status == 303, f"{answer.status}: {answer.text[-2000:]}"
    place, _, number = answer.location.rpartition("/")
    assert place.endswith("/orders"), answer.location
    return number


def shoppers(site: Flask, served: Served, count: int) -> list[Shopper]:
    """New people, signed in."""
    user_ids = _make_people(count)
    serializer = site.session_interface.get_signing_serializer(site)  # type: ignore[attr-defined]
    forms = URLSafeTimedSerializer(site.secret_key, salt="wtf-csrf-token")  # type: ignore[arg-type]
    found = []
    with one_commit():
        for user_id in user_ids:
            token = people.begin_session(user_id, user_agent="torture", visitor_id="")
            raw = secrets.token_hex(20)
            kept = {"_user_id": token, "_fresh": True, "_permanent": True, "csrf_token": raw}
            found.append(Shopper(served, user_id, f"session={serializer.dumps(kept)}", forms.dumps(raw)))
    return found


@action
def _make_people(count: int) -> list[int]:
    at = clock.now()
    people = [
        User(handle=f"shopper_{i}", display_name=f"Shopper {i}", password_hash="-", created_at=at)
        for i in range(count)
    ]
    session.add_all(people)
    session.flush()
    return [person.id for person in people]


@action
def fill_carts(shoppers: Sequence[Shopper], variants_of: Callable[[int], Sequence[int]]) -> None:
    """The n-th of them wants one each of the n-th variants."""
    at = clock.now()
    session.add_all(
        CartLine(
            user_id=shopper.user_id,
            variant_id=variant_id,
            quantity=1,
            price_seen_cents=session.get_one(Variant, variant_id).price_cents,
            added_at=at,
        )
        for n, shopper in enumerate(shoppers)
        for variant_id in variants_of(n)
    )
