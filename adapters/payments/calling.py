"""A call to a gateway: one request, an answer within a time, no redirects, no more than is sensible."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

from adapters.payments.interface import Unclear

TIMEOUT_SECONDS = 8.0
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Message
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given: Any, **more: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def call(method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Reply:
    """Raises Unclear when there is no answer."""
    request = urllib.request.Request(url, body, dict(headers or {}), method=method)
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return Reply(answer.status, answer.headers, answer.read(MAX_BYTES))
    except urllib.error.HTTPError as answer:
        with answer:
            return Reply(answer.code, answer.headers, answer.read(MAX_BYTES))
    except (OSError, ValueError) as problem:
        raise Unclear(f"no answer: {problem}") from None
    except Exception as problem:
        # http.client's own errors are of no common kind.
        raise Unclear(f"a broken answer: {type(problem).__name__}") from None
