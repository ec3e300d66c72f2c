"""Pack weights into the text that `chalicelib.cases.danger.emergency.unpacked` reads."""

from base64 import b64encode
from collections.abc import Mapping


def packed(weights: Mapping[int, int], gap: int) -> str:
    """Return place to weight as bits in base 64; no weight may be 0."""
    bits, before = "", -1
    for place, weight in sorted(weights.items()):
        way = place - before - 1
        bits += "1" * (way >> gap) + "0" + f"{way & ((1 << gap) - 1):0{gap}b}"
        bits += ("1" if weight < 0 else "0") + "1" * (abs(weight) - 1) + "0"
        before = place
    bits += "1" * (-len(bits) % 8)
    return b64encode(int(bits, 2).to_bytes(len(bits) // 8)).decode()
