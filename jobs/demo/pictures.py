"""The pictures of the demo world, drawn in as many processes as there are processors."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from adapters import drawing
from adapters.media import MediaStore, Picture
from jobs.demo.people import members
from jobs.demo.shops import SHOPS

SIDE = (600, 600)
PHOTO_SIDE = (600, 450)
# Photos that are kept for posts of Alma.
ALMAS = (("金枕榴莲 整果", 5), ("Wool Slippers", 1))
AVATARS = 28


@dataclass(frozen=True, slots=True)
class Wish:
    """`name` is kind:key, such as product:TITLE; several wishes may share it."""

    name: str
    seed: int
    about: str


def wishes() -> list[Wish]:
    goods = [one for shop in SHOPS for one in shop.goods]
    wanted = [Wish("product:" + one.title, number, one.draws) for number, one in enumerate(goods)]
    wanted += [
        Wish("product:" + one.title, number + 500, one.draws)
        for number, one in enumerate(goods)
        if number % 8 == 0
    ]
    wanted += [
        Wish("photo:" + one.title, number + 900, one.title)
        for number, one in enumerate(goods)
        if number % 4 == 0
    ]
    wanted += [Wish("alma:" + title, number, title) for title, count in ALMAS for number in range(count)]
    wanted += [
        Wish("avatar:" + one.handle, number, one.name) for number, one in enumerate(members()[:AVATARS])
    ]
    return wanted


def draw_all(media: Path, progress: Callable[[int], object]) -> dict[str, list[Picture]]:
    """Draws and keeps them; name -> pictures in the order of the wishes."""
    wanted = wishes()
    found: dict[str, list[Picture]] = {}
    with ProcessPoolExecutor(os.cpu_count() or 2, mp_context=get_context("spawn")) as pool:
        for wish, picture in zip(
            wanted, pool.map(_draw, [(wish, str(media)) for wish in wanted], chunksize=8), strict=True
        ):
            found.setdefault(wish.name, []).append(picture)
            progress(1)
    return found


def _draw(job: tuple[Wish, str]) -> Picture:
    wish, media = job
    kind = wish.name.partition(":")[0]
    if kind == "product":
        drawn = drawing.product_picture(wish.seed, wish.name.partition(":")[2], wish.about, size=SIDE)
    elif kind in ("photo", "alma"):
        drawn = drawing.photo_picture(wish.seed, wish.about, size=PHOTO_SIDE)
    else:
        drawn = drawing.avatar_picture(wish.seed, wish.about, size=240)
    return MediaStore(Path(media)).put_picture(drawn)
