"""
Which of our languages fits best what somebody accepts.

Languages are matched by script, not by their names: zh-HK and yue read Traditional
characters, zh and zh-SG Simplified ones (CLDR likely subtags). Never by address.
"""

import re
from collections.abc import Iterable

from . import SOURCE, languages

MOST_READ = 400
"""No browser sends a longer Accept-Language; what is longer is cut."""

SCRIPTS = {
    "zh": "Hans", "zh-HK": "Hant", "zh-MO": "Hant", "zh-TW": "Hant",
    "yue": "Hant", "yue-CN": "Hans",
    "cmn": "Hans", "cmn-TW": "Hant", "wuu": "Hans", "hak": "Hans", "hak-TW": "Hant",
    "nan": "Hans", "nan-TW": "Hant",
}  # fmt: skip
"""Likely script of a language (in a region), from CLDR; others are matched by name alone."""

CHINESE = frozenset({"zh", "yue", "cmn", "wuu", "hak", "nan"})
"""Spoken differently, written alike: who reads one of them reads Chinese in that script."""

_RANGE = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?(?:-.*)?")


def negotiate(accept_language: str | None, chosen: str | None) -> str:
    """Return the language to answer in: the chosen one, else the best of what is accepted."""
    there = languages()
    if chosen in there:
        return str(chosen)
    known = {_key(lang): lang for lang in there}
    for wanted in _by_preference((accept_language or "")[:MOST_READ]):
        if (lang := known.get(_key(wanted))) is not None:
            return lang
    return SOURCE


def _by_preference(header: str) -> Iterable[str]:
    weighted = [_weighted(part) for part in header.split(",")]
    ordered = sorted(weighted, key=lambda pair: -pair[0])
    return [tag for weight, tag in ordered if weight > 0]


def _weighted(part: str) -> tuple[float, str]:
    tag, _, weight = part.replace(" ", "").partition(";q=")
    return (float(weight) if re.fullmatch(r"[01](\.[0-9]{0,3})?", weight) else 1.0, tag)


def _key(tag: str) -> tuple[str, str]:
    """Return language and script of a tag, the script only where it decides."""
    match = _RANGE.fullmatch(tag.replace("_", "-"))
    if match is None:
        return tag, ""
    language, script, region = match[1].lower(), match[2] or "", (match[3] or "").upper()
    likely = SCRIPTS.get(f"{language}-{region}") or SCRIPTS.get(language, "")
    written = script.title() or likely
    return ("zh" if language in CHINESE else language, written)
