"""The pictures of the demo world, drawn by other processes while its story is told."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from adapters import drawing
from adapters.media import MediaStore, Picture
from jobs.demo.people import members
from jobs.demo.shops import SHOPS

SIDE = (540, 540)
PHOTO_SIDE = (540, 405)
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
    """In the order in which the story asks for them."""
    goods = [one for shop in SHOPS for one in shop.goods]
    wanted = [
        Wish("avatar:" + one.handle, number, one.name) for number, one in enumerate(members()[:AVATARS])
    ]
    for number, one in enumerate(goods):
        wanted.append(Wish("product:" + one.title, number, one.draws))
        if number % 8 == 0:
            wanted.append(Wish("product:" + one.title, number + 500, one.draws))
    wanted += [
        Wish("photo:" + one.title, number + 900, one.title)
        for number, one in enumerate(goods)
        if number % 4 == 0
    ]
    wanted += [Wish("alma:" + title, number, title) for title, count in ALMAS for number in range(count)]
    return wanted


class Pictures(Mapping[str, Sequence[Picture]]):
    """Name -> pictures in the order of the wishes; who asks waits until they are drawn and kept."""

    def __init__(self, pool: ProcessPoolExecutor, media: Path) -> None:
        self._drawn: dict[str, list[Future[Picture]]] = {}
        for wish in wishes():
            self._drawn.setdefault(wish.name, []).append(pool.submit(_draw, wish, media))

    def __getitem__(self, name: str) -> Sequence[Picture]:
        return [one.result() for one in self._drawn[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._drawn)

    def __len__(self) -> int:
        return len(self._drawn)


@contextmanager
def being_drawn(media: Path) -> Iterator[Pictures]:
    """Begins at once, in as many processes as there are processors."""
    with ProcessPoolExecutor(os.cpu_count() or 2, mp_context=get_context("spawn")) as pool:
        yield Pictures(pool, media)


def _draw(wish: Wish, media: Path) -> Picture:
    kind = wish.name.partition(":")[0]
    if kind == "product":
        drawn = drawing.product_picture(wish.seed, wish.name.partition(":")[2], wish.about, size=SIDE)
    elif kind in ("photo", "alma"):
        drawn = drawing.photo_picture(wish.seed, wish.about, size=PHOTO_SIDE)
    else:
        drawn = drawing.avatar_picture(wish.seed, wish.about, size=240)
    return MediaStore(media).put_picture(drawn)
