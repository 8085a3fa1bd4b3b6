"""What Alma and Bo keep, gather and add later, so that these parts of the site are not empty."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.db import session
from domain.people.viewer import Viewer
from domain.says import actions as says
from domain.says.actions import bookmarks, collections
from domain.says.models import Post

if TYPE_CHECKING:
    from jobs.demo.story import Story

READERS = ("bo", "ningning", "meimei", "qiuqiu", "xiaoyu", "eve", "mrs_wu")


def fill(story: "Story") -> None:
    alma, bo = story.viewer("alma"), story.viewer("bo")
    reviews = _public_reviews(alma)
    for place, post_id in enumerate(reviews):
        for reader in READERS[: len(READERS) - 2 * place]:
            says.react(story.viewer(reader), post_id, kind="helpful")
    # The oldest ones have a month behind them.
    for post_id, days, words in zip(
        reversed(reviews),
        (30, 7),
        ("一个月后再说：又买了两次，品质一样稳。", "A week on: just as good, and my mother asks for more."),
        strict=False,
    ):
        says.follow_up(alma, post_id, days=days, body=words)
    for post_id in reviews[:3]:
        bookmarks.save(bo, post_id)
    made = collections.create_collection(
        alma, title="夏天最好吃的", about="每年都会回购的水果，和怎么挑。", audience="public"
    )
    for item in story.items[:3]:
        collections.add_item(alma, made, product_id=item.product_id)
    for post_id in reviews[:2]:
        collections.add_item(alma, made, post_id=post_id, note="先看这篇再买")
    collections.create_collection(
        bo, title="想给孩子买的", audience="friends", product_id=story.items[-1].product_id
    )


def _public_reviews(author: Viewer) -> Sequence[int]:
    statement = select(Post.id).where(
        Post.author_id == author.id,
        Post.audience == "public",
        Post.state == "visible",
        Post.stars.is_not(None),
    )
    return session.scalars(statement.order_by(Post.id.desc())).all()
