"""What the demo world asks, passes on and votes about."""

from typing import TYPE_CHECKING

from domain.says import actions as says, queries
from domain.says.polling import NewPoll

if TYPE_CHECKING:
    from jobs.demo.story import Story

DURIAN, SLIPPERS = "金枕榴莲 整果", "Wool Slippers"


def plan(story: "Story") -> None:
    story.later(2.6, _poll, story)
    story.later(4.2, _advice, story)
    story.later(1.8, _topics, story)


def _poll(story: "Story") -> None:
    asked = says.publish(
        story.viewer("alma"),
        body="周末拼一单，大家想要哪种？ #榴莲#",
        poll=NewPoll(("金枕，整果", "金枕，剥好的果肉", "等猫山王"), hours=24 * 7),
    )
    options = [option.id for option in queries.poll(story.viewer("alma"), asked).options]
    voters = ("bo", "ningning", "mrs_wu", "meimei", "taozi", "leo", "jane_k")
    for number, who in enumerate(voters):
        story.later(2.5 - number * 0.1, says.vote, story.viewer(who), asked, [options[number * number % 3]])
    story.later(2.2, says.pass_on, story.viewer("mrs_wu"), asked)


def _advice(story: "Story") -> None:
    asked = says.publish(
        story.viewer("bo"), body="想给爸妈买一双冬天在家穿的鞋，要暖、要防滑。 #送爸妈#", kind="advice"
    )
    slippers = story.item(SLIPPERS).product_id
    story.later(
        4.0, says.comment, story.viewer("alma"), asked, body="这双我穿到第二个冬天了。", product_id=slippers
    )


def _topics(story: "Story") -> None:
    said = says.publish(story.viewer("ningning"), body="昨晚开了一个，肉厚核小，满屋子都是香的。 #榴莲#")
    story.later(1.5, _quote, story, said)
    says.publish(story.viewer("meimei"), body="爸妈说这回的米香。 #送爸妈# #五常大米#", audience="public")


def _quote(story: "Story", said: int) -> None:
    durian = story.item(DURIAN).product_id
    says.publish(
        story.viewer("jane_k"),
        body=f"She is right. It is this one: /products/{durian} #Durian",
        quoted_id=said,
    )
