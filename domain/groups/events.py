"""What happens in groups."""

from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    question_id: int
    product_id: int
    author_id: int
    mentioned_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    answer_id: int
    question_id: int
    product_id: int
    author_id: int
    asker_id: int
    from_merchant: bool
    mentioned_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessageSent(Event):
    """`answered_id` wrote the message that this one quotes; 0 when it quotes none or names her anyway."""

    message_id: int
    product_id: int
    author_id: int
    mentioned_ids: tuple[int, ...]
    answered_id: int = 0


@dataclass(frozen=True, slots=True)
class Announced(Event):
    message_id: int
    product_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class MessageChanged(Event):
    """A message was folded, restored, deleted or edited."""

    message_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class QuestionChanged(Event):
    """A question or one of its answers was folded, restored or deleted."""

    question_id: int


@dataclass(frozen=True, slots=True)
class MembershipLost(Event):
    user_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class GuestInvited(Event):
    guest_id: int
    product_id: int
    user_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class FoldAsked(Event):
    """A merchant asked to fold somebody's words, and they are folded."""

    request_id: int


@dataclass(frozen=True, slots=True)
class FoldEnded(Event):
    """`state`: confirmed by a moderator with `words`; refused by one, or lapsed, and the words are open again."""

    request_id: int
    state: str
    by_id: int
    words: str


@dataclass(frozen=True, slots=True)
class AnswersDoubted(Event):
    """Answers about the product have to be confirmed again: it has changed, or they have grown old."""

    product_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionOffered(Event):
    """A question was put before people who bought what it is about and want to be asked."""

    question_id: int
    product_id: int
    author_id: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HearingStopped(Event):
    """She wants no more of a kind of notice: announcement (of the group of `product_id`), asked (of anything)."""

    user_id: int
    kind: str
    product_id: int = 0
