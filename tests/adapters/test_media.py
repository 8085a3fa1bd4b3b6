import io
import struct
import threading
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image

from adapters.media import SIZES, BadPicture, MediaStore, file_name, parse_name


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media")


def picture(width=600, height=400, color="red", mode="RGB") -> Image.Image:
    return Image.new(mode, (width, height), color)


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def shown(store: MediaStore, key: str, size: int = 1440) -> Image.Image:
    with store.open(key, size) as file, Image.open(file) as image:
        assert image.format == "WEBP"
        image.load()
        return image.copy()


def is_near(pixel: tuple[int, ...], color: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, color, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_kinds_of_picture_are_taken(store, kind):
    kept = store.put_picture(encoded(picture(), kind))

    assert (kept.width, kept.height) == (600, 400)
    assert is_near(shown(store, kept.key).getpixel((9, 9)), (255, 0, 0))


def test_three_widths_are_kept_and_none_is_enlarged(store):
    kept = store.put_picture(io.BytesIO(encoded(picture(1000, 2000), "JPEG")))

    assert [shown(store, kept.key, size).size for size in SIZES] == [(360, 720), (720, 1440), (1000, 2000)]
    assert kept.bytes == sum(store.path(kept.key, size).stat().st_size for size in SIZES)


def test_the_average_color_is_known_before_the_picture_is_loaded(store):
    kept = store.put_picture(encoded(picture(color=(10, 200, 30))))

    assert is_near(tuple(bytes.fromhex(kept.color[1:])), (10, 200, 30))


def test_a_picture_is_turned_as_the_camera_says_and_tells_nothing_else(store):
    image = picture(600, 300)
    image.paste("blue", (0, 0, 300, 300))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = "2026:01:01"

    kept = store.put_picture(
        encoded(image, "JPEG", exif=exif, comment=b"SecretComment", icc_profile=b"SecretIcc")
    )

    assert (kept.width, kept.height) == (300, 600)
    assert is_near(shown(store, kept.key).getpixel((150, 100)), (0, 0, 255))
    for size in SIZES:
        content = store.path(kept.key, size).read_bytes()
        assert b"Secret" not in content and b"EXIF" not in content and b"ICCP" not in content
        assert not shown(store, kept.key, size).getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_large_picture_is_turned_too(store, kind, mode):
    image = picture(3_000, 2_900, color="black", mode=mode)
    image.paste("white", (0, 0, 1_500, 2_900))
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = store.put_picture(encoded(image, kind, exif=exif))

    assert kept.height > kept.width
    assert is_near(shown(store, kept.key).getpixel((700, 100)), (255, 255, 255))
    assert is_near(shown(store, kept.key).getpixel((700, 1_300)), (0, 0, 0))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_what_hangs_on_a_picture_does_not_survive(store, kind):
    payload = b"<?php system('id') ?><script>alert('MARKER')</script>PK\x05\x06MARKER"

    kept = store.put_picture(encoded(picture(), kind) + payload)

    for size in SIZES:
        assert b"MARKER" not in store.path(kept.key, size).read_bytes()


def test_transparent_parts_become_white(store):
    see_through = encoded(picture(mode="RGBA", color=(255, 0, 0, 0)))
    palette = picture(mode="P", color=0)
    palette.putpalette([9, 9, 9] * 256)

    for raw in (
        see_through,
        encoded(palette, "PNG", transparency=0),
        encoded(palette, "GIF", transparency=0),
    ):
        assert is_near(shown(store, store.put_picture(raw).key).getpixel((5, 5)), (255, 255, 255))


def test_printers_colors_and_sixteen_bits_are_taken(store):
    printed = store.put_picture(encoded(picture(mode="CMYK", color=(0, 255, 255, 0)), "JPEG"))
    deep = store.put_picture(encoded(Image.new("I;16", (600, 400), 32768)))
    black_and_white = store.put_picture(encoded(picture(mode="1", color=1)))

    assert is_near(shown(store, printed.key).getpixel((5, 5)), (254, 0, 0))
    assert is_near(shown(store, deep.key).getpixel((5, 5)), (127, 127, 127))
    assert is_near(shown(store, black_and_white.key).getpixel((5, 5)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(store, kind):
    moving = encoded(picture(color="red"), kind, save_all=True, append_images=[picture(color="blue")] * 3)

    kept = store.put_picture(moving)

    still = shown(store, kept.key)
    assert is_near(still.getpixel((5, 5)), (255, 0, 0))
    assert getattr(still, "n_frames", 1) == 1


def test_one_pixel_is_a_picture(store):
    assert store.put_picture(encoded(picture(1, 1))).width == 1


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "text": (lambda: b"hello", "cannot|can read"),
    "html": (lambda: b"<html><script>alert(1)</script>", "can read"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "can read"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "can read"),
    "bmp": (lambda: encoded(picture(), "BMP"), "can read"),
    "tiff": (lambda: encoded(picture(), "TIFF"), "can read"),
    "ico": (lambda: encoded(picture(64, 64), "ICO"), "can read"),
    "a GIF header only": (lambda: b"GIF89a/*" + b"\0" * 9 + b"*/=1;alert(1)", "damaged|can read"),
    "cut short": (lambda: encoded(picture(), "JPEG")[:-300], "damaged"),
    "a PNG without its pixels": (lambda: png_header(600, 400), "damaged"),
    "a bomb of 81 million pixels": (lambda: png_header(9_000, 9_000), "too many pixels"),
    "a bomb of four billion pixels": (lambda: png_header(65_535, 65_535), "too many pixels"),
    "seventeen million pixels in a PNG": (
        lambda: encoded(picture(4_250, 4_000, mode="1", color=0)),
        "too many pixels",
    ),
    "a thread": (lambda: encoded(picture(2_000, 50)), "narrow"),
    "too many bytes": (lambda: b"\xff\xd8" + b"\0" * 12 * 2**20, "too large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_for_us_is_refused_with_a_reason_and_leaves_nothing(store, name):
    make, reason = REFUSED[name]
    raw = make()
    started = time.process_time()

    with pytest.raises(BadPicture, match=reason):
        store.put_picture(raw)

    assert time.process_time() - started < 0.5
    assert list(store.keys()) == []


def test_a_large_photo_of_a_phone_is_taken(store):
    kept = store.put_picture(encoded(picture(7_000, 5_000), "JPEG"))

    assert (kept.width, kept.height) == (1440, 1029)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_picture_with_bytes_changed_is_taken_or_refused_and_nothing_else(store, data):
    exif = Image.Exif()
    exif[0x0112] = 3
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
    raw = bytearray(encoded(picture(40, 30), kind, **({"exif": exif} if kind != "GIF" else {})))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    try:
        store.put_picture(bytes(raw))
    except BadPicture as refused:
        assert str(refused)


@pytest.mark.parametrize(
    "key", ["../../../etc/passwd", "a" * 21, "a" * 23, "a/" + "a" * 20, "", "é" * 22, "a" * 22 + "\n"]
)
def test_a_key_that_is_none_leads_nowhere(store, key):
    with pytest.raises(FileNotFoundError):
        store.path(key, 360)
    with pytest.raises(FileNotFoundError):
        store.delete(key)


def test_a_file_name_says_its_key_and_size():
    key = "Abc_-" + "x" * 17

    assert parse_name(file_name(key, 720)) == (key, 720)
    for name in ("x.webp", f"{key}-721.webp", f"{key}-720.html", f"../{key}-720.webp", f"{key}-720.webp\n"):
        assert parse_name(name) is None


def test_a_deleted_picture_is_gone_and_may_be_deleted_again(store):
    kept = store.put_picture(encoded(picture()))
    assert list(store.keys()) == [kept.key]

    store.delete(kept.key)
    store.delete(kept.key)

    assert list(store.keys()) == []
    with pytest.raises(FileNotFoundError):
        store.open(kept.key, 360)


def test_two_stores_do_not_share_their_pictures(tmp_path):
    public, private = MediaStore(tmp_path / "media"), MediaStore(tmp_path / "private")

    proof = private.put_picture(encoded(picture()))

    assert list(public.keys()) == []
    assert list(private.keys()) == [proof.key]


def test_many_threads_may_bring_pictures_at_once(store):
    raw = encoded(picture(800, 600), "JPEG")
    threads = [threading.Thread(target=store.put_picture, args=(raw,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(store.keys())) == 8
