"""
Words as they are compared: the same whether written wide or narrow, large or small, in
simplified or in traditional characters.

The table of characters is made by `infra/characters.py`.
"""

import unicodedata
from functools import cache
from importlib.resources import files

FILE = "characters.txt"


def folded(text: str) -> str:
    """Return text on one line as it is compared with other text."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_characters())
    return " ".join(plain.split())


@cache
def _characters() -> dict[int, str]:
    ones, others = (files(__package__) / FILE).read_text(encoding="utf-8").split()
    return str.maketrans(dict(zip(ones, others, strict=True)))
