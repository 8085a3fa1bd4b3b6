"""What the people of the demo world say. By category: openings, details, endings for content buyers, and what the
others write; each in simplified Chinese, traditional Chinese and English."""

from dataclasses import dataclass
from random import Random

from jobs.demo.shops import BOOKS, CARE, FOOD, FRUIT, HOME, SHOES, TEA, WEAR

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Pieces that fit together in any combination within their language."""

    good: dict[str, tuple[Lines, Lines, Lines]]
    bad: dict[str, Lines]


def zh(*parts: Lines) -> tuple[Lines, Lines, Lines]:
    return parts[0], parts[1], parts[2]


ANY_END = {
    "zh_Hans": ("会回购。", "已经下第二单了。", "推荐给隔壁了。", "不夸张，就是舒服。", "这个价可以。", "慢慢用着再来补充。", "有问题可以问我。", "下次试试大份的。"),
    "zh_Hant": ("會再買。", "已經介紹給朋友了。", "這個價錢很可以。", "有問題歡迎問我。", "用一陣子再來補充。"),
    "en": ("Would buy again.", "Ordered a second one for my mother.", "Ask me if you want to know more.", "Fair for the price.", "I will report back in a month.", "No complaints so far."),
}  # fmt: skip

PHRASES: dict[str, Phrases] = {
    FRUIT: Phrases(
        {
            "zh_Hans": zh(
                ("打开箱子先闻到香味。", "昨天到的，今天就吃完一半。", "冲着朋友说好才买的。", "第二次买了，和上次一样好。", "孩子放学回来直接抱着吃。", "本来只是试试。"),
                ("没有一个坏的，垫得很厚。", "甜，但不是那种死甜。", "个头大小不一，味道都对。", "放了三天正好，汁水很多。", "皮薄，籽少。", "冰过更好吃，别放太久。"),
                ANY_END["zh_Hans"],
            ),
            "zh_Hant": zh(
                ("收到的時候還帶著葉子。", "朋友介紹才買的。", "第三次回購。"),
                ("甜度剛好，一點也不澀。", "包得很紮實，沒有壓傷。", "放兩天再吃最香。"),
                ANY_END["zh_Hant"],
            ),
            "en": zh(
                ("Arrived on a Friday, gone by Sunday.", "I was skeptical about fruit by mail.", "Third box this season."),
                ("Not one bruised piece.", "Sweet with a little acid, the way it should be.", "They ask you to wait two days. Do wait."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("有两个压坏了，客服赔了，但还是影响心情。", "味道一般，没有图片上那么红。", "等了五天才到，软了。", "酸。可能这批不行。"),
            "zh_Hant": ("這次的比上次酸，有點失望。",),
            "en": ("Two of them were mouldy. Refunded quickly, but still.", "Fine, not special. The supermarket has the same."),
        },
    ),
    TEA: Phrases(
        {
            "zh_Hans": zh(
                ("下班泡了一壶。", "老茶客，嘴刁。", "朋友送的，喝完自己来买。", "第一次喝这个。"),
                ("前三泡香，后面甜。", "干茶闻着像炒栗子。", "不苦不涩，空腹别喝。", "耐泡，七八泡还有味。", "水别太开，八十五度正好。"),
                ANY_END["zh_Hans"],
            ),
            "zh_Hant": zh(
                ("下午泡了一壺，配書剛好。", "喝了三十年茶，這個可以。"),
                ("香氣很乾淨，回甘快。", "葉底完整，看得出是手工的。", "冷泡也好喝。"),
                ANY_END["zh_Hant"],
            ),
            "en": zh(
                ("I drink this instead of a second coffee.", "Bought after asking in the group."),
                ("Floral, no perfume taste.", "Good for six infusions.", "The leaves open up whole."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("火功太重，喝着燥。", "包装压扁了，碎茶多。", "和去年的不是一个味。"),
            "zh_Hant": ("味道淡，可能是我泡得不對。",),
            "en": ("Stale, or I was unlucky. The merchant offered another batch.",),
        },
    ),
    FOOD: Phrases(
        {
            "zh_Hans": zh(
                ("家里老人说是小时候的味道。", "买菜做饭二十年，这个是真的。", "做了两顿才来写。", "隔壁闻到来问。"),
                ("配料表就两样。", "煮出来不浑汤。", "香，炒菜放一点就够。", "分装好了，冷冻也行。", "和超市的差别一口就知道。"),
                ANY_END["zh_Hans"],
            ),
            "zh_Hant": zh(
                ("媽媽說像外婆做的。",), ("配料乾淨，味道也乾淨。", "煮很久也不爛。"), ANY_END["zh_Hant"]
            ),
            "en": zh(
                ("I cook every day, so this went fast.", "Bought it for one recipe."),
                ("Tastes like the thing it says on the label.", "A little goes a long way.", "Well sealed, nothing leaked."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("偏咸，血压高的注意。", "盖子没拧紧，漏了半袋。", "碎的比较多。"),
            "zh_Hant": ("份量比想像中少。",),
            "en": ("The jar leaked. Inside it was good, what was left of it.",),
        },
    ),
    HOME: Phrases(
        {
            "zh_Hans": zh(
                ("用了两周来说说。", "搬家之后买的第一件东西。", "看着普通，用着顺手。"),
                ("做工没有毛边。", "比图上颜色深一点点，更好看。", "重，放着很稳。", "没有味道，拆开就能用。"),
                ANY_END["zh_Hans"],
            ),
            "zh_Hant": zh(("放在書桌上剛剛好。",), ("很沉，很穩。", "質感比照片好。"), ANY_END["zh_Hant"]),
            "en": zh(
                ("A month of daily use.", "Replaced something three times the price.", "My neighbour asked where it is from."),
                ("Nothing rattles.", "The colour is warmer than in the picture.", "You can see how it comes apart, which I like."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("收到有一道划痕，不影响用。", "尺寸没看清，小了。", "贵了。"),
            "zh_Hant": ("包裝盒破了，還好東西沒事。",),
            "en": ("Smaller than I thought. My fault, it says so on the page.", "The handle got loose after a week."),
        },
    ),
    SHOES: Phrases(
        {
            "zh_Hans": zh(
                ("走了两万步回来写的。", "给我爸买的，他说轻。", "穿坏一双又来买一双。", "在家穿了一个冬天。"),
                ("不磨脚后跟。", "脚宽的可以拍大半码。", "底软，楼下听不见。", "洗过一次没变形。", "下雨天也不滑。"),
                ANY_END["zh_Hans"],
            ),
            "zh_Hant": zh(("走了一整天也不累。",), ("鞋頭寬，腳趾不擠。", "洗過也沒有變形。"), ANY_END["zh_Hant"]),
            "en": zh(
                ("200 km in, so this is a real review.", "Wore them all winter."),
                ("No blisters.", "Half a size up if you have wide feet.", "Quiet on wooden floors."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("偏小，换了一次。", "有胶味，晾了三天。", "穿两个月开线了，客服给补了一双。"),
            "zh_Hant": ("鞋底比想像中硬。",),
            "en": ("Runs small. The exchange took nine days.", "The sole came off after two months."),
        },
    ),
    BOOKS: Phrases(
        {
            "zh_Hans": zh(
                ("一口气看完。", "送人的，自己先翻了。"), ("纸好，不反光。", "包得仔细，角没有折。", "手写的卡片我留着了。"), ANY_END["zh_Hans"]
            ),
            "zh_Hant": zh(
                ("週末一口氣讀完。", "買來送孩子，結果自己先看。", "附的卡片寫得很用心。"),
                ("紙摸起來很舒服。", "書角一點也沒有壓到。", "圖比字多，剛好睡前看。"),
                ANY_END["zh_Hant"],
            ),
            "en": zh(
                ("Read it in one sitting.", "Bought for the title."),
                ("Good paper, opens flat.", "The handwritten card made my day."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("内容一般，装帧加分。",),
            "zh_Hant": ("書脊有點歪，內容沒問題。", "排版太擠，看得眼睛累。"),
            "en": ("Pages 33 to 48 were bound upside down. Exchanged.",),
        },
    ),
    CARE: Phrases(
        {
            "zh_Hans": zh(
                ("敏感肌，先要的小样。", "用到第三块了。", "全家都在用。"),
                ("洗完不紧绷。", "味道淡，过一会儿就没了。", "泡沫不多但干净。", "换季没有起皮。"),
                ANY_END["zh_Hans"],
            ),
            "zh_Hant": zh(("換季用剛好。",), ("洗完不緊繃。", "味道很淡，我喜歡。"), ANY_END["zh_Hant"]),
            "en": zh(
                ("Sensitive skin here.", "Second bar."),
                ("Does not dry out my hands.", "Barely any scent, which is the point."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("我用着有点痒，停了。每个人不一样。", "融得快，要配个沥水盒。"),
            "zh_Hant": ("泡沫太少，用不慣。",),
            "en": ("My scalp did not like it. Others may be luckier.",),
        },
    ),
    WEAR: Phrases(
        {
            "zh_Hans": zh(
                ("洗了五次来写。", "照着群里说的尺码买的，正好。", "同事问链接。"),
                ("不透，不起球。", "线头很少。", "颜色耐看。", "缩了一点点，可以接受。"),
                ANY_END["zh_Hans"],
            ),
            "zh_Hant": zh(("照著店主說的尺寸買，剛好。",), ("布料厚實，不會透。", "洗幾次更軟了。"), ANY_END["zh_Hant"]),
            "en": zh(
                ("Five washes later.", "Took the size the merchant suggested."),
                ("Still the same shape.", "Heavy cotton, no see-through.", "The seams are straight. Rare."),
                ANY_END["en"],
            ),
        },
        {
            "zh_Hans": ("袖子短了两厘米。", "掉色，第一次要单独洗。"),
            "zh_Hant": ("顏色和照片差很多。",),
            "en": ("It shrank more than I would call a little.",),
        },
    ),
}  # fmt: skip

FREE_WORDS = {
    "zh_Hans": (
        "今天什么都没买，记一下。", "整理了一下这个月的账，吃的占一半。", "有人买过好用的晾衣架吗？想听真话。", "下周搬家，求推荐厚一点的纸箱。",
        "第一次在这里卖出一单，朋友买的，她说我写得像说话。", "提醒：榴莲不要放冰箱门上，别问我怎么知道的。", "给爸妈买东西，最怕的是他们说“挺好”。",
        "群里老板凌晨两点还在回，早点睡吧。", "退了一次货，流程比我想的简单。", "想看看大家都回购什么，评论里说说？", "孩子说这里像一个大家庭的记账本。",
        "雨天，泡茶，翻评论，一下午过去了。",
    ),
    "zh_Hant": ("今天整理書櫃，又想買書了。", "有沒有人買過好用的保溫瓶？", "臺南的天氣，水果放一天就熟。"),
    "en": (
        "Does anyone know a mug that keeps tea warm and does not look like camping?", "Sunday: soup, laundry, reading your reviews.", "I sold nothing this month and learned a lot.",
        "Reminder to self: measure the shelf before ordering.", "My most repurchased thing this year is dish soap. What is yours?",
    ),
}  # fmt: skip

COMMENTS = {
    "zh_Hans": (
        "多大号合适？",
        "谢谢，下单了。",
        "我家也是这个！",
        "哪个口味好？",
        "放多久会坏？",
        "看饿了。",
        "写得真细。",
        "你上次推荐的那个也不错。",
        "发货快吗？",
        "哈哈哈哈",
    ),
    "zh_Hant": ("謝謝分享！", "請問會很甜嗎？", "我也想買。", "已經加到購物車了。"),
    "en": (
        "Thanks, that helped.",
        "How does it hold up after a month?",
        "Which size did you take?",
        "Ordering now.",
        "Does it smell?",
    ),
}

REPLIES = {
    "zh_Hans": ("不客气～", "我拍的平时的码。", "两三天没问题。", "我觉得原味好。", "第二天就到了。"),
    "zh_Hant": ("不客氣！", "剛剛好，不會太甜。"),
    "en": ("My usual size.", "Still fine.", "Not at all."),
}

QUESTIONS = {
    FRUIT: (("现在发的这批甜吗？", "这周的甜度在十四以上，下周会更好。"), ("到手要放几天？", "按着有一点软就可以，一般两天。"), ("Can you ship on Saturdays?", "Yes, every day but Sunday."), ("坏了怎么赔？", "拍照发过来，48 小时内，按个赔。")),
    TEA: (("适合新手吗？", "适合，水温低一点，先坐杯再慢慢调。"), ("可以存几年？", "干燥避光，三年没问题，香会沉一些。"), ("Is this the spring harvest?", "Yes, first week of April.")),
    FOOD: (("保质期多久？", "常温六个月，开封后放冰箱，一个月内吃完。"), ("有没有添加剂？", "没有，配料表上就是全部。"), ("能不能少盐？", "这一批不能，下一批我单独做几瓶，群里喊。")),
    HOME: (("可以机洗吗？", "可以，冷水，别烘。"), ("Are spare parts sold separately?", "Yes, write to us with the order number."), ("尺寸和图上一样吗？", "手工的，上下两毫米。")),
    SHOES: (("脚宽选多大？", "大半码，不合适七天换。"), ("Does the wool shed?", "A little in the first week, then it stops."), ("可以机洗吗？", "可以，装洗衣袋，别脱水太久。")),
    BOOKS: (("請問有簽名本嗎？", "還有六本，下單時選「簽名本」。"), ("适合几岁的孩子？", "四到八岁，大人陪着看更好。")),
    CARE: (("孕妇能用吗？", "配方里没有精油的可以，页面上都写了。"), ("敏感肌能先试吗？", "可以，私信我寄小样，付邮费就行。"), ("Is it vegan?", "The bars are, the lip balm is not: beeswax.")),
    WEAR: (("一米六五一百斤穿什么码？", "M，喜欢宽松选 L。"), ("会掉色吗？", "深色第一次会一点，单独洗。"), ("Is the neck tight?", "No, we cut it two centimetres wider this year.")),
}  # fmt: skip

CHAT = (
    "今天发的货明天能到吗？", "能到，省内都是次日达。", "刚下了一箱，给丈母娘的。", "这次的比上次大！", "新的一批什么时候有？", "下周三开始摘，群里先说。", "谢谢老板，群里问就是快。",
    "Anyone tried the large box?", "Yes, enough for four people for a week.", "拍了照发在天使说里了，大家看看。", "包装能不能少点泡沫？", "在试纸的，月底换。", "好消息！", "回购第四次，老粉报到。", "收到，今晚打包。",
)  # fmt: skip


def review(rng: Random, category: str, language: str, stars: int) -> str:
    """A few sentences about something of this category, as content or not as the stars say."""
    phrases = PHRASES[category]
    if stars <= 3:
        return rng.choice(phrases.bad.get(language) or phrases.bad["zh_Hans"])
    opening, detail, ending = phrases.good[language]
    details = rng.sample(detail, k=min(len(detail), rng.choice((1, 1, 2))))
    gap = " " if language == "en" else ""
    return gap.join((rng.choice(opening), *details, rng.choice(ending)))
