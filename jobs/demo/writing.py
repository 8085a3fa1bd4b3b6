"""Letters, the fan desk, a shop's papers and a file of products in the demo world: what fans and merchants have in hand
beyond orders."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import select

from adapters.documents import put_paper
from core.db import session
from domain.catalog.importing import actions as importing
from domain.catalog.importing.columns import rows_of
from domain.fans import actions as fans
from domain.letters import actions as letters
from domain.letters.actions import Words
from domain.merchants import papers
from domain.merchants.models import MerchantDocument
from domain.merchants.papers import NewPaper

if TYPE_CHECKING:
    from jobs.demo.story import Story

# A page with nothing on it, which every reader of PDF opens.
BLANK_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
# One new product in two variants, one whose price is no price.
GOODS = """title,category,variant,price,stock,commission,state
红毛丹 当季,水果,1 kg,39.00,60,10,draft
红毛丹 当季,水果,3 kg,99.00,20,10,draft
山竹 特级,水果,2 kg,about 80,15,10,draft
"""


def correspond(story: Story, title: str) -> None:
    """`title` is a product of Chen's, which Alma vouches for."""
    product_id, shop = story.item(title).product_id, story.merchant_ids["chen"]
    alma, bo, chen = story.viewer("alma"), story.viewer("bo"), story.viewer("chen")
    asked = letters.write_to_shop(
        bo, shop, Words("周六家里来客人，想要周五送到、当天能开的，行吗？", product_id=product_id)
    )
    letters.say(chen, asked, Words("行。挑九成熟的，周四下午从冷库出，周五中午前到。"))
    letters.say(bo, asked, Words("太好了，那我下两只。"))
    advice = letters.write_to_person(
        bo, alma.id, Words("3 kg or 5 kg for four people? Two of them have never tried it.")
    )
    letters.say(alma, advice, Words("3 kg. The ones who have never tried it will watch."))
    letters.write_to_person(story.viewer("meimei"), alma.id, Words("你那把开榴莲的刀是哪里买的？"))
    # The first letter of a shop waits until the fan accepts it.
    letters.write_as_shop(
        chen, shop, story.ids["mrs_wu"], Words("吴姐，您上次问的猫山王下周到，给您留一箱？")
    )
    fans.keep_reply(
        chen, shop, title="几分熟", body="收到后室温放一两天，尾部裂开一条缝、闻到香味就可以开了。"
    )
    fans.tag_fan(chen, shop, bo.id, kind="taste", words="喜欢干包")
    fans.tag_fan(chen, shop, bo.id, kind="habit", words="周五收货")


def send_papers(story: Story) -> None:
    """One that was accepted, one that waits."""
    chen, shop, store = (
        story.viewer("chen"),
        story.merchant_ids["chen"],
        current_app.extensions["private_media"],
    )
    for kind, name in (("licence", "营业执照 2026.pdf"), ("other", "果园检疫证明.pdf")):
        paper = put_paper(store, io.BytesIO(BLANK_PDF))
        tokens = papers.keep_papers(chen, [NewPaper(kind, paper.key, paper.format, name, paper.bytes)])
        papers.send_papers(chen, shop, tokens=tokens)
    licence = select(MerchantDocument.id).where(
        MerchantDocument.merchant_id == shop, MerchantDocument.kind == "licence"
    )
    papers.judge(story.viewer("olga"), session.scalars(licence).one(), accepts=True)


def bring_goods(story: Story) -> None:
    """A file that was looked at and waits for the shop's word."""
    chen, shop = story.viewer("chen"), story.merchant_ids["chen"]
    rows = list(rows_of(GOODS.encode()))
    importing.begin(chen, shop, name="新货 十一月.csv", rows=rows, digits=2)
