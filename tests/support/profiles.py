"""The colour profile of an iPhone's screen and camera, Display P3, as ICC.1:2010 writes it."""

import struct

# Primaries of Display P3 as seen under D50, and the white of D50: X, Y, Z.
_WHITE = (0.9642, 1.0, 0.8249)
_RED, _GREEN, _BLUE = (0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)
# The curve of sRGB, which it shares: gamma, a, b, c, d.
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65_536)) for number in numbers)


def _profile() -> bytes:
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)
    said = "Display P3".encode("utf-16-be")
    text = b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(said), 28) + said
    tags = {b"desc": text, b"cprt": text, b"wtpt": b"XYZ " + bytes(4) + _fixed(*_WHITE)}
    for name, colour in ((b"r", _RED), (b"g", _GREEN), (b"b", _BLUE)):
        tags[name + b"XYZ"] = b"XYZ " + bytes(4) + _fixed(*colour)
        tags[name + b"TRC"] = curve
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += struct.pack(">4sII", name, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    inside = struct.pack(">I", len(tags)) + table + body
    kind = (b"mntr", b"RGB ", b"XYZ ")
    head = struct.pack(">I4sI4s4s4s", 128 + len(inside), bytes(4), 0x04000000, *kind)
    head += struct.pack(">6H4s", 2026, 11, 28, 0, 0, 0, b"acsp") + bytes(28) + _fixed(*_WHITE)
    return head + bytes(128 - len(head)) + inside


DISPLAY_P3 = _profile()
