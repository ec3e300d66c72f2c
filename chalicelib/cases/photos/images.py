"""
Making a photo anew: decoded under caps, turned upright, written as a plain JPEG.

Only pixels go over into the new file; location, camera, comments, colour profiles and
whatever was hidden behind the picture stay behind. Pillow is imported at the first photo:
no other function pays for it.
"""

import re
import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from .model import LONGEST_SIDE, THUMB_SIDE, Picture, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SIDE = 20_000
MOST_PIXELS = 50_000_000
"""Decoded, that is 200 MB with transparency; the worker has 1,536 MB."""
MOST_JPEG_PIXELS = 210_000_000
"""A JPEG is decoded at a fraction of its size, so the largest telephones' are taken."""
MOST_SCANS = 64
"""A progressive JPEG has about ten; thousands of them cost minutes of a processor."""

QUALITY = 82

KINDS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
"""What a file really is, by its first bytes; its name and its type are never asked."""
OPENS_AS = {"JPEG": ("JPEG", "MPO"), "PNG": ("PNG",), "WEBP": ("WEBP",)}

_MARKUP = re.compile(
    rb"<script|<html|<!doctype|<\?php|<svg[\s>]|%PDF-1|PK\x05\x06.{18}\Z", re.I | re.S
)
"""A photo that is also a page, a program or an archive was made to deceive somebody."""

_BROKEN = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError,
    RuntimeError, EOFError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises on a damaged file, depending on where the damage is."""


def develop(data: bytes) -> Picture:
    """Make a photo anew, or raise Refused: empty, type, size or broken."""
    kind = kind_of(data)
    # Pillow says to the log what it thinks of damaged files, quoting them; nobody asked.
    with warnings.catch_warnings(action="ignore"):
        return _developed(data, kind)


def _developed(data: bytes, kind: str) -> Picture:
    try:
        image = _shrunk(_opened(data, kind), kind)
        width, height = image.size
        full = _jpeg(image)
        image.thumbnail((THUMB_SIDE, THUMB_SIDE))
        return Picture(full, _jpeg(image), width, height)
    except Refused:
        raise
    except MemoryError:
        raise Refused("size") from None
    except _BROKEN:
        raise Refused("broken") from None


def kind_of(data: bytes) -> str:
    """Return JPEG, PNG or WEBP by what the file is, or raise Refused."""
    if not data:
        raise Refused("empty")
    kind = next((name for start, name in KINDS.items() if data.startswith(start)), "")
    if not kind or (kind == "WEBP" and data[8:12] != b"WEBP") or _MARKUP.search(data):
        raise Refused("type")
    # Inside compressed data every FF is followed by 00, so this counts scans and no pixels.
    if kind == "JPEG" and data.count(b"\xff\xda") > MOST_SCANS:
        raise Refused("broken")
    return kind


def _opened(data: bytes, kind: str) -> "Image":
    """Read the header, which decodes nothing, and refuse what is too large to decode."""
    from PIL import Image

    # Ours are stricter and know a JPEG from a PNG; Pillow's would only warn.
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(BytesIO(data), formats=OPENS_AS[kind])
    width, height = image.size
    if max(width, height) > MOST_SIDE:
        raise Refused("size")
    if width * height > (MOST_JPEG_PIXELS if kind == "JPEG" else MOST_PIXELS):
        raise Refused("size")
    return image


def _shrunk(image: "Image", kind: str) -> "Image":
    """Return the pixels in plain colours, upright, no side longer than LONGEST_SIDE."""
    from PIL import Image

    turned = _orientation(image)
    if kind == "JPEG":
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # Into a new picture: what hangs on the old one (comments, profiles) does not come along.
    plain = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        plain.paste(image, mask=image.getchannel("A"))
    else:
        plain.paste(_in_colours(image))
    return plain.transpose(turned) if turned is not None else plain


def _in_colours(image: "Image") -> "Image":
    if image.mode.startswith("I"):
        # 16 bits a pixel: convert() alone would cut off all but the darkest.
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def _orientation(image: "Image") -> Any:
    """Return the turn that puts it upright; nonsense there must not cost a good photo."""
    from PIL.Image import Transpose

    try:
        held = int(image.getexif().get(_ORIENTATION) or 0)
    except _BROKEN:
        return None
    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(held)


_ORIENTATION = 0x0112


def _jpeg(image: "Image") -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
