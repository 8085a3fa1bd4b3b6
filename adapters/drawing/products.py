"""Pictures of products, and of products at the homes of those who bought them, drawn after their names."""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from adapters.drawing import food, fruit, home, things, wear
from adapters.drawing.backdrops import STAND, STAND_SCALE, dim_corners, draw_backdrop, draw_home_table
from adapters.drawing.canvas import Canvas
from adapters.drawing.look import Look, label_words
from adapters.drawing.shapes import Color, rgb
from core.tokens import fold

Draw = Callable[[Canvas, Look], None]


@dataclass(frozen=True)
class _Motif:
    """What is drawn for which words; `colors` are those of its content or material."""

    draw: Draw
    words: tuple[str, ...]
    colors: tuple[str, ...] = ("d98a2b", "b8483f", "7f9a5f", "c9a24b", "5f8d93")


def _motif(draw: Draw, words: str, colors: str = "") -> _Motif:
    return _Motif(draw, tuple(words.split()), tuple(colors.split()) or _Motif.colors)


# The key of each is what may be given as a category; its words are looked for in titles and in other categories' names.
_MOTIFS: dict[str, _Motif] = {
    "apples": _motif(fruit.apples, "apple 苹果"),
    "oranges": _motif(fruit.oranges, "orange tangerine mandarin lemon 橙 橘 柑 柠檬 柚"),
    "peaches": _motif(fruit.peaches, "peach mango apricot 桃 芒果 杏"),
    "pears": _motif(fruit.pears, "pear avocado 梨 牛油果"),
    "berries": _motif(fruit.berries, "strawberry berry cherry lychee 草莓 樱桃 荔枝 莓"),
    "grapes": _motif(fruit.grapes, "grape blueberry plum 葡萄 蓝莓 提子 李子"),
    "bananas": _motif(fruit.bananas, "banana 香蕉"),
    "watermelon": _motif(fruit.watermelon, "watermelon melon 西瓜 哈密瓜 甜瓜"),
    "durian": _motif(fruit.durian, "durian jackfruit pineapple 榴莲 菠萝"),
    "tea": _motif(food.tea, "tea oolong matcha pu'er 茶 普洱 龙井 乌龙 铁观音"),
    "coffee": _motif(food.coffee, "coffee mug cup cocoa 咖啡 杯 可可"),
    "jar": _motif(
        food.jar,
        "honey jam sauce paste pickle chutney butter chili jar 蜂蜜 酱 辣 蜜 腐乳 泡菜",
        "d98a2b b8383a 7d4a2b c9a24b",
    ),
    "bottle": _motif(
        food.bottle, "oil wine vinegar juice bottle 油 酒 醋 果汁 饮料", "d9a43b a83a3f 7d8f3a c98a4b"
    ),
    "noodles": _motif(food.noodles, "noodle ramen soup dumpling 面 米线 粉丝 粥 饺 螺蛳粉"),
    "bread": _motif(food.bread, "bread loaf toast sourdough bun 面包 吐司 馒头"),
    "cookies": _motif(
        food.cookies, "cookie biscuit cake mooncake chocolate pastry snack 饼 糕 点心 巧克力 零食 糖"
    ),
    "milk": _motif(food.milk, "milk yoghurt yogurt dairy 牛奶 酸奶 奶 乳 蒙牛"),
    "sack": _motif(
        food.sack,
        "rice nut walnut almond flour grain bean seed mushroom date oat 米 核桃 坚果 粮 枣 枸杞 木耳 菌 豆 麦 花生",
        "e9d9ae b9814a c9573f d9b45f 8a5a3a",
    ),
    "vegetables": _motif(
        fruit.pumpkin, "vegetable pumpkin potato yam carrot corn 蔬菜 南瓜 土豆 山药 红薯 玉米 菜"
    ),
    "lamp": _motif(home.lamp, "lamp light lantern 灯"),
    "soap": _motif(home.soap, "soap 皂"),
    "shampoo": _motif(
        home.shampoo,
        "shampoo lotion cream conditioner serum skincare wash 洗发 护发 沐浴 乳液 面霜 精华 护肤 洗面",
    ),
    "candle": _motif(home.candle, "candle incense 蜡烛 香薰 香"),
    "plant": _motif(home.plant, "plant succulent flower pot-plant 绿植 花 多肉 盆栽"),
    "ceramics": _motif(home.bowl, "bowl plate vase ceramic porcelain teapot 碗 盘 瓷 陶 花瓶 茶具 茶壶"),
    "bedding": _motif(home.pillow, "pillow cushion blanket quilt duvet bedding 枕 抱枕 毯 被 床品 四件套"),
    "heater": _motif(home.heater, "heater boiler 热水器"),
    "towel": _motif(home.towel, "towel cloth linen 毛巾 浴巾 布"),
    "slippers": _motif(wear.slippers, "slipper sandal 拖鞋 凉鞋"),
    "shirt": _motif(wear.shirt, "shirt tee t-shirt dress jacket coat clothes hoodie 衬衫 衣 裙 外套 恤 裤"),
    "bag": _motif(wear.bag, "bag handbag backpack tote wallet purse leather 包 钱包 皮具"),
    "hat": _motif(wear.hat, "hat cap beret 帽"),
    "scarf": _motif(wear.scarf, "scarf sweater wool knitted sock glove shawl 围巾 毛衣 羊毛 针织 袜 手套"),
    "shoes": _motif(wear.shoe, "shoe sneaker boot trainer 鞋 运动鞋 靴"),
    "book": _motif(things.book, "book novel guide stories poems cookbook 书 小说 诗 绘本 书籍"),
    "notebook": _motif(
        things.notebook, "notebook journal diary planner pen stationery 笔记本 手账 本子 笔 文具"
    ),
    "phone": _motif(things.phone, "phone smartphone mobile 手机"),
    "tablet": _motif(things.tablet, "tablet e-reader ipad 平板"),
    "laptop": _motif(things.laptop, "laptop computer keyboard 电脑 计算机 笔记本电脑 键盘"),
    "toy": _motif(things.bear, "toy bear doll puzzle baby kids 玩具 熊 娃娃 积木 母婴 儿童"),
    "headphones": _motif(things.headphones, "headphone headset earphone speaker 耳机 音箱"),
    "room": _motif(things.bed, "hotel room stay homestay bed 酒店 民宿 客房 床"),
    "umbrella": _motif(things.umbrella, "umbrella parasol 伞"),
    "pot": _motif(things.pot, "pot pan wok kettle kitchen cookware 锅 壶 厨具 厨"),
    "parcel": _motif(things.parcel, "gift box parcel set 礼盒 礼 套装"),
}
_FRUIT = ("apples", "oranges", "peaches", "pears", "berries", "grapes", "bananas", "watermelon", "durian")

# What is drawn for each category key, for those who write titles to go with it.
CATEGORIES: dict[str, str] = {key: motif.draw.__name__ for key, motif in _MOTIFS.items()}

# A colour that a word promises.
_COLORS = {
    "honey": "dd952a", "蜜": "dd952a", "chili": "c0342b", "辣": "c0342b", "strawberry": "c8384a", "草莓": "c8384a",
    "plum": "7d3550", "梅": "7d3550", "枣": "8a3a2a", "枸杞": "d0472f", "米": "f0e6c8", "rice": "f0e6c8", "抹茶": "8fa04a",
    "matcha": "8fa04a", "walnut": "9c6b3f", "核桃": "9c6b3f", "芝麻": "4a403a", "sesame": "4a403a", "橄榄": "8f9a3f",
    "olive": "8f9a3f", "豆": "c9a86a",
}  # fmt: skip


def product_picture(seed: int, title: str, category: str, size: tuple[int, int] = (900, 900)) -> bytes:
    """A JPEG of what the title names, or else the category; the same for the same arguments."""
    chance = random.Random(f"product {seed}")
    canvas = Canvas(size)
    draw_backdrop(canvas, chance)
    motif = _motif_for(title, category, chance)
    with canvas.at(*STAND, STAND_SCALE):
        motif.draw(canvas, Look(chance, _color_for(title, motif, chance), label_words(title)))
    return canvas.finished()


def photo_picture(seed: int, category: str, size: tuple[int, int] = (900, 675), title: str = "") -> bytes:
    """A JPEG of such a thing at home, a little askew, as a buyer photographs it."""
    chance = random.Random(f"photo {seed}")
    canvas = Canvas(size)
    draw_home_table(canvas, chance)
    motif = _motif_for(title, category, chance)
    look = Look(chance, _color_for(title, motif, chance), label_words(title))
    with canvas.at(50 + chance.uniform(-14, 14), 84, chance.uniform(0.86, 1.02), chance.uniform(-2.5, 2.5)):
        motif.draw(canvas, look)
    dim_corners(canvas)
    return canvas.finished()


def _motif_for(title: str, category: str, chance: random.Random) -> _Motif:
    """By the longest word of a motif in the title, then in the category; otherwise a parcel."""
    # A book may be about anything, so its title says nothing.
    is_book = any(_names(fold(category), word) for word in _MOTIFS["book"].words)
    for text in (category,) if is_book else (title, category):
        folded = fold(text)
        if folded in _MOTIFS:
            return _MOTIFS[folded]
        key = _longest_named(folded, ((word, key) for key, motif in _MOTIFS.items() for word in motif.words))
        if key:
            return _MOTIFS[key]
        if _names(folded, "fruit") or _names(folded, "水果"):
            return _MOTIFS[chance.choice(_FRUIT)]
    return _MOTIFS["parcel"]


def _color_for(title: str, motif: _Motif, chance: random.Random) -> Color:
    usual = chance.choice(motif.colors)
    return rgb(_longest_named(fold(title), _COLORS.items()) or usual)


def _longest_named(text: str, named: Iterable[tuple[str, str]]) -> str | None:
    """The meaning of the longest word that the text has; of equally long ones the last: honey cake is a cake.

    English words count as equally long.
    """
    found = [
        (2 if word.isascii() else len(word), _place(text, word), meaning)
        for word, meaning in named
        if _names(text, word)
    ]
    return max(found)[2] if found else None


def _names(text: str, word: str) -> bool:
    return _place(text, word) >= 0


def _place(text: str, word: str) -> int:
    """Chinese anywhere in the text, English as a word of it, in the plural too; -1 when it is not there."""
    if word.isascii():
        found = [match.start() for match in re.finditer(rf"\b{re.escape(word)}(s|es)?\b", text)]
        return found[-1] if found else -1
    else:
        return text.rfind(word)
