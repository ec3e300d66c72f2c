"""What an uploaded file really is, by its bytes; its name and its type are never asked."""

import re
from collections.abc import Iterator

from .model import Refused

JPEG, PNG, WEBP, GIF, HEIF, AVIF = "JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF"

MOST_SCANS = 64
"""A progressive JPEG has about ten; thousands of them cost minutes of a processor."""

_STARTS = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"GIF8": GIF}
_RIFF = {b"WEBP": WEBP}

_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), HEIF),
}
"""What a file of the family of MP4 says it is, in its own name or among what it may be read as."""
_PICTURES = (b"mif1", b"msf1")

_VIDEOS = (b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"FLV\x01")
"""Matroska and WebM, MPEG, Flash."""
_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
"""PDF, and the files of word processors: new (they are archives) and old."""

_MARKUP = re.compile(
    rb"<script|<html|<!doctype|<\?php|<svg[\s>]|%PDF-1|PK\x05\x06.{18}\Z", re.I | re.S
)
"""A photo that is also a page, a program or an archive was made to deceive somebody."""

# Within the compressed pixels of a JPEG each FF is followed by 00 or by one of eight restarts.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_SCAN, _END = 0xDA, 0xD9


def kind_of(data: bytes) -> str:
    """Return what a file is, or raise Refused: empty, type, video, document."""
    if not data:
        raise Refused("empty")
    kind = _kind(data)
    if not kind or _MARKUP.search(data):
        raise Refused("type")
    return kind


def is_picture(data: bytes) -> bool:
    """Say whether a file, or its beginning, is of a kind that a photo may have."""
    try:
        return bool(kind_of(data))
    except Refused:
        return False


def _kind(data: bytes) -> str:
    if data.startswith(_DOCUMENTS):
        raise Refused("document")
    if data.startswith(_VIDEOS) or data[:4] + data[8:12] == b"RIFFAVI ":
        raise Refused("video")
    if data[4:8] == b"ftyp":
        return _in_boxes(data)
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12], "")
    return next((kind for start, kind in _STARTS.items() if data.startswith(start)), "")


def _in_boxes(data: bytes) -> str:
    """Return the kind of a file of the family of MP4; most of them are videos."""
    length = min(int.from_bytes(data[:4]), 256)
    # The second word is a number, its version.
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, length, 4))]
    if kind := next((_BRANDS[brand] for brand in brands if brand in _BRANDS), ""):
        return kind
    raise Refused("type" if brands[0] in _PICTURES or brands[0] == b"crx " else "video")


def first_picture(data: bytes) -> bytes:
    """Return a JPEG without what stands behind its end: a video, a second picture, a depth map.

    Raises Refused when it has too many scans; one without an end is returned as it is.
    """
    scans = 0
    for marker, at in _markers(data):
        scans += marker == _SCAN
        if scans > MOST_SCANS:
            raise Refused("broken")
        if marker == _END:
            return data[: at + 2]
    return data


def _markers(data: bytes) -> Iterator[tuple[int, int]]:
    """Give each marker and where it stands, going over what the segments between them hold."""
    at = 2
    while found := _MARKER.search(data, at):
        marker, at = data[found.start() + 1], found.start()
        yield marker, at
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
