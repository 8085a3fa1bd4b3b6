import io
from xml.etree import ElementTree

import pytest
import segno
from hypothesis import given, settings, strategies as st
from PIL import Image

from adapters.drawing import fonts, poster_png, qr_svg
from adapters.drawing.qr import qr_picture

URL = "https://angel.example/s/7F3KQ2M9XA"


def poster(**changed) -> Image.Image:
    words = {
        "title": "云南高山苹果 Crisp highland apples",
        "price_text": "¥68.00",
        "angel_name": "Alma",
        "ad_label_text": "Ad: Alma earns ¥6.80, paid by the merchant",
        "url": URL,
        "picture": None,
        "site_name": "Angel Says",
    }
    image = Image.open(io.BytesIO(poster_png(**{**words, **changed})))
    image.load()
    return image


def test_a_poster_fills_the_screen_of_a_phone():
    made = poster()

    assert (made.format, made.size) == ("PNG", (750, 1334))


def test_the_code_on_the_poster_is_the_code_of_the_link():
    made, code = poster(), qr_picture(URL, 200)
    x, y = (750 - 40) - (212 + code.width) // 2, 1334 - 246 + 10 + (212 - code.height) // 2

    assert made.crop((x, y, x + code.width, y + code.height)).tobytes() == code.tobytes()


def test_every_module_of_a_code_is_equally_wide_and_right():
    matrix = list(segno.make(URL, error="m", micro=False).matrix_iter(border=2))
    code = qr_picture(URL, 200)
    scale = code.width // len(matrix)

    assert code.width == scale * len(matrix)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            assert (code.getpixel((x * scale + scale // 2, y * scale + scale // 2))[0] < 128) == bool(dark)


def test_the_ad_label_is_on_the_poster_only_when_there_is_one():
    soft_gold = (255, 241, 214)

    assert soft_gold in {color for _, color in poster().getcolors(2**20)}
    assert soft_gold not in {color for _, color in poster(ad_label_text="").getcolors(2**20)}


def test_the_picture_is_shown():
    out = io.BytesIO()
    Image.new("RGB", (720, 500), (0, 90, 200)).save(out, "WEBP", lossless=True)

    assert poster(picture=out.getvalue()).getpixel((375, 400)) == (0, 90, 200)


LONG = "很长的标题 with a verylongwordthatdoesnotend" * 40


@pytest.mark.parametrize(
    "text", ["", "🍎🍎🍎", LONG, "\u202e\0\ud800\n\t", "a" * 3_000, "<b>x</b>", "קפה قهوة"]
)
def test_any_text_fits(text):
    assert poster(title=text, price_text=text, angel_name=text, ad_label_text=text, site_name=text).size == (
        750,
        1334,
    )


@given(st.text(max_size=200), st.integers(min_value=1, max_value=3))
@settings(deadline=None)
def test_wrapped_lines_keep_to_their_width_and_number(text, lines):
    made = fonts.wrapped(text, fonts.font(30), 300, lines)

    assert len(made) <= lines
    assert all(fonts.font(30).getlength(line) <= 310 for line in made)


def test_a_text_that_is_cut_says_so():
    assert fonts.wrapped("one two three four five six seven", fonts.font(30), 150, 2)[-1].endswith("…")


def test_the_font_has_chinese_of_both_kinds_and_no_emoji():
    assert fonts.drawable("苹果 蘋果 ¥é🍎") == "苹果 蘋果 ¥é"


def test_the_code_in_a_page_is_well_formed_and_carries_no_style():
    root = ElementTree.fromstring(qr_svg('https://a.example/?x=1&y="<>'))

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [
        element for element in root.iter() if "style" in element.attrib or element.tag.endswith("script")
    ]
