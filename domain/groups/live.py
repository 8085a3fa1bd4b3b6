"""Whom an event of the site concerns at once: the topics that open pages listen to."""

from collections.abc import Callable, Mapping
from typing import Any

from core.events import Event
from domain.groups.events import MembershipLost, MessageChanged, MessageSent
from domain.people.events import Blocked, RoleGranted, RoleRevoked, Suspended, Unblocked

# Kinds of notes: there is something to read; what one may read is to be asked again; who is here; who types.
TALK, RIGHTS, HERE, TYPING = "talk", "rights", "here", "typing"


def group(product_id: int) -> str:
    return f"group:{product_id}"


def person(user_id: int) -> str:
    return f"person:{user_id}"


# Event -> (topic, kind), told when it has been committed. The table is read by domain/reactions.py.
TOLD_AT_ONCE: Mapping[type[Event], Callable[[Any], tuple[tuple[str, str], ...]]] = {
    MessageSent: lambda fact: ((group(fact.product_id), TALK),),
    MessageChanged: lambda fact: ((group(fact.product_id), TALK),),
    MembershipLost: lambda fact: ((person(fact.user_id), RIGHTS),),
    Blocked: lambda fact: ((person(fact.blocker_id), RIGHTS), (person(fact.blocked_id), RIGHTS)),
    Unblocked: lambda fact: ((person(fact.blocker_id), RIGHTS), (person(fact.blocked_id), RIGHTS)),
    Suspended: lambda fact: ((person(fact.user_id), RIGHTS),),
    RoleGranted: lambda fact: ((person(fact.user_id), RIGHTS),),
    RoleRevoked: lambda fact: ((person(fact.user_id), RIGHTS),),
}
