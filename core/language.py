"""Which script a text is written in, so that a page can name it and the right glyphs are drawn."""

import unicodedata

from core.tokens import fold, is_han

SHARE_OF_TRADITIONAL = 0.04
# A café does not make an English text French.
SHARE_OF_FOREIGN = 0.04


def language_of(text: str) -> str:
    """zh-Hans, zh-Hant or en; empty when the text is in neither."""
    plain = unicodedata.normalize("NFKC", text[:2_000])
    han = [character for character in plain if is_han(character)]
    if len(han) * 8 > len(plain):
        simplified = [character for character in fold("".join(han)) if is_han(character)]
        changed = sum(one != other for one, other in zip(han, simplified, strict=False))
        return "zh-Hant" if changed > len(han) * SHARE_OF_TRADITIONAL else "zh-Hans"
    letters = [character for character in plain if character.isalpha()]
    foreign = sum(not letter.isascii() for letter in letters)
    return "en" if letters and foreign <= len(letters) * SHARE_OF_FOREIGN else ""
