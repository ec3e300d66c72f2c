"""Photos as telephones make them: each is shown right, by a pixel that is known, or refused."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from chalicelib.cases.photos.images import MOST_PIXELS_OF, develop
from chalicelib.cases.photos.kinds import HEIF
from chalicelib.cases.photos.model import Picture, Refused
from chalicelib.i18n.form_words import PHOTO_REFUSED
from tests.support.heif import BLUE, RED, heic, motion
from tests.support.photos import SECRET, a_scene, chunk, code_of, opened, saved
from tests.support.profiles import DISPLAY_P3

VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\xff\xda" * 500 + SECRET
TURNS = {"usual": {}, "mirrored": {"imir": 1}, "upside down": {"irot": 2},
         "upside down, mirrored": {"imir": 0}, "to the left": {"irot": 1},
         "to the right": {"irot": 3}, "to the left, mirrored": {"irot": 1, "imir": 0},
         "to the right, mirrored": {"irot": 3, "imir": 0}}  # fmt: skip
"""A turn of the box to how it is written; the red half is where `where_red` says."""
WHERE_RED = {"usual": "left", "mirrored": "right", "upside down": "right",
             "upside down, mirrored": "left", "to the left": "bottom", "to the right": "top",
             "to the left, mirrored": "top", "to the right, mirrored": "bottom"}  # fmt: skip
POINTS = {"left": (0, 0.5), "right": (1, 0.5), "top": (0.5, 0), "bottom": (0.5, 1)}


def pixel(picture: Picture, across: float, down: float) -> tuple[int, int, int]:
    """Return the colour a little inside a point of the picture: 0 is left or top, 1 the other."""
    image = opened(picture.full)
    assert image.format == "JPEG"
    assert image.size == (picture.width, picture.height)
    at = (4 + round(across * (image.width - 9)), 4 + round(down * (image.height - 9)))
    return image.getpixel(at)


def is_near(shown: tuple[int, int, int], wanted: tuple[int, int, int], by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(shown, wanted, strict=True))


@pytest.mark.parametrize("turn", TURNS)
def test_a_photo_of_an_iphone_is_shown_upright(turn: str) -> None:
    picture = develop(heic(**TURNS[turn]))

    where = WHERE_RED[turn]
    across, down = POINTS[where]
    assert (picture.width, picture.height) == ((112, 96), (96, 112))[where in ("top", "bottom")]
    assert is_near(pixel(picture, across, down), RED)
    assert is_near(pixel(picture, 1 - across, 1 - down), BLUE)


def test_heic_is_turned_by_its_box_and_not_a_second_time_by_its_exif() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6

    picture = develop(heic(irot=3, exif=turned.tobytes()))

    assert is_near(pixel(picture, 0.5, 0), RED)


def test_nothing_private_of_heic_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Rosa"
    xmp = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"

    picture = develop(heic(exif=exif.tobytes(), xmp=xmp, behind=motion(VIDEO)))

    assert is_near(pixel(picture, 0, 0.5), RED)
    for copy in (picture.full, picture.thumb):
        assert SECRET not in copy and b"Rosa" not in copy and b"ftyp" not in copy
        assert not {"exif", "icc_profile", "xmp", "comment"} & opened(copy).info.keys()


@pytest.mark.parametrize(("held", "down"), [(1, 0), (3, 1), (6, 0), (8, 1)])
def test_avif_is_shown_upright(held: int, down: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = held
    half = Image.new("RGB", (64, 48), BLUE)
    half.paste(RED, (0, 0, 64, 24) if held < 5 else (0, 0, 32, 48))

    picture = develop(saved(half, "AVIF", quality=90, exif=exif))

    assert is_near(pixel(picture, 0.5, down), RED)


@pytest.mark.parametrize("behind", [VIDEO, VIDEO * 200, b"\xff\xd9" * 100 + VIDEO])
def test_a_motion_photo_is_its_picture(behind: bytes) -> None:
    picture = develop(saved(a_scene()) + behind)

    assert is_near(pixel(picture, 0, 0), (255, 0, 0))
    assert SECRET not in picture.full


def test_ultra_hdr_is_its_picture_and_not_its_gain_map() -> None:
    xmp = b'<x:xmpmeta xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/>'
    gain = Image.new("RGB", (16, 12), "white")

    picture = develop(saved(a_scene(), "MPO", save_all=True, append_images=[gain], xmp=xmp))

    assert is_near(pixel(picture, 0, 0), (255, 0, 0))
    assert b"hdrgm" not in picture.full


def test_the_four_colours_of_print_become_those_of_a_screen() -> None:
    red = Image.new("CMYK", (40, 30), (0, 255, 255, 0))

    assert is_near(pixel(develop(saved(red)), 0.5, 0.5), (255, 0, 0))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_wide_colours_become_those_of_every_screen(kind: str) -> None:
    # By the matrices of both, this of Display P3 is (218, 42, 23) of sRGB.
    wide = Image.new("RGB", (40, 30), (200, 60, 40))

    shown = pixel(develop(saved(wide, kind, icc_profile=DISPLAY_P3)), 0.5, 0.5)

    assert is_near(shown, (218, 42, 23), by=6)


def test_wide_colours_of_heic_become_those_of_every_screen() -> None:
    plain, wide = develop(heic()), develop(heic(icc=DISPLAY_P3))

    assert pixel(wide, 0, 0.5)[0] > pixel(plain, 0, 0.5)[0] + 10


def test_a_damaged_profile_does_not_cost_the_photo() -> None:
    damaged = saved(a_scene(), icc_profile=DISPLAY_P3[:90] + bytes(400))

    assert is_near(pixel(develop(damaged), 0, 0), (255, 0, 0))


def test_a_profile_of_another_kind_of_picture_does_not_cost_it() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    assert is_near(pixel(develop(saved(a_scene(), icc_profile=lab)), 0, 0), (255, 0, 0))


def a_png_of_16_bits(kind: int, shades: list[int], clear: bytes = b"") -> bytes:
    """Return a PNG of 8 by 8 pixels, each of these 16-bit shades; kind 0 is grey, 2 colours."""
    row = b"\0" + b"".join(struct.pack(">H", shade) for shade in shades) * 8
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 16, kind, 0, 0, 0))
    body = (chunk(b"tRNS", clear) if clear else b"") + chunk(b"IDAT", zlib.compress(row * 8))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "shades", "clear", "shown"),
    [
        (0, [0x8000], b"", (128, 128, 128)),
        (0, [0x8000], b"\xff\xff", (128, 128, 128)),
        (0, [0x8000], b"\x80\x00", (255, 255, 255)),
        # The same on a screen, and yet not the shade that is clear.
        (0, [0x8001], b"\x80\x00", (128, 128, 128)),
        (2, [0xDC00, 0x1E00, 0x1400], b"", RED),
        (2, [0xDC00, 0x1E00, 0x1400], b"\xff\xff\xff\xff\xff\xff", RED),
    ],
)
def test_sixteen_bits_keep_their_shades(kind, shades, clear, shown) -> None:
    assert is_near(pixel(develop(a_png_of_16_bits(kind, shades, clear)), 0.5, 0.5), shown)


def test_what_is_clear_in_a_palette_is_white_and_the_rest_has_its_colour() -> None:
    palette = Image.new("P", (40, 30), 0)
    palette.putpalette([0, 0, 0, *RED])
    palette.paste(1, (0, 0, 20, 30))

    picture = develop(saved(palette, "PNG", transparency=0))

    assert is_near(pixel(picture, 0, 0.5), RED)
    assert is_near(pixel(picture, 1, 0.5), (255, 255, 255))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_is_shown(kind: str) -> None:
    first, then = Image.new("RGB", (40, 30), RED), Image.new("RGB", (40, 30), BLUE)

    picture = develop(saved(first, kind, save_all=True, append_images=[then], duration=100))

    assert is_near(pixel(picture, 0.5, 0.5), RED)


def test_a_panorama_is_taken() -> None:
    long = Image.new("RGB", (16_000, 600), BLUE)
    long.paste(RED, (0, 0, 8_000, 600))

    picture = develop(saved(long))

    assert (picture.width, picture.height) == (2048, 77)
    assert is_near(pixel(picture, 0, 0.5), RED)
    assert MOST_PIXELS_OF[HEIF] >= 16_382 * 3_628 and MOST_PIXELS_OF[HEIF] >= 8_064 * 6_048


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (VIDEO, "video"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(40), "video"),
        (b"\0\0\0\x14ftyp3gp4\0\0\0\0isom" + bytes(40), "video"),
        (b"\x1aE\xdf\xa3\x01webm" + bytes(40), "video"),
        (b"RIFF\x40\0\0\0AVI LIST" + bytes(40), "video"),
        (b"%PDF-1.7 " + bytes(40), "document"),
        (b"PK\x03\x04" + bytes(40), "document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "document"),
        (b"II*\0\x08\0\0\0" + bytes(40), "type"),
        (b"BM" + bytes(60), "type"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(40), "type"),
        (heic()[:900], "broken"),
        (heic()[:300], "broken"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "broken"),
        (b"GIF89a" + bytes(40), "broken"),
        (saved(a_scene(400, 300), "AVIF")[:400], "broken"),
        (heic().replace(struct.pack(">II", 112, 96), struct.pack(">II", 16_000, 12_000)), "size"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_with_a_way_out(data: bytes, code: str) -> None:
    assert code_of(data) == code
    # What is wrong, and what to do about it.
    assert PHOTO_REFUSED[code].count(".") >= 2


def test_damage_in_the_boxes_is_a_refusal_or_a_photo_and_never_a_crash() -> None:
    chance = random.Random(11)
    whole = [heic(irot=1), saved(a_scene(), "AVIF"), saved(a_scene(), "GIF")]

    for _ in range(200):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert Image.open(BytesIO(develop(bytes(data)).full)).format == "JPEG"
        except Refused as refusal:
            assert refusal.code in PHOTO_REFUSED
