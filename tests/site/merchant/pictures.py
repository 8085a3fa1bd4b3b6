"""Small real pictures to send."""

import io

from PIL import Image


def png(color: str = "red", name: str = "picture.png") -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(buffer, "PNG")
    buffer.seek(0)
    return buffer, name


def no_picture(name: str = "notes.png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"not a picture at all"), name
