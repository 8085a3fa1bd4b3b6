"""What a post said before it was changed."""

from core import clock
from core.db import session
from domain.says import changes, rules
from domain.says.models import Post, PostChange


def remember(post: Post, *, body: str, audience: str, circle_id: int | None) -> bool:
    """Keeps what the post says and to whom, if it is about to say something else; call it before the change. A slip
    that is mended at once, while hardly anybody has read it, is no change. Returns whether it was one."""
    is_for_the_same = (audience, circle_id) == (post.audience, post.circle_id)
    if is_for_the_same and (body == post.body or _is_slip(post, body)):
        return False
    change = PostChange(
        post_id=post.id,
        old_body=post.body,
        old_html=post.body_html,
        old_audience=post.audience,
        new_audience=audience,
        old_circle_id=post.circle_id,
        new_circle_id=circle_id,
        at=clock.now(),
    )
    session.add(change)
    return True


def _is_slip(post: Post, body: str) -> bool:
    is_fresh = clock.now() < post.created_at + rules.SLIP_WITHIN
    return is_fresh and changes.chars_changed(post.body, body) < rules.SLIP_CHARS
