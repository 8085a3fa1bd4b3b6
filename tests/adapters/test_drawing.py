import io
import time

import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image, ImageChops

from adapters.drawing import CATEGORIES, avatar_picture, photo_picture, product_picture
from adapters.drawing.look import label_words
from adapters.media import MediaStore


def opened(raw: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


def difference(one: bytes, other: bytes) -> float:
    """Between 0 (equal) and 255."""
    apart = ImageChops.difference(opened(one).convert("L"), opened(other).convert("L"))
    return sum(value * count for value, count in enumerate(apart.histogram())) / (apart.width * apart.height)


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_is_drawn_and_not_as_a_parcel(category):
    drawn = product_picture(7, "", category, (200, 200))

    assert opened(drawn).size == (200, 200)
    assert category == "parcel" or difference(drawn, product_picture(7, "", "parcel", (200, 200))) > 2


@pytest.mark.parametrize(
    ("title", "category", "like"),
    [
        ("云南高山苹果", "", "apples"),
        ("Red apples, 5 kg", "Food", "apples"),
        ("蘋果", "水果", "apples"),
        ("", "水果店的梨", "pears"),
        ("手工蜂蜜", "", "jar"),
        ("Honey cake", "", "cookies"),
        ("Steak knives", "", "parcel"),
        ("全麦面包", "", "bread"),
        ("笔记本电脑", "计算机", "laptop"),
        ("Notes of a tea farmer", "Books", "book"),
        ("景德镇茶碗", "", "ceramics"),
        ("无名之物", "蒙牛", "milk"),
        ("???", "", "parcel"),
    ],
)
def test_a_product_is_drawn_after_its_name(title, category, like):
    assert CATEGORIES[like] == drawn_for(title, category)


def drawn_for(title: str, category: str) -> str:
    from random import Random

    from adapters.drawing.products import _motif_for

    return _motif_for(title, category, Random(0)).draw.__name__


def test_the_same_seed_draws_the_same_picture_and_another_one_another():
    assert product_picture(1, "蜂蜜", "", (200, 200)) == product_picture(1, "蜂蜜", "", (200, 200))
    assert (
        difference(product_picture(1, "蜂蜜", "", (200, 200)), product_picture(2, "蜂蜜", "", (200, 200))) > 1
    )
    assert avatar_picture(1, "alma", 100) == avatar_picture(1, "alma", 100)
    assert len({avatar_picture(seed, "", 100) for seed in range(12)}) == 12


def test_a_photo_is_wider_than_high_and_shows_the_thing_at_home():
    assert opened(photo_picture(3, "tea")).size == (900, 675)
    assert difference(photo_picture(3, "tea", (200, 200)), product_picture(3, "", "tea", (200, 200))) > 5


@pytest.mark.parametrize("size", [(1, 1), (37, 411), (640, 200)])
def test_any_size_can_be_drawn(size):
    assert opened(product_picture(5, "Tea", "", size)).size == size
    assert opened(photo_picture(5, "Tea", size)).size == size


@given(st.text(max_size=60), st.text(max_size=20), st.integers())
@settings(max_examples=40, deadline=None)
def test_any_words_can_be_drawn(title, category, seed):
    product_picture(seed, title, category, (60, 60))
    avatar_picture(seed, title, 40)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("蒙牛纯牛奶 250ml", "蒙牛纯牛奶"),
        ("云南高山苹果 5斤", "云南高山"),
        ("茶", "茶"),
        ("Spicy bamboo sauce", "Bamboo"),
        ("🍎 500 g", ""),
        ("", ""),
    ],
)
def test_a_label_has_the_first_words_of_the_title(title, words):
    assert label_words(title) == words


def test_drawn_pictures_go_into_the_store_like_any_other(tmp_path):
    kept = MediaStore(tmp_path).put_picture(product_picture(1, "Tea", ""))

    assert (kept.width, kept.height) == (900, 900)


def test_drawing_a_demo_world_takes_seconds_not_minutes():
    started = time.process_time()
    for seed in range(10):
        product_picture(seed, "", "tea", (600, 600))

    assert time.process_time() - started < 2.0
