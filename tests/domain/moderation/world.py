"""Things that can be reported, one of each kind, and what moderators do in one line."""

from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from domain.angels import actions as angels
from domain.groups import actions as groups
from domain.groups.models import Message
from domain.moderation import actions
from domain.moderation.models import TARGETS, Case, ModAction
from domain.people.viewer import Viewer
from domain.problems import actions as problems
from domain.says import actions as says
from tests.buying import shipped
from tests.cast import Cast

# What many can see; a letter is reported by one of the two it is between (tests/site/letters).
SEEN_BY_MANY = tuple(kind for kind in TARGETS if kind != "letter")
WORDS = "Please keep to what you have bought"


@dataclass(frozen=True)
class World:
    """All by Alma but the answer, which is Chen's, and the product, which is Chen's too."""

    post: int
    comment: int
    question: int
    answer: int
    message: int
    person: int
    product: int
    problem: int

    def id_of(self, kind: str) -> int:
        return int(getattr(self, kind))


def make_world(cast: Cast, audience: str = "public") -> World:
    """A post with a comment, a question with an answer, a message in the chat."""
    post = says.publish(cast.alma, body="The sweetest of all", product_id=cast.product_id, audience=audience)
    comment = says.comment(cast.alma, post, body="And cheap")
    angels.endorse(cast.alma, cast.product_id)
    groups.recompute(cast.chen.id, cast.product_id)
    question = groups.ask(cast.alma, cast.product_id, body="When is the season?")
    answer = groups.answer(cast.chen, question, body="From May")
    groups.send(cast.alma, cast.product_id, body="Hello all")
    message = session.scalars(select(Message.id)).one()
    session.rollback()
    number = shipped(cast.alma, cast.chen, (cast.variant_id, 1))
    problem = problems.tell_of(
        cast.alma, cast.product_id, order_number=number, kind="spoiled", body="Brown within"
    )
    return World(post, comment, question, answer, message, cast.alma.id, cast.product_id, problem)


def folded_post(cast: Cast, post_id: int, reporter: Viewer | None = None) -> int:
    """Reported by Bo and folded by Dora; the id of the case."""
    case_id = actions.report(reporter or cast.bo, "post", post_id, reason="spam")
    actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS)
    return case_id


def case_of(case_id: int) -> Case:
    session.rollback()
    return session.get_one(Case, case_id)


def actions_taken() -> list[ModAction]:
    session.rollback()
    return list(session.scalars(select(ModAction).order_by(ModAction.id)))
