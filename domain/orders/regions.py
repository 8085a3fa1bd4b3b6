"""Which region an address lies in, pure. People type it as they like: 浙江省 杭州市, 浙江杭州, Hangzhou (Zhejiang)."""

import re
import unicodedata

# Provinces by their simplified, traditional and Latin names. What a region is called elsewhere is compared as typed.
_PROVINCES = """
北京 北京 Beijing|天津 天津 Tianjin|河北 河北 Hebei|山西 山西 Shanxi|内蒙古 內蒙古 Inner_Mongolia|辽宁 遼寧 Liaoning
吉林 吉林 Jilin|黑龙江 黑龍江 Heilongjiang|上海 上海 Shanghai|江苏 江蘇 Jiangsu|浙江 浙江 Zhejiang|安徽 安徽 Anhui
福建 福建 Fujian|江西 江西 Jiangxi|山东 山東 Shandong|河南 河南 Henan|湖北 湖北 Hubei|湖南 湖南 Hunan
广东 廣東 Guangdong|广西 廣西 Guangxi|海南 海南 Hainan|重庆 重慶 Chongqing|四川 四川 Sichuan|贵州 貴州 Guizhou
云南 雲南 Yunnan|西藏 西藏 Tibet Xizang|陕西 陝西 Shaanxi|甘肃 甘肅 Gansu|青海 青海 Qinghai|宁夏 寧夏 Ningxia
新疆 新疆 Xinjiang|台湾 臺灣 台灣 Taiwan|香港 香港 Hong_Kong Hongkong|澳门 澳門 Macau Macao
"""
PROVINCES: dict[str, str] = {
    name.replace("_", " ").casefold(): names.split()[0]
    for names in re.split(r"[|\n]", _PROVINCES.strip())
    for name in names.split()
}

_BETWEEN_REGIONS = re.compile(r"[,，、;；\n]+")
_WORD_START = re.compile(r"[^\s,，、;；/·().（）-]+")
_COUNTRY = re.compile(r"^(?:中国|中國|china\b)[\s,，·]*")


def names_in(text: str) -> tuple[str, ...]:
    """The regions of a list that somebody typed, separated by commas or lines."""
    names = (" ".join(part.split()) for part in _BETWEEN_REGIONS.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def lies_in(region: str, names: tuple[str, ...]) -> bool:
    """Whether the region of an address lies in one of the regions `names`. A province is known by all its names, and
    only by the first that the address has: 海南 is no part of 青海省 海南藏族自治州."""
    here = _plain(region)
    if not here:
        return False
    province = _province_at(here)
    for name in map(_plain, names):
        of_name = _province_at(name) if name else None
        if of_name is not None and _is_whole(name, of_name):
            if of_name == province:
                return True
        elif name and any(_begins(here[start:], name) for start in _starts(here)):
            return True
    return False


def _plain(text: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _COUNTRY.sub("", folded)


# Where a name may begin within a Chinese word: 浙江省杭州市, 浙江杭州.
_WITHIN = re.compile(
    "[省市区區县縣州盟]|^(?:" + "|".join(one for one in PROVINCES if not one.isascii()) + ")"
)


def _starts(text: str) -> set[int]:
    """Where in an address the name of a place may begin."""
    words = [(word.start(), word.group()) for word in _WORD_START.finditer(text)]
    within = {start + cut.end() for start, word in words for cut in _WITHIN.finditer(word)}
    return within | {start for start, _ in words}


def _province_at(text: str) -> str | None:
    """The first province that the text names."""
    for word in _WORD_START.finditer(text):
        rest = text[word.start() :]
        for name, province in PROVINCES.items():
            if _begins(rest, name):
                return province
    return None


# What is said after a province's name and adds nothing to it.
_TITLES = re.compile(
    r"^(?:省|自治区|自治區|维吾尔自治区|維吾爾自治區|壮族自治区|壯族自治區|回族自治区|回族自治區"
    r"|特别行政区|特別行政區| province| autonomous region| municipality| sar)?$"
)


_CITIES = frozenset({"北京", "天津", "上海", "重庆"})


def _is_whole(text: str, province: str) -> bool:
    """The text names a province and nothing within it."""
    if province in _CITIES:
        text = text.removesuffix("市").removesuffix(" city")
    return any(
        of_name == province and text.startswith(name) and _TITLES.match(text[len(name) :])
        for name, of_name in PROVINCES.items()
    )


def _begins(text: str, name: str) -> bool:
    """`text` begins with `name`; a Latin name ends with its word."""
    if not text.startswith(name):
        return False
    after = text[len(name) : len(name) + 1]
    return not (name[-1].isascii() and after.isascii() and after.isalpha())
