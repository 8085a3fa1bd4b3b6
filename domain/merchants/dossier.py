"""What may be read of a shop's papers: by its owner, and by the operators with who opened what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from core.policy import require
from domain.merchants import policy
from domain.merchants.models import (
    DocumentView,
    MerchantDocument,
    MerchantReview,
    MerchantWord,
)
from domain.people.models import User
from domain.people.viewer import Viewer

WORDS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class View:
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """`views` are told to operators only."""

    id: int
    kind: str
    format: str
    name: str
    bytes: int
    state: str
    reason: str
    sent_at: datetime
    is_deleted: bool
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    side: str
    name: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    documents: tuple[DocumentCard, ...]
    words: tuple[Word, ...]
    asked_at: datetime | None
    due_at: datetime | None
    is_lapsed: bool


@dataclass(frozen=True, slots=True)
class PaperDraft:
    token: str
    kind: str
    name: str


def dossier(viewer: Viewer, merchant_id: int) -> Dossier:
    """The shop's papers and the talk about them, for its owners and the operators. Four queries at most."""
    require(policy.can_see_books(viewer, merchant_id))
    documents = session.scalars(
        select(MerchantDocument)
        .where(MerchantDocument.merchant_id == merchant_id)
        .order_by(MerchantDocument.id.desc())
        .limit(100)
    ).all()
    views = _views([one.id for one in documents]) if viewer.is_operator else {}
    review = session.get(MerchantReview, merchant_id)
    return Dossier(
        tuple(
            DocumentCard(
                one.id,
                one.kind,
                one.format,
                one.name,
                one.bytes,
                one.state,
                one.reason,
                one.sent_at,
                one.deleted_at is not None,
                tuple(views.get(one.id, ())),
            )
            for one in documents
        ),
        _words(merchant_id),
        review.asked_at if review else None,
        review.due_at if review else None,
        review.is_lapsed if review else False,
    )


def own_document(viewer: Viewer, document_id: int) -> MerchantDocument:
    """A paper of the viewer's own shop, or one that she has not sent yet. Raises NotFound."""
    document = session.get(MerchantDocument, document_id)
    if document is None or document.deleted_at is not None:
        raise NotFound
    if document.merchant_id is None:
        is_mine = document.sent_by_id == viewer.id
    else:
        is_mine = document.merchant_id in viewer.shops_as(policy.OWNING)
    if not is_mine:
        raise NotFound
    return document


def kept_papers(viewer: Viewer, tokens: Collection[str]) -> list[PaperDraft]:
    """Those of the tokens that stand for a paper of hers which has not been sent."""
    if not tokens:
        return []
    rows = session.execute(
        select(MerchantDocument.token, MerchantDocument.kind, MerchantDocument.name)
        .where(
            MerchantDocument.token.in_(tokens),
            MerchantDocument.sent_by_id == viewer.id,
            MerchantDocument.merchant_id.is_(None),
        )
        .order_by(MerchantDocument.id)
    )
    return [PaperDraft(*row) for row in rows]


def _views(document_ids: Collection[int]) -> dict[int, list[View]]:
    rows = session.execute(
        select(DocumentView.document_id, User.display_name, DocumentView.at)
        .join(User, User.id == DocumentView.viewer_id)
        .where(DocumentView.document_id.in_(document_ids))
        .order_by(DocumentView.id.desc())
        .limit(200)
    )
    found: dict[int, list[View]] = {}
    for document_id, name, at in rows:
        found.setdefault(document_id, []).append(View(name, at))
    return found


def _words(merchant_id: int) -> tuple[Word, ...]:
    rows = session.execute(
        select(MerchantWord.side, User.display_name, MerchantWord.body, MerchantWord.at)
        .join(User, User.id == MerchantWord.author_id)
        .where(MerchantWord.merchant_id == merchant_id)
        .order_by(MerchantWord.id.desc())
        .limit(WORDS_SHOWN)
    ).all()
    return tuple(Word(*row) for row in reversed(rows))
