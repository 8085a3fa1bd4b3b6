"""What somebody has to do with shops: her papers, what she wrote about them, where she was asked to work, what of hers
a shop asked to fold."""

from typing import Any

from sqlalchemy import Select, or_, select

from domain.groups.models import FoldRequest
from domain.merchants.models import (
    DocumentView,
    Merchant,
    MerchantDocument,
    MerchantWord,
    StaffInvitation,
    StaffStep,
)
from domain.people.viewer import Viewer


def documents(me: Viewer) -> Select[*tuple[Any, ...]]:
    """Their names; the files themselves are with whoever sent them."""
    return select(
        MerchantDocument.id,
        MerchantDocument.kind,
        MerchantDocument.name,
        MerchantDocument.bytes,
        MerchantDocument.state,
        MerchantDocument.reason,
        MerchantDocument.sent_at,
        MerchantDocument.decided_at,
        MerchantDocument.deleted_at,
    ).where(MerchantDocument.sent_by_id == me.id)


def document_views(me: Viewer) -> Select[*tuple[Any, ...]]:
    """When somebody opened one of hers."""
    return (
        select(DocumentView.id, MerchantDocument.name, DocumentView.at)
        .join(MerchantDocument, MerchantDocument.id == DocumentView.document_id)
        .where(MerchantDocument.sent_by_id == me.id)
    )


def shop_words(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(MerchantWord.id, Merchant.name.label("shop"), MerchantWord.body, MerchantWord.at)
        .join(Merchant, Merchant.id == MerchantWord.merchant_id)
        .where(MerchantWord.author_id == me.id)
    )


def shop_invitations(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StaffInvitation.id,
            Merchant.name.label("shop"),
            StaffInvitation.role,
            StaffInvitation.invited_at,
            StaffInvitation.outcome,
            StaffInvitation.ended_at,
        )
        .join(Merchant, Merchant.id == StaffInvitation.merchant_id)
        .where(StaffInvitation.user_id == me.id)
    )


def shop_steps(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(StaffStep.id, Merchant.name.label("shop"), StaffStep.kind, StaffStep.role, StaffStep.at)
        .join(Merchant, Merchant.id == StaffStep.merchant_id)
        .where(StaffStep.user_id == me.id)
    )


def fold_requests(me: Viewer) -> Select[*tuple[Any, ...]]:
    """Those about her own words, and those that she made for a shop."""
    return select(
        FoldRequest.id,
        FoldRequest.target_type,
        FoldRequest.reason,
        FoldRequest.asked_at,
        FoldRequest.state,
        FoldRequest.decided_at,
    ).where(or_(FoldRequest.author_id == me.id, FoldRequest.asked_by_id == me.id))
