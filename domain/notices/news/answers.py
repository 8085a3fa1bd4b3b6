"""News of answers: that some have to be confirmed again."""

from sqlalchemy import select

from core.db import session
from domain.catalog.models import Product
from domain.groups.events import AnswersDoubted
from domain.groups.models import Answer, Question
from domain.merchants.models import MerchantStaff
from domain.notices.actions import tell


def doubted(fact: AnswersDoubted) -> None:
    """The shop's people, who may confirm all of them, and each author of hers."""
    authors = session.scalars(
        select(Answer.author_id)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Question.product_id == fact.product_id,
            Question.state == "visible",
            Answer.state == "visible",
            Answer.doubted_at.is_not(None),
        )
    ).all()
    product = session.get_one(Product, fact.product_id)
    staff = set(
        session.scalars(select(MerchantStaff.user_id).where(MerchantStaff.merchant_id == product.merchant_id))
    )
    counts = {one: len(authors) if one in staff else authors.count(one) for one in staff | set(authors)}
    for answers in sorted({count for count in counts.values() if count}):
        tell(
            {one for one, count in counts.items() if count == answers},
            kind="confirm",
            target=("group", fact.product_id),
            at=fact.at,
            facts={"product_id": fact.product_id, "title": product.title, "answers": answers},
            thread=("group", fact.product_id),
            default="all",
        )
