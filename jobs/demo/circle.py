"""Alma's circle in the demo world, and what she says to it alone."""

from typing import TYPE_CHECKING

from domain.people import actions as people
from domain.says import actions as says

if TYPE_CHECKING:
    from jobs.demo.story import Story

NAME = "家里人"
WORDS = "周末回家吃饭，榴莲我带，别再买了。@bo 你带孩子来。"


def draw(story: "Story") -> None:
    alma = story.viewer("alma")
    circle_id = people.make_circle(alma, name=NAME)
    relatives = ["bo", *sorted(story.friends["alma"] - {"bo"})[:2]]
    for handle in relatives:
        people.put_in_circle(alma, circle_id, story.ids[handle])
    says.publish(alma, body=WORDS, audience=f"circle:{circle_id}")
