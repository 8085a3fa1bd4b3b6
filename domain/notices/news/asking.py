"""News of the Q&A to those who are asked about what they bought, and the end of what somebody wants no more of."""

from sqlalchemy import select, update

from core import clock
from core.db import session
from domain.groups.events import HearingStopped, QuestionAnswered, QuestionOffered
from domain.groups.models import Question
from domain.notices.actions import settle, tell
from domain.notices.models import Notice
from domain.notices.news.groups import readers_of, title_of
from domain.notices.news.says import Reported


def offered(fact: QuestionOffered, *, reported: Reported) -> None:
    """Each of them alone; how many others were asked, and who, stays unsaid."""
    question = session.scalar(
        select(Question).where(Question.id == fact.question_id, Question.state == "visible")
    )
    if question is None:
        return
    readers = readers_of(fact.product_id, fact.user_ids)
    tell(
        readers,
        kind="asked",
        target=("question", question.id),
        actor_id=fact.author_id,
        at=question.created_at,
        facts={
            "product_id": fact.product_id,
            "title": title_of(fact.product_id),
            "question_id": question.id,
        },
        thread=("group", fact.product_id),
        words=(question.body,),
        hushed=reported([("question", question.id), ("person", fact.author_id)], readers),
    )


def answered(fact: QuestionAnswered) -> None:
    """She has answered what she was asked."""
    settle(fact.author_id, "asked", ("question", fact.question_id))


def stopped(fact: HearingStopped) -> None:
    """Together with the stop: what waits to be read stays on the site, but goes out no more."""
    waiting = update(Notice).where(
        Notice.user_id == fact.user_id, Notice.kind == fact.kind, Notice.read_at.is_(None)
    )
    at = clock.now()
    if fact.kind == "announcement":
        waiting = waiting.where(Notice.facts["product_id"].as_integer() == fact.product_id)
    for column in (Notice.mailed_at, Notice.pushed_at):
        session.execute(
            waiting.where(column.is_(None)).values({column: at}).execution_options(synchronize_session=False)
        )
