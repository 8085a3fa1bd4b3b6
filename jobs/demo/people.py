"""The people of the demo world: the cast first, then their circle."""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Member:
    handle: str
    name: str
    bio: str
    locale: str


CAST = (
    Member(
        "alma",
        "Alma 林晓梅",
        "Fruit, tea, and shoes that last. I only endorse what I would buy twice. 只推荐回购过的。",
        "zh_Hans",
    ),
    Member("bo", "Bo 周博", "买东西之前先问朋友。两个孩子的爸爸。", "zh_Hans"),
    Member("chen", "Chen 陈果农", "种果子的。群里有问必答，除了刮台风的时候。", "zh_Hans"),
    Member("dora", "Dora 杜若", "I keep the place tidy. 版务，讲道理。", "en"),
    Member("eve", "Eve Tanaka", "New here, just looking.", "en"),
    Member("olga", "Olga 欧阳嘉", "I run this site. 站长。", "en"),
)

OWNERS = (
    Member("shan_tea", "阿山", "做茶的。", "zh_Hans"),
    Member("xiaonong", "小农", "三亩地，一条狗。", "zh_Hans"),
    Member("nordhus", "Ingrid Holm", "Nordhus workshop.", "en"),
    Member("bufu", "布姐", "打版、裁布、踩缝纫机。", "zh_Hans"),
    Member("lanhui_books", "蘭蕙", "書房主人。", "zh_Hant"),
    Member("muzi_care", "木子李", "做皂十年。", "zh_Hans"),
    Member("yunbu", "云步老周", "卖鞋的，也修鞋。", "zh_Hans"),
)

# handle, name, a line about herself; the language is read off the line.
CIRCLE = (
    ("xiaoyu", "小雨", "下雨天适合喝茶。"), ("laowang", "老王", "退休了，每天走一万步。"), ("meimei", "梅梅", "两只猫的铲屎官。"),
    ("tom_liu", "Tom Liu", "Coffee first, then tea."), ("ningning", "宁宁", "怕踩雷，所以写得细。"), ("hao_zi", "耗子", "程序员，宅。"),
    ("qiuqiu", "秋秋", "喜欢一切软的东西。"), ("mrs_wu", "吴阿姨", "买菜做饭第一名。"), ("jane_k", "Jane K.", "Moved here in 2021, still learning where to buy things."),
    ("atai", "阿泰", "健身，吃得多。"), ("lulu", "露露", "幼儿园老师。"), ("dashu", "大叔", "修修补补又三年。"),
    ("yiyi", "伊伊", "学生党，能省则省。"), ("marco", "Marco", "Cooks every day."), ("susu", "酥酥", "甜品脑袋。"),
    ("fang_fang", "方方", "设计师。包装丑也会说。"), ("guoguo", "果果妈", "给孩子买的都要看配料表。"), ("ajun", "阿俊", "登山。鞋是消耗品。"),
    ("wenwen", "雯雯", "慢慢写，慢慢读。"), ("peter_z", "Peter Zhao", "I return things. Politely."), ("xiaoxue", "小雪", "东北人在南方。"),
    ("linlin", "琳琳", "敏感肌十年。"), ("old_li", "李老师", "教书的，話多。"), ("amei_tw", "阿美", "住臺南，愛喝茶也愛買書。"),
    ("jiajia", "嘉嘉", "第一次租房，什么都要买。"), ("kevin", "Kevin", "Runs on weekends."), ("taozi", "桃子", "夏天只吃水果。"),
    ("dongdong", "冬冬", "怕冷。"), ("sara_m", "Sara M.", "Mother of three, reviewer of everything."), ("yangyang", "洋洋", "高三，帮妈妈下单。"),
    ("mingde", "明德", "香港人，鍾意飲茶。"), ("zizi", "孜孜", "做饭博主，粉丝三十个。"), ("haitao", "海涛", "跑船的，一年在家三个月。"),
    ("rourou", "肉肉", "减肥中。"), ("anna_b", "Anna B.", "Linen, wool, nothing else."), ("xingxing", "星星", "夜班护士。"),
    ("laoding", "老丁", "喝了三十年茶。"), ("chuchu", "楚楚", "湖南人，不辣不欢。"), ("yaya", "雅雅", "新手妈妈。"),
    ("leo", "Leo 雷欧", "中英文混着写，见谅。"), ("shufen", "淑芬", "退休，學做手工皂。"), ("nana", "娜娜", "爱送礼。"),
    ("xiaoma", "小马", "外卖小哥，费鞋。"), ("qianqian", "千千", "书架永远不够。"), ("bing", "冰", "话少。"),
    ("yuanyuan", "圆圆", "吃货，不客气。"), ("momo", "莫莫", "猫毛过敏但有猫。"),
)  # fmt: skip

LOCALES = {"amei_tw": "zh_Hant", "mingde": "zh_Hant", "shufen": "zh_Hant", "old_li": "zh_Hant"}


@cache
def members() -> tuple[Member, ...]:
    """All sixty."""
    circle = tuple(
        Member(handle, name, bio, LOCALES.get(handle) or ("en" if bio.isascii() else "zh_Hans"))
        for handle, name, bio in CIRCLE
    )
    return CAST + OWNERS + circle
