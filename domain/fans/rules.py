"""Numbers and words of the fan desk. Pure."""

import re
from datetime import datetime, timedelta

KINDS = ("taste", "size", "habit", "interest", "service")
FACTS = ("bought", "again", "kept", "endorses", "rated", "follows", "member")

TAG_MAX = 20
TAGS_A_FAN = 12
# A tag that the fan removed cannot be set again by that shop for so long.
REMOVED_FOR = timedelta(days=90)

REPLY_TITLE_MAX = 40
REPLY_MAX = 1_000
REPLIES_MAX = 50

BROADCAST_TITLE_MAX = 60
BROADCAST_MAX = 1_000
BROADCASTS_A_WEEK = 2
WEEK = timedelta(days=7)
# So many are told in one transaction, so that others can write between.
TOLD_AT_ONCE = 200

# What a shop has no business to note of anybody: health and pregnancy, belief, politics, origin, love, money troubles,
# offences; in the languages of the site. Looked for in the folded words.
SENSITIVE = (
    "pregnan", "diabet", "cancer", "hiv", "aids", "depress", "disab", "disease", "illness", "sick", "autis", "obes",
    "christian", "muslim", "islam", "jewish", "buddhis", "religio", "church", "party member", "communist", "political",
    "gay", "lesbian", "homosex", "transgender", "single mother", "divorc", "widow", "debt", "bankrupt", "poor",
    "criminal", "convict", "race", "ethnic", "black list", "blacklist", "stupid", "ugly",
    "怀孕", "孕妇", "懷孕", "孕婦", "糖尿", "癌", "艾滋", "愛滋", "抑郁", "憂鬱", "抑鬱", "残疾", "殘疾", "疾病", "患者", "肥胖",
    "基督", "穆斯林", "伊斯兰", "伊斯蘭", "佛教", "宗教", "信徒", "党员", "黨員", "政治", "同性恋", "同性戀", "离婚", "離婚",
    "单亲", "單親", "寡妇", "寡婦", "欠债", "欠債", "破产", "破產", "穷", "窮", "犯罪", "前科", "民族", "种族", "種族",
    "黑名单", "黑名單", "傻", "丑", "醜",
)  # fmt: skip
# A word of letters is looked for at its beginning, so that "terrace" is not taken for "race".
_SENSITIVE = re.compile("|".join(rf"\b{word}" if word.isascii() else word for word in SENSITIVE))
# Digits in a row are a number of a telephone, a house, an account: none of them belongs into a tag.
_NUMBER = re.compile(r"\d(?:[\s-]?\d){5,}")


def is_sensitive(folded: str) -> bool:
    """Whether a tag says what a shop must not note of a person."""
    return _SENSITIVE.search(folded) is not None


def holds_a_number(words: str) -> bool:
    return _NUMBER.search(words) is not None or "@" in words


def next_broadcast_at(sent: list[datetime], at: datetime) -> datetime | None:
    """When the next one may go out, `sent` being when the latest went, newest first; None for now."""
    within = [one for one in sent if one > at - WEEK]
    if len(within) < BROADCASTS_A_WEEK:
        return None
    return within[BROADCASTS_A_WEEK - 1] + WEEK


def filled(body: str, *, name: str = "", product: str = "") -> str:
    """A reply with its placeholders filled; one that nothing is known for goes, with a space too many."""
    said = body.replace("{name}", name).replace("{product}", product)
    said = re.sub(r"(?<=\S) {2,}", " ", said).strip()
    # Where nobody is named, no comma stays behind.
    return said if name else re.sub(r" (?=[,，])", "", said).lstrip("，, ")
