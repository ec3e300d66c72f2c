"""Photos made anew from real files: nothing hidden comes along, nothing hostile gets in."""

import random
import struct
import zlib

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from chalicelib.cases.photos import images
from chalicelib.cases.photos.images import develop
from chalicelib.cases.photos.model import Refused
from tests.support.photos import SECRET, a_scene, chunk, code_of, opened, saved

GPS = 0x8825


def with_gps(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Rosa"
    exif[GPS] = {1: "N", 2: (IFDRational(22), IFDRational(17), IFDRational(7))}
    return saved(a_scene(), exif=exif, comment=SECRET, icc_profile=b"a profile of some maker")


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """Return a PNG that says it is so large, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def jpeg_that_says(width: int, height: int) -> bytes:
    data = saved(a_scene())
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    red, _, blue = image.convert("RGB").getpixel(at)
    return red > 200 > 60 > blue


def test_location_camera_comment_and_profile_stay_behind() -> None:
    data = with_gps()
    assert opened(data).getexif().get_ifd(GPS)

    picture = develop(data)

    for copy in (picture.full, picture.thumb):
        clean = opened(copy)
        assert clean.format == "JPEG"
        assert not clean.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & clean.info.keys()
        assert SECRET not in copy
        assert b"Rosa" not in copy
        assert b"Exif" not in copy


@pytest.mark.parametrize(
    ("held", "corner"),
    [(1, (4, 4)), (2, (60, 4)), (3, (60, 44)), (4, (4, 44)),
     (5, (4, 4)), (6, (44, 4)), (7, (44, 60)), (8, (4, 60))],
)  # fmt: skip
def test_a_photo_is_put_upright(held: int, corner: tuple[int, int]) -> None:
    picture = develop(with_gps(held))

    upright = opened(picture.full)
    assert upright.size == ((64, 48) if held < 5 else (48, 64)) == (picture.width, picture.height)
    assert is_red(upright, corner)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    picture = develop(saved(a_scene(4000, 3000), quality=60))

    assert opened(picture.full).size == (2048, 1536)
    assert opened(picture.thumb).size == (320, 240)


def test_a_small_photo_is_not_made_larger() -> None:
    picture = develop(saved(a_scene(20, 10)))

    assert opened(picture.full).size == (20, 10)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_kinds_that_telephones_make_are_taken(kind: str) -> None:
    assert is_red(opened(develop(saved(a_scene(), kind)).full), (4, 4))


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "JPEG"), ("CMYK", "JPEG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")],
)
def test_every_way_of_storing_colours_becomes_plain_colours(mode: str, kind: str) -> None:
    assert opened(develop(saved(a_scene(mode=mode), kind)).full).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (30, 30), (0, 0, 0, 0))

    assert opened(develop(saved(clear, "PNG")).full).getpixel((15, 15)) == (255, 255, 255)


def test_sixteen_bits_a_pixel_keep_their_greys() -> None:
    grey = Image.new("I;16", (30, 30), 32_768)

    shade = opened(develop(saved(grey, "PNG")).full).getpixel((15, 15))

    assert all(118 <= part <= 138 for part in shade)


def test_a_photo_with_a_second_one_behind_it_shows_the_first() -> None:
    data = saved(a_scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))])

    assert is_red(opened(develop(data).full), (4, 4))


def test_nonsense_about_how_it_was_held_does_not_cost_the_photo() -> None:
    data = saved(a_scene(), exif=b"Exif\x00\x00" + b"\xff" * 40)

    assert is_red(opened(develop(data).full), (4, 4))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
        (b"<?xml version='1.0'?><svg/>", "type"),
        (b"<html><script>alert(1)</script></html>", "type"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "type"),
        (b"\xff\xd8\xff", "broken"),
        (b"\xff\xd8\xff\xe0" + bytes(400), "broken"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "broken"),
        (saved(a_scene(400, 300))[:900], "broken"),
        (saved(a_scene(400, 300), "PNG")[:200], "broken"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_code(data: bytes, code: str) -> None:
    assert code_of(data) == code


@pytest.mark.parametrize(
    "hidden",
    [
        b"<html><body onload=alert(1)>",
        b"<SCRIPT src=//evil.example></SCRIPT>",
        b"<?php system($_GET['c']); ?>",
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_a_photo_that_is_also_a_page_or_an_archive_is_refused(hidden: bytes) -> None:
    assert code_of(saved(a_scene()) + hidden) == "type"


def test_a_page_in_the_comment_of_a_photo_is_refused() -> None:
    assert code_of(saved(a_scene(), comment=b"<script>alert(1)</script>")) == "type"


def test_what_is_appended_to_a_photo_stays_behind() -> None:
    data = saved(a_scene()) + b"ftypmp42" + SECRET

    assert SECRET not in develop(data).full


@pytest.mark.parametrize(
    "data",
    [png(30_000, 30_000), png(30_000, 1), png(1, 30_000), png(12_000, 12_000),
     jpeg_that_says(30_000, 30_000), jpeg_that_says(65_000, 2)],
)  # fmt: skip
def test_too_many_pixels_are_refused_before_any_is_decoded(data: bytes) -> None:
    # There is nothing in them to decode: whoever tried would call them broken.
    assert code_of(data) == "size"


def test_a_bomb_in_the_text_of_a_photo_is_refused() -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    text = chunk(b"zTXt", b"Comment\x00\x00" + bomb)

    assert code_of(png(8, 8, text)) == "broken"


def test_a_bomb_in_the_pixels_gives_no_more_pixels_than_were_announced() -> None:
    bomb = chunk(b"IDAT", zlib.compress(bytes(50_000_000), 9))

    assert opened(develop(png(8, 8, bomb)).full).size == (8, 8)


def test_a_photo_of_a_thousand_scans_is_refused() -> None:
    data = saved(a_scene(), progressive=True)
    at = data.rindex(b"\xff\xda")
    scan = data[at:-2]

    assert code_of(data[:-2] + scan * 1_000 + data[-2:]) == "broken"


def test_damage_anywhere_is_a_refusal_or_a_photo_and_never_a_crash() -> None:
    chance = random.Random(7)
    whole = [saved(a_scene(), kind) for kind in ("JPEG", "PNG", "WEBP")] + [with_gps(6)]

    for _ in range(300):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert opened(develop(bytes(data)).full).format == "JPEG"
        except Refused as refusal:
            assert refusal.code in {"type", "video", "document", "size", "broken"}


def test_the_largest_telephones_are_taken_at_a_fraction_of_their_size() -> None:
    assert images.MOST_PIXELS_OF["JPEG"] >= 16_320 * 12_240
    assert images.MOST_SIDE >= 16_320
