"""Papers that prove who somebody is: pictures drawn anew like all others, and PDF files as they came. They lie in the
private store, under names that nobody sees."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from adapters.media import MAX_BYTES, BadPicture, MediaStore
from core.i18n import N_

_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
# Some writers put a few bytes before it; readers look no further.
_HEAD_WITHIN = 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """`format`: pdf or picture."""

    key: str
    format: str
    bytes: int


def put_paper(store: MediaStore, source: BinaryIO) -> Paper:
    """Takes a file in; raises BadPicture. Takes up to a second: never inside a transaction."""
    raw = source.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadPicture(
            N_("This file is too large: at most %(megabytes)d MB."), megabytes=MAX_BYTES // 2**20
        )
    if b"%PDF-" in raw[:_HEAD_WITHIN]:
        return _put_pdf(store, raw)
    try:
        picture = store.put_picture(raw)
    except BadPicture as problem:
        if raw and problem.reason.startswith("This is not a picture"):
            raise BadPicture(N_("We take PDF files and pictures: JPEG, PNG, WebP and GIF.")) from None
        raise
    return Paper(picture.key, "picture", picture.bytes)


def paper_path(store: MediaStore, key: str, format: str) -> Path:
    """Where it lies, whether it does or not; FileNotFoundError when there can be no such thing."""
    if format == "picture":
        return store.path(key, 1440)
    if not _KEY.fullmatch(key):
        raise FileNotFoundError(f"no paper has the key {key[:40]!r}")
    return store.root / key[:2].lower() / f"{key}.pdf"


def delete_paper(store: MediaStore, key: str, format: str) -> None:
    """Deleting what is not there is no error: jobs may do it again."""
    if format == "picture":
        store.delete(key)
    else:
        paper_path(store, key, format).unlink(missing_ok=True)


def _put_pdf(store: MediaStore, raw: bytes) -> Paper:
    key = secrets.token_urlsafe(16)
    path = paper_path(store, key, "pdf")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(raw)
    unfinished.replace(path)
    return Paper(key, "pdf", len(raw))
