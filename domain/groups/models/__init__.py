"""Tables of a product's discussion group: members by rule, questions and answers, chat messages."""

from domain.groups.models.groups import Group, GroupMember
from domain.groups.models.messages import Message
from domain.groups.models.questions import Answer, Question

__all__ = ["Answer", "Group", "GroupMember", "Message", "Question"]
