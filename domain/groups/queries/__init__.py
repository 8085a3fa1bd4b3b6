"""What a viewer may read of a group, always in a fixed number of queries."""

from domain.groups.queries.finding import Said, said_in
from domain.groups.queries.heads import LEFT_WITHIN, GroupHead, head_of, members_of
from domain.groups.queries.live import (
    NAMED_HERE,
    Mark,
    apart_from,
    changed_messages,
    mark_of,
    marks_of,
    may_follow,
    seen_among,
    seen_as,
    wants_to_be_seen,
)
from domain.groups.queries.messages import MESSAGES_SHOWN, MessageCard, may_read_chat, messages_of
from domain.groups.queries.mine import MyGroup, groups_of
from domain.groups.queries.people import GuestCard, RemovedCard, guests_of, may_invite, removed_from
from domain.groups.queries.questions import (
    ANSWERS_SHOWN,
    AnswerCard,
    QuestionCard,
    cards_of_questions,
    latest_questions,
    preview_of,
    product_of_question,
    question,
    questions_of,
    variants_of,
)

__all__ = [
    "ANSWERS_SHOWN",
    "LEFT_WITHIN",
    "MESSAGES_SHOWN",
    "NAMED_HERE",
    "AnswerCard",
    "GroupHead",
    "GuestCard",
    "Mark",
    "MessageCard",
    "MyGroup",
    "QuestionCard",
    "RemovedCard",
    "Said",
    "apart_from",
    "cards_of_questions",
    "changed_messages",
    "groups_of",
    "guests_of",
    "head_of",
    "latest_questions",
    "mark_of",
    "marks_of",
    "may_follow",
    "may_invite",
    "may_read_chat",
    "members_of",
    "messages_of",
    "preview_of",
    "product_of_question",
    "question",
    "questions_of",
    "removed_from",
    "said_in",
    "seen_among",
    "seen_as",
    "variants_of",
    "wants_to_be_seen",
]
