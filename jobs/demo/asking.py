"""The Q&A and the problem desk of the demo world: an accepted answer, one that waits to be confirmed, a question with a
picture that is put before buyers, ready words; three problems of which one is solved."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.db import session
from domain.fans import actions as fans
from domain.groups import actions as groups
from domain.groups.actions import Illustrated
from domain.groups.models import Answer, Question
from domain.orders.models import Order, OrderLine
from domain.problems import actions as problems
from domain.problems.policy import has_bought
from domain.viewers import viewer_of

if TYPE_CHECKING:
    from jobs.demo.story import Story

TOLD = (
    ("spoiled", "两房里有一房发黑，闻着有酒味。其他的很好。", "抱歉，按房赔。明天再补一房给您。", True),
    (
        "broken",
        "箱子角压扁了，果壳裂开一条缝。",
        "麻烦拍一下快递面单边上的裂口，我们找快递赔，您这边先退差价。",
        False,
    ),
    ("missing", "说好送的开果手套没有放。", "", False),
)

WILLING = ("bo", "ningning", "meimei", "qiuqiu")
ASKED = "收到时壳上有一道小裂口，还能放吗？放冰箱还是阴凉处？"
ANSWERED = "裂口小的不要紧，阴凉处放一两天，闻到香味就开。开了再进冰箱。"
READY = (
    (
        "保存方法",
        "{name}您好，{product}放在阴凉处两到三天，闻到香味、刺尖能捏动就可以开。开了请密封冷藏，三天内吃完。",
    ),
    ("先致歉", "{name}您好，很抱歉{product}没有让您满意。请拍下果肉和快递面单，我们马上处理。"),
)


def answer_and_help(story: "Story", title: str) -> None:
    product_id, seller = story.item(title).product_id, story.viewer(story.item(title).merchant)
    _accept(story, product_id)
    _ask_buyers(story, title)
    rows = session.execute(
        select(Order.buyer_id, Order.number)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(OrderLine.product_id == product_id, Order.shipped_at.is_not(None), has_bought())
        .order_by(Order.id.desc())
    ).all()
    latest = {row.buyer_id: row.number for row in reversed(rows) if row.buyer_id != seller.id}
    for (kind, body, reply, is_solved), (buyer_id, number) in zip(TOLD, latest.items(), strict=False):
        buyer = viewer_of(buyer_id)
        problem_id = problems.tell_of(buyer, product_id, order_number=number, kind=kind, body=body)
        if reply:
            problems.say(seller, problem_id, body=reply)
        if is_solved:
            problems.solve(buyer, problem_id)


def _ask_buyers(story: "Story", title: str) -> None:
    """Bo and some others want to be asked; Alma answers with a picture."""
    item = story.item(title)
    alma = story.viewer("alma")
    for handle in WILLING:
        groups.choose_asking(story.viewer(handle), True)
    asker = story.viewer("eve")
    question_id = groups.ask(
        asker,
        item.product_id,
        body=ASKED,
        shown=Illustrated(pictures=story._photos("eve", item, 1), alts=["壳上的裂口"]),
    )
    groups.answer(
        alma,
        question_id,
        body=ANSWERED,
        shown=Illustrated(pictures=story._photos("alma", item, 1), alts=["开好的果肉"]),
    )
    seller = story.viewer(item.merchant)
    for name, words in READY:
        fans.keep_reply(seller, story.merchant_ids[item.merchant], title=name, body=words)


def _accept(story: "Story", product_id: int) -> None:
    """The latest answered question has its answer; what grew old on the way is doubted as on a living site."""
    rows = session.execute(
        select(Answer.id, Question.author_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.product_id == product_id, Answer.from_merchant)
        .order_by(Answer.id.desc())
        .limit(1)
    ).all()
    _answer_as_a_buyer(story, product_id)
    for answer_id, author_id in rows:
        groups.accept(viewer_of(author_id), answer_id)
    groups.doubt_old()


def _answer_as_a_buyer(story: "Story", product_id: int) -> None:
    """Alma knows what the shop was asked first."""
    question_id = session.scalar(
        select(Question.id).where(Question.product_id == product_id).order_by(Question.id).limit(1)
    )
    assert question_id is not None
    groups.answer(story.viewer("alma"), question_id, body="我家一直是冷藏着慢慢吃，三天内吃完味道最好。")
