"""The merchants of the demo world and what they sell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goods:
    """`rate` in percent, 0 for not promoted; `variants` are (name, price in cents)."""

    title: str
    draws: str
    category: str
    variants: tuple[tuple[str, int], ...]
    rate: int
    text: str


@dataclass(frozen=True, slots=True)
class Shop:
    owner: str
    name: str
    kind: str
    about: str
    shipping_cents: int
    free_from_cents: int | None
    goods: tuple[Goods, ...]


FRUIT, TEA, FOOD, HOME, SHOES, BOOKS, CARE, WEAR = (
    "水果 Fruit", "茶 Tea", "粮油小食 Pantry", "家居 Home", "鞋 Shoes", "书 Books", "洗护 Care", "衣服 Clothes",
)  # fmt: skip


def g(title: str, draws: str, category: str, variants: str, rate: int, text: str) -> Goods:
    """`variants` as "name 39.80, name 69" with the price last."""
    parts = [part.strip().rpartition(" ") for part in variants.split(",")]
    return Goods(
        title,
        draws,
        category,
        tuple((name, round(float(price) * 100)) for name, _, price in parts),
        rate,
        text,
    )


SHOPS = (
    Shop("chen", "陈家果园 Chen’s Orchard", "company", "Three generations on the same hillside. We pick in the morning and ship in the afternoon.\n\n果子不催熟，坏果包赔。", 800, 9900, (
        g("金枕榴莲 整果", "fruit", FRUIT, "3 kg 168, 5 kg 268", 12, "**树熟采摘**，到手放一到三天，闻到香、按着软就可以开了。\n\n- 果形有大有小，按重量发货\n- 坏果拍照，48 小时内赔付"),
        g("烟台红富士苹果", "fruit", FRUIT, "2.5 kg 39.80, 5 kg 69", 10, "昼夜温差大，糖心多。脆甜多汁，冷藏更好吃。"),
        g("赣南脐橙", "fruit", FRUIT, "2.5 kg 36, 5 kg 62, 10 kg 108", 15, "不打蜡，不催熟。皮上有风疤是正常的，里面一样甜。"),
        g("Hillside Mandarins", "fruit", FRUIT, "3 kg box 45", 12, "Small, thin-skinned and **very** sweet. Picked with leaves on, so that you see how fresh they are."),
        g("丹东草莓 99", "fruit", FRUIT, "500 g 49, 1 kg 88", 8, "清晨采摘，顺丰冷链。到了请当天吃。"),
        g("阳光玫瑰葡萄", "fruit", FRUIT, "1 串 39, 2 kg 礼盒 128", 20, "玫瑰香，无籽，脆。礼盒两到三串。"),
        g("海南贵妃芒", "fruit", FRUIT, "2.5 kg 42", 10, "到手偏青，放两三天变软变香再吃。"),
        g("Yellow Peaches, tree-ripened", "fruit", FRUIT, "2 kg 48, 4 kg 88", 10, "They bruise easily, so we pack each in foam. Eat within three days."),
        g("新疆和田红枣", "food", FOOD, "500 g 32, 1.5 kg 86", 18, "自然风干，不加糖。煮粥泡水都好。"),
        g("柚子 沙田柚", "fruit", FRUIT, "2 个 38, 4 个 68", 0, "放一放更甜。皮可以煮水。"),
    )),
    Shop("shan_tea", "山间茶事", "person", "一个人，一座山，一季茶。量不大，卖完就等明年。", 600, 19900, (
        g("武夷岩茶 肉桂", "tea", TEA, "50 g 98, 250 g 438", 20, "中足火，桂皮香明显，第三泡最好喝。"),
        g("明前龙井", "tea", TEA, "50 g 188, 125 g 428", 15, "三月底采，手工炒。豆香带栗香。"),
        g("凤凰单丛 鸭屎香", "tea", TEA, "100 g 88", 25, "名字不好听，香得很认真：栀子花香，回甘快。"),
        g("古树普洱 熟茶饼", "tea", TEA, "357 g 168", 18, "2019 年的料，汤红，糯，枣香。"),
        g("Jasmine Pearls", "tea", TEA, "100 g 76", 15, "Scented seven times with fresh flowers. Three grams for a pot, water just off the boil."),
        g("白毫银针", "tea", TEA, "50 g 138", 12, "福鼎头采，毫香蜜韵，可以存。"),
        g("桂花乌龙 冷泡茶包", "tea", TEA, "15 包 45", 30, "冷水放冰箱四小时。不苦。"),
        g("手作紫砂小壶", "cup", HOME, "160 ml 368", 10, "原矿紫泥，出水利落。每把略有不同。"),
        g("竹制茶盘", "home", HOME, "40 cm 129", 15, "可拆洗，接水盒一升。"),
        g("Travel Tea Set", "cup", HOME, "1 pot and 2 cups 159", 20, "Fits in a coat pocket. The pouch is quilted cotton."),
    )),
    Shop("xiaonong", "小农庄", "person", "种得少，所以看得见每一块地。欢迎来群里问，我在地里也会回。", 1000, 8800, (
        g("五常大米 稻花香", "food", FOOD, "5 kg 79, 10 kg 148", 8, "当季新米，真空装。水比平时少放一点。"),
        g("冷榨花生油", "jar", FOOD, "1.8 L 96, 5 L 238", 10, "小榨坊，沉淀两周再灌装，底下一点渣是正常的。"),
        g("土蜂蜜 百花", "jar", FOOD, "500 g 68, 1 kg 125", 15, "一年割一次，冬天会结晶，不影响。"),
        g("柴火腊肠", "food", FOOD, "500 g 58", 12, "七分瘦三分肥，广味偏甜。"),
        g("手工红薯粉条", "food", FOOD, "1 kg 28", 20, "不加胶，久煮不断但会软。"),
        g("Stone-ground Sesame Paste", "jar", FOOD, "300 g 32", 15, "One ingredient. Stir before use; the oil rises."),
        g("散养土鸡蛋", "food", FOOD, "30 枚 52", 5, "当周的蛋，泡沫托发货，破一赔一。"),
        g("黑木耳 东北小碗耳", "food", FOOD, "250 g 39", 18, "根少肉厚，泡一次就够。"),
        g("剁辣椒", "jar", FOOD, "400 g 18", 25, "头茬红椒，只放盐、蒜、白酒。"),
        g("糯玉米 真空", "food", FOOD, "10 根 36", 10, "蒸十五分钟。黄的甜，白的糯。"),
    )),
    Shop("nordhus", "Nordhus", "company", "Plain things for the home, made to be repaired.", 1200, 29900, (
        g("Wool Slippers", "slippers", SHOES, "36-37 149, 38-39 149, 40-41 149, 42-43 149", 15, "Felted wool, rubber sole. They run half a size small."),
        g("Linen Tea Towels, set of 3", "home", HOME, "natural 89, indigo 89", 20, "They get softer with every wash."),
        g("Desk Lamp No. 2", "lamp", HOME, "white 329, green 329", 12, "Steel, one hinge, a bulb you can change. Spare parts for ten years."),
        g("Enamel Mug", "cup", HOME, "white 49, red 49", 25, "Chips if you drop it. Still works."),
        g("Beeswax Candles", "home", HOME, "4 pieces 79", 15, "Six hours each, no scent added."),
        g("Cotton Bed Sheet", "home", HOME, "150 cm 259, 180 cm 299", 10, "Percale, 200 threads. Crisp, not silky."),
        g("Oak Cutting Board", "home", HOME, "small 119, large 199", 12, "Oil it twice a year. A tin of oil is included."),
        g("Cast Iron Pan, 24 cm", "bowl", HOME, "24 cm 289", 10, "Heavy. Comes seasoned; your first eggs may still stick."),
        g("Glass Carafe", "jar", HOME, "1 L 99", 0, "Fits in a fridge door."),
        g("Canvas Tote", "bag", WEAR, "natural 69, black 69", 30, "Carries 20 kg. We tried."),
    )),
    Shop("bufu", "布衣坊", "person", "自己打版，小批量做。尺码问题进群问，我会量给你看。", 0, None, (
        g("纯棉圆领T恤", "shirt", WEAR, "S 79, M 79, L 79, XL 79", 15, "230 克重，不透。第一次洗会缩一点点。"),
        g("亚麻衬衫", "shirt", WEAR, "M 199, L 199, XL 199", 18, "皱是它的脾气。"),
        g("羊毛围巾", "home", WEAR, "灰 168, 驼 168, 红 168", 20, "不扎，边是手工捻的。"),
        g("加绒家居裤", "shirt", WEAR, "M 89, L 89, XL 89", 12, "裤脚有收口，晚上不灌风。"),
        g("帆布围裙", "bag", WEAR, "均码 98", 15, "口袋够深，放得下手机和剪刀。"),
        g("棉麻拖鞋", "slippers", SHOES, "36-37 39, 38-39 39, 40-41 39, 42-43 39", 25, "可机洗，底软，走路没声音。"),
        g("儿童罩衣", "shirt", WEAR, "100 59, 110 59, 120 59", 20, "画画吃饭都能穿，袖口有松紧。"),
        g("真丝眼罩", "home", CARE, "墨绿 69, 米白 69", 30, "不压眼睛。附一个小袋子。"),
        g("老布拼布书套", "book", BOOKS, "32 开 45, 16 开 52", 20, "每一个花色都不一样，随机发。"),
        g("毛线帽", "shirt", WEAR, "黑 59, 姜黄 59, 雾蓝 59", 15, "双层，不勒头。"),
    )),
    Shop("lanhui_books", "蘭蕙書房", "company", "舊書新書都賣，只賣我們自己讀過的。每本書都有一張手寫的卡片。", 1000, 15000, (
        g("小鎮漫遊筆記", "book", BOOKS, "平裝 58, 簽名本 88", 10, "走了二十三個小鎮，畫了一百多張圖。"),
        g("家常菜一百道", "book", BOOKS, "精裝 98", 12, "步驟拍得清楚，調味用湯匙量。"),
        g("給孩子的星空書", "book", BOOKS, "繪本 72", 15, "附一張夜光星圖，可以貼在床頭。"),
        g("二手 植物圖鑑", "book", BOOKS, "九成新 45, 七成新 32", 0, "書脊有摺痕，內頁乾淨。"),
        g("The Quiet Shop", "book", BOOKS, "paperback 76", 10, "A novel about a bookshop that never advertises. Short chapters."),
        g("手帳本 點陣", "book", BOOKS, "A5 49, A6 39", 25, "紙 100 克，鋼筆不透。"),
        g("木質書擋", "home", HOME, "一對 119", 18, "胡桃木邊角料做的，重。"),
        g("活字印刷書籤", "book", BOOKS, "5 張 35", 30, "每張一句詩，隨機。"),
        g("讀書燈 夾式", "lamp", HOME, "暖光 89", 15, "三檔，充一次用八個小時。"),
        g("線裝空白本", "book", BOOKS, "大 42, 小 28", 20, "宣紙，寫毛筆字正好。"),
    )),
    Shop("muzi_care", "木子皂坊", "person", "手工皂、洗护，配方都写在页面上。敏感肌请先要小样。", 500, 12000, (
        g("橄榄油手工皂", "soap", CARE, "1 块 28, 4 块 99", 20, "晾足六周。泡沫不多，洗完不紧。"),
        g("生姜洗发皂", "soap", CARE, "1 块 36", 25, "前两周会有点涩，头发适应了就好。"),
        g("无患子洗发水", "jar", CARE, "300 ml 49, 500 ml 72", 18, "不含硅油。长发建议配护发素。"),
        g("润唇膏 蜂蜡", "soap", CARE, "1 支 22, 3 支 58", 30, "没有香精，有一点蜜味。"),
        g("护手霜 乳木果", "jar", CARE, "60 g 39", 20, "厚，睡前用。"),
        g("Lavender Bath Salt", "jar", CARE, "500 g 45", 15, "Coarse salt, real lavender. Use a tea bag if you do not like to clean the tub."),
        g("儿童沐浴露", "jar", CARE, "400 ml 56", 15, "弱酸性，不流泪配方，泡沫少。"),
        g("竹炭洁面皂", "soap", CARE, "1 块 32", 20, "油皮一天一次就够。"),
        g("驱蚊香膏", "jar", CARE, "20 g 29", 25, "香茅、薄荷、尤加利。两小时补一次。"),
        g("起泡网", "soap", CARE, "2 个 12", 0, "配手工皂用。"),
    )),
    Shop("yunbu", "云步鞋店", "company", "专做好走路的鞋。不合脚七天换。", 0, None, (
        g("轻量健步鞋", "shoes", SHOES, "38 239, 39 239, 40 239, 41 239, 42 239", 10, "单只 198 克。脚宽的拍大半码。"),
        g("老北京布鞋", "shoes", SHOES, "36 89, 37 89, 38 89, 39 89, 40 89", 18, "千层底，开车走路都行，下雨别穿。"),
        g("防滑浴室拖", "slippers", SHOES, "36-37 35, 38-39 35, 40-41 35, 42-43 35", 20, "漏水快，底软。"),
        g("雨靴 短筒", "shoes", SHOES, "37 99, 38 99, 39 99, 40 99", 15, "里面有绒，冬天也能穿。"),
        g("Trail Runner 3", "shoes", SHOES, "39 459, 40 459, 41 459, 42 459, 43 459", 8, "Wide toe box, 4 mm drop. Good on wet rock."),
        g("羊皮平底鞋", "shoes", SHOES, "35 269, 36 269, 37 269, 38 269", 12, "软，要养。附一小罐鞋膏。"),
        g("儿童学步鞋", "shoes", SHOES, "20 129, 21 129, 22 129", 15, "鞋头宽，底能折起来。"),
        g("棉拖 包跟", "slippers", SHOES, "38-39 59, 40-41 59, 42-43 59", 22, "厚底，走楼梯不掉。"),
        g("运动袜 五双", "shirt", WEAR, "中筒 49, 短筒 45", 30, "脚底加厚，洗了不硬。"),
        g("鞋垫 记忆棉", "shoes", SHOES, "男 29, 女 29", 25, "可以剪。"),
    )),
)  # fmt: skip
