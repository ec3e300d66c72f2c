"""Make chalicelib/search/characters.txt: which character stands for which when words are compared.

The data is OpenCC's (Apache-2.0). A character of Hong Kong or Taiwan becomes the usual traditional
one, and that the simplified one, so that 衞, 衛 and 卫 are one. Run it after OpenCC's pin moved.
"""

from importlib.resources import files
from pathlib import Path

from infra.paths import ROOT

FILE = Path("chalicelib") / "search" / "characters.txt"
VARIANTS = ("HKVariants", "TWVariants")
SIMPLIFIED = "TSCharacters"


def table() -> dict[str, str]:
    """Return each character that is compared as another one, and which."""
    simplified = _read(SIMPLIFIED)
    usual: dict[str, str] = {}
    for name in VARIANTS:
        for traditional, variant in _read(name).items():
            usual.setdefault(variant, traditional)
    for variant, traditional in usual.items():
        simplified.setdefault(variant, simplified.get(traditional, traditional))
    ends = {one: simplified.get(other, other) for one, other in simplified.items()}
    return {one: other for one, other in sorted(ends.items()) if one != other}


def written() -> str:
    """Return the table as it is stored: a line of characters, and one of what each becomes."""
    made = table()
    return f"{''.join(made)}\n{''.join(made.values())}\n"


def main() -> None:
    (ROOT / FILE).write_text(written(), encoding="utf-8")


def _read(name: str) -> dict[str, str]:
    text = (files("opencc") / "dictionary" / f"{name}.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
    # Of several readings the first is the usual one.
    found = {one.lstrip("\ufeff"): others.split()[0] for one, others in rows}
    return {one: other for one, other in found.items() if len(one) == len(other) == 1}


if __name__ == "__main__":
    main()
