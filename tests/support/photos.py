"""Photos made here, and what a clean one of them shows."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chalicelib.cases.photos.images import develop
from chalicelib.cases.photos.model import Refused

SECRET = b"Flat 12A, ask for Rosa"


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def a_scene(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Return a picture whose upper left corner is red and the rest blue."""
    scene = Image.new("RGB", (width, height), "blue")
    scene.paste("red", (0, 0, width // 2, height // 2))
    return scene.convert(mode)


def chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def code_of(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        develop(data)
    return refusal.value.code
