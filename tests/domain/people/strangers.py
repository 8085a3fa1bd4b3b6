"""People beyond the cast."""

from core import clock
from core.db import session
from core.unit import action
from domain.people.models import User
from domain.people.viewer import Viewer
from domain.viewers import viewer_of


@action
def make_people(*handles: str) -> list[Viewer]:
    """Open accounts with no password."""
    users = [
        User(handle=handle, display_name=handle.capitalize(), password_hash="!", created_at=clock.now())
        for handle in handles
    ]
    session.add_all(users)
    session.flush()
    return [viewer_of(user.id) for user in users]
