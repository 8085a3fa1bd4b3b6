"""Tables of a product's discussion group: members by rule, questions and answers, chat messages."""

from domain.groups.models.asking import AskingChoice, QuestionOffer, QuestionPhoto
from domain.groups.models.board import AnnouncementOptOut, GroupPin
from domain.groups.models.entry import GroupGuest, GroupRemoval
from domain.groups.models.fold_requests import FoldRequest
from domain.groups.models.groups import BASES, LOST_REASONS, Group, GroupMember
from domain.groups.models.live import MessageChange, UnseenPerson
from domain.groups.models.messages import Message, MessagePhoto
from domain.groups.models.questions import Answer, ProductFacts, Question

__all__ = [
    "BASES",
    "LOST_REASONS",
    "AnnouncementOptOut",
    "Answer",
    "AskingChoice",
    "FoldRequest",
    "Group",
    "GroupGuest",
    "GroupMember",
    "GroupPin",
    "GroupRemoval",
    "Message",
    "MessageChange",
    "MessagePhoto",
    "ProductFacts",
    "Question",
    "QuestionOffer",
    "QuestionPhoto",
    "UnseenPerson",
]
