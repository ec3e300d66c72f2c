"""
HEIC as an iPhone writes it, put together box by box: tiles in a grid, turned by a property, with
a thumbnail, a gain map, Exif and XMP beside it (ISO/IEC 23008-12). The tiles were encoded once.
"""

import struct
from base64 import b64decode

SIDE = 64
"""Of a tile, in pixels."""

RED, BLUE = (220, 30, 20), (20, 40, 200)
_TILE = {
    RED: b64decode("AAAAGigBrwngITl1X//8m9///MlXIfwcVnQcw9fg"),
    BLUE: b64decode("AAAAGigBrwngITl1X//+HD/vf6US//7zCnQcw9fg"),
}
_DECODER = b64decode(
    "AQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAA"
    "AwAAAwAeoCCBBZbqSSmubgIaDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQA=="
)
"""What a decoder of HEVC must know of both."""

_GAIN_MAP = b"urn:com:apple:photo:2020:aux:hdrgainmap\0"


def heic(
    *, irot: int = 0, imir: int | None = None, icc: bytes = b"", exif: bytes = b"",
    xmp: bytes = b"", behind: bytes = b"",
) -> bytes:  # fmt: skip
    """Return a picture of 112 x 96 whose left half is red: two by two tiles, cut at the right.

    `irot`: quarter turns to the left; `imir`: 0 mirrors top and bottom, 1 left and right.
    """
    grid = struct.pack(">BBBBHH", 0, 0, 1, 1, 112, 96)
    tiles = [_TILE[RED], _TILE[BLUE], _TILE[RED], _TILE[BLUE]]
    # Four bytes say where Exif begins in what follows.
    data = [grid, *tiles, _TILE[BLUE], _TILE[BLUE], bytes(4) + exif, xmp]
    kinds = [b"grid", *[b"hvc1"] * 6, b"Exif", b"mime"]
    shown = [_box(b"colr", b"prof" + icc)] * bool(icc) + [_box(b"irot", bytes([irot]))] * bool(irot)
    shown += [_box(b"imir", bytes([imir or 0]))] * (imir is not None)
    properties = [_size(112, 96), _box(b"hvcC", _DECODER), _size(SIDE, SIDE)]
    properties += [_full(b"auxC", _GAIN_MAP), *shown]
    of_tile, of_grid = [2, 3], [1, *range(5, 5 + len(shown))]
    owned = [of_grid, *[of_tile] * 5, [2, 3, 4], [], []]
    # Both beside it are of one colour: whoever shows one of them is found out.
    beside = [(b"dimg", 1, [2, 3, 4, 5]), (b"thmb", 6, [1]), (b"auxl", 7, [1])]
    beside += [(b"cdsc", 8, [1]), (b"cdsc", 9, [1])]
    head = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    empty = _meta(kinds, properties, owned, beside, [0] * len(data), data)
    at, places = len(head) + len(empty) + 8, []
    for each in data:
        places.append(at)
        at += len(each)
    meta = _meta(kinds, properties, owned, beside, places, data)
    return head + meta + _box(b"mdat", b"".join(data)) + behind


def motion(video: bytes) -> bytes:
    """Return what telephones put behind a still picture: the box of a motion photo."""
    return _box(b"mpvd", video)


def _meta(kinds, properties, owned, beside, places, data) -> bytes:
    handler = _full(b"hdlr", bytes(4) + b"pict" + bytes(13))
    names = [_full(b"infe", struct.pack(">HH4s", n, 0, kind) + b"\0" + _TYPED.get(kind, b""), 2)
             for n, kind in enumerate(kinds, 1)]  # fmt: skip
    places = [struct.pack(">HHHII", n, 0, 1, at, len(each))
              for n, (at, each) in enumerate(zip(places, data, strict=True), 1)]  # fmt: skip
    owns = [struct.pack(">HB", n, len(own)) + bytes(own) for n, own in enumerate(owned, 1) if own]
    refers = [_box(kind, struct.pack(f">HH{len(to)}H", of, len(to), *to))
              for kind, of, to in beside]  # fmt: skip
    inside = [
        handler,
        _full(b"pitm", struct.pack(">H", 1)),
        _full(b"iloc", struct.pack(">BBH", 0x44, 0, len(places)) + b"".join(places)),
        _full(b"iinf", struct.pack(">H", len(names)) + b"".join(names)),
        _box(b"iprp", _box(b"ipco", b"".join(properties))
             + _full(b"ipma", struct.pack(">I", len(owns)) + b"".join(owns))),
        _full(b"iref", b"".join(refers)),
    ]  # fmt: skip
    return _full(b"meta", b"".join(inside))


_TYPED = {b"mime": b"application/rdf+xml\0"}


def _size(width: int, height: int) -> bytes:
    return _full(b"ispe", struct.pack(">II", width, height))


def _full(kind: bytes, inside: bytes, version: int = 0) -> bytes:
    return _box(kind, bytes([version, 0, 0, 0]) + inside)


def _box(kind: bytes, inside: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(inside), kind) + inside
