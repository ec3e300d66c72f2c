"""
What buildings are called in each language: "Tower 2" is "2座", said in one go or not.

A flat is called by its building. In Chinese the two stand side by side, so that "Tower 8" and the
second floor would read "Tower 82樓A室", as an earlier release stored them.
"""

import re
from collections.abc import Sequence

CHINESE = ("zh-Hant", "zh-Hans")

_TOWER = r"(?i)(?:tower|block)\s*([0-9]{1,3}[A-Z]?|[A-Z])"
_ZUO = r"(?i)第?\s*([0-9]{1,3}[A-Z]?|[A-Z])\s*(?:座|棟|栋|幢|號樓|号楼)"
_CODE = r"(tower|block)([0-9]{1,3}[a-z]?|[a-z])"


def names_of(name: str, languages: Sequence[str], lang: str) -> dict[str, str]:
    """Return what a building is called by language, as somebody who reads `lang` wrote it."""
    return _numbered(name, languages) or {lang: name}


def completed(names: dict[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return the names of a building with those that follow from the ones it has."""
    usual = next(filter(None, (_numbered(name, languages) for name in names.values())), {})
    return usual | names


def _numbered(name: str, languages: Sequence[str]) -> dict[str, str]:
    """Return the names of a numbered tower; {} of a building that has a name of its own."""
    if found := re.fullmatch(_TOWER, name):
        number = f"{found[1].upper()}座"
        return {each: number if each in CHINESE else name for each in languages}
    if found := re.fullmatch(_ZUO, name):
        tower = f"Tower {found[1].upper()}"
        return {each: name if each in CHINESE else tower for each in languages}
    return {}


def apart(building: str, lang: str) -> str:
    """Return the name of a building as words follow it: Latin letters stand apart from Chinese."""
    alone = lang in CHINESE and building[-1:].isascii()
    return f"{building} " if building and alone else building


def mended(building: str, names: dict[str, str]) -> dict[str, str]:
    """Return the names of a place in a building, the Chinese ones with that of its tower."""
    found = re.fullmatch(_CODE, building)
    if found is None:
        return names
    tower = re.compile(f"^{found[1]} ?{found[2]}(?= |[^,]*[樓楼室])", re.IGNORECASE)
    number = f"{found[2].upper()}座"
    return {
        lang: tower.sub(number, name) if lang in CHINESE else name for lang, name in names.items()
    }
