"""
Making a photo anew: decoded under caps, turned upright, written as a plain JPEG.

Only pixels go over into the new file; location, camera, comments, colour profiles, depth, and the
video of a motion photo stay behind. Pillow is imported at the first photo: no other function
pays for it.
"""

import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from .kinds import AVIF, GIF, HEIF, JPEG, PNG, WEBP, first_picture, kind_of
from .model import LONGEST_SIDE, THUMB_SIDE, Picture, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SIDE = 20_000
MOST_PIXELS = 50_000_000
"""Decoded, that is 200 MB with transparency; the worker has 1,536 MB."""
MOST_PIXELS_OF = {JPEG: 210_000_000, HEIF: 65_000_000}
"""A JPEG is decoded at a fraction of its size, so the largest telephones' are taken; a panorama
of an iPhone has 63 million pixels."""

QUALITY = 82

OPENS_AS = {
    JPEG: ("JPEG", "MPO"), PNG: ("PNG",), WEBP: ("WEBP",), GIF: ("GIF",), AVIF: ("AVIF",),
    HEIF: ("HEIF",),
}  # fmt: skip

_BROKEN = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError,
    RuntimeError, EOFError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises on a damaged file, depending on where the damage is."""


def develop(data: bytes) -> Picture:
    """Make a photo anew, or raise Refused: empty, type, video, document, size or broken."""
    kind = kind_of(data)
    # Pillow says to the log what it thinks of damaged files, quoting them; nobody asked.
    with warnings.catch_warnings(action="ignore"):
        return _developed(first_picture(data) if kind == JPEG else data, kind)


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


def _opened(data: bytes, kind: str) -> "Image":
    """Read the header, which decodes nothing, and refuse what is too large to decode."""
    from PIL import Image

    if kind == HEIF:
        from pi_heif import register_heif_opener

        # Pictures beside the picture are not looked at.
        register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    # Ours are stricter and know a JPEG from a PNG; Pillow's would only warn.
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(BytesIO(data), formats=OPENS_AS[kind])
    width, height = image.size
    if max(width, height) > MOST_SIDE:
        raise Refused("size")
    if width * height > MOST_PIXELS_OF.get(kind, MOST_PIXELS):
        raise Refused("size")
    return image


def _shrunk(image: "Image", kind: str) -> "Image":
    """Return the pixels in plain colours, upright, no side longer than LONGEST_SIDE."""
    from PIL import Image

    turned = _orientation(image)
    if kind == JPEG:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    profile = image.info.get("icc_profile")
    image = _in_colours(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    image = _in_srgb(image, profile)
    # Into a new picture: what hangs on the old one (comments, profiles) does not come along.
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    return plain.transpose(turned) if turned is not None else plain


def _in_colours(image: "Image") -> "Image":
    """Return a picture whose pixels can be mixed: grey, RGB, RGBA, or the four of print."""
    if image.mode.startswith("I"):
        return _of_16_bits(image)
    if "A" in image.getbands() or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _of_16_bits(image: "Image") -> "Image":
    """Return grey of 16 bits as grey of 8; convert() would cut off all but the darkest."""
    from PIL import Image, ImageChops

    clear = image.info.get("transparency")
    data = image.convert("I;16").tobytes()
    low, high = (Image.frombytes("L", image.size, data[at::2]) for at in (0, 1))
    if not isinstance(clear, int):
        return high
    # One shade is clear, and only where both halves of it fit.
    other = [
        half.point([255 * (shade != wanted) for shade in range(256)])
        for half, wanted in ((low, clear & 255), (high, clear >> 8))
    ]
    return Image.merge("RGBA", (high, high, high, ImageChops.lighter(*other)))


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Return the colours as a screen without profiles shows them; a bad profile costs no photo."""
    from PIL import ImageCms

    plain = image if image.mode != "CMYK" else image.convert("RGB")
    if not profile:
        return plain
    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        wide = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(
            image, wide, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (*_BROKEN, ImageCms.PyCMSError):
        return plain
    return plain if made is None else made


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
