"""Polls: made with their post, voted in until they close. Who voted for what stays with the voter."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.tokens import fold
from core.unit import action
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import policy, polling
from domain.says.actions import wording
from domain.says.models import Poll, PollOption, PollVote, Post
from domain.says.polling import NewPoll


def checked(poll: NewPoll) -> NewPoll:
    """The poll with its options tidied. Raises Refused."""
    options = [wording.tidied(option, polling.OPTION_CHARS, "poll", one_line=True) for option in poll.options]
    options = [option for option in options if option]
    if len({fold(option) for option in options}) < len(options):
        raise Refused(N_("Two answers of the poll are the same."), field="poll")
    if not polling.OPTIONS_MIN <= len(options) <= polling.OPTIONS_MAX:
        raise Refused(N_("A poll has two to six answers."), field="poll")
    if not polling.HOURS_MIN <= poll.hours <= polling.HOURS_MAX:
        raise Refused(N_("A poll closes after one hour at least and 30 days at most."), field="poll")
    return NewPoll(options, poll.is_multiple, poll.hours)


def make(post: Post, poll: NewPoll) -> None:
    """Inside an action, for a new post with its id and a checked poll."""
    closes_at = post.created_at + timedelta(hours=poll.hours)
    session.add(Poll(post_id=post.id, is_multiple=poll.is_multiple, closes_at=closes_at))
    session.flush()
    session.add_all(
        PollOption(post_id=post.id, position=position, words=words)
        for position, words in enumerate(poll.options)
    )
    session.flush()


@action
def vote(actor: Viewer, post_id: int, option_ids: Collection[int]) -> None:
    """Votes, or votes anew, while the poll is open. Raises NotFound for a post without a poll."""
    require(can_write(actor))
    statement = select(Post).where(Post.id == post_id, Post.has_poll.is_(True))
    post = session.scalar(policy.standing_posts(statement, actor))
    if post is None:
        raise NotFound
    require(policy.can_respond(actor, post))
    poll = session.scalars(lock(select(Poll).where(Poll.post_id == post_id))).one()
    chosen = _chosen(poll, set(option_ids))
    mine = (PollVote.post_id == post_id) & (PollVote.user_id == actor.id)
    before = set(session.scalars(select(PollVote.option_id).where(mine)))
    for option_id in sorted(before - chosen):
        _count(option_id, -1)
    session.execute(
        delete(PollVote)
        .where(mine, PollVote.option_id.in_(before - chosen))
        .execution_options(synchronize_session=False)
    )
    at = clock.now()
    for option_id in sorted(chosen - before):
        _count(option_id, 1)
        session.execute(
            insert(PollVote).values(option_id=option_id, user_id=actor.id, post_id=post_id, created_at=at)
        )
    poll.voter_count += not before
    session.flush()


def _chosen(poll: Poll, option_ids: set[int]) -> set[int]:
    if poll.closes_at <= clock.now():
        raise Refused(N_("This poll is closed."), field="option")
    known = set(session.scalars(select(PollOption.id).where(PollOption.post_id == poll.post_id)))
    if not option_ids or not option_ids <= known:
        raise Refused(N_("Choose an answer."), field="option")
    if len(option_ids) > 1 and not poll.is_multiple:
        raise Refused(N_("Choose one answer only."), field="option")
    return option_ids


def _count(option_id: int, by: int) -> None:
    statement = update(PollOption).where(PollOption.id == option_id)
    session.execute(
        statement.values(vote_count=PollOption.vote_count + by).execution_options(synchronize_session=False)
    )
