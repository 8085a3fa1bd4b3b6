"""What Alma is writing in the demo world: a post that she changed, one that she has not finished, one for tomorrow."""

from datetime import timedelta
from typing import Any

from core import clock
from domain.says import actions as says

WRITTEN = "@bo 上次推荐的金枕榴莲，我放了三天才开，果肉已经有点软。下次收到当天就开。"
CORRECTED = "@bo 上次推荐的金枕榴莲，我放了两天才开，果肉又软又甜。怕太软的，收到当天就开。"
UNFINISHED = "羊毛拖鞋穿了一个冬天，鞋底"
PLANNED = "明前龙井喝到第三泡还有豆香。八十度的水，别盖盖子。"


def plan(story: Any) -> None:
    """Adds these deeds to the story."""
    story.later(6, _write, story)
    story.later(0.1, _leave_unfinished, story)


def _write(story: Any) -> None:
    alma = story.viewer("alma")
    post_id = says.publish(alma, body=WRITTEN, product_id=story.item("金枕榴莲 整果").product_id)
    story.later(5.8, lambda: says.edit(alma, post_id, body=CORRECTED, audience="public"))


def _leave_unfinished(story: Any) -> None:
    alma = story.viewer("alma")
    says.keep_draft(alma, "demo-unfinished", {"body": [UNFINISHED], "audience": ["friends"]})
    fields = {"body": [PLANNED], "audience": ["public"]}
    says.plan(alma, "demo-planned", fields, clock.now() + timedelta(days=1))
