"""Which of our languages a mail is written in; its characters say it, no dictionary is asked."""

import re
from collections.abc import Sequence

HANS, HANT, ENGLISH = "zh-Hans", "zh-Hant", "en"

_HAN = re.compile("[\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_LATIN = re.compile("[A-Za-z]")


def of(text: str, languages: Sequence[str]) -> str:
    """Return the language of a text among those of a community; its first where none fits."""
    han = _HAN.findall(text)
    if _KANA.search(text) or not (han or _LATIN.search(text)):
        wanted = ""
    elif len(han) * 4 >= len(_LATIN.findall(text)):
        wanted = _script(han)
    else:
        wanted = ENGLISH
    return wanted if wanted in languages else (languages[0] if languages else ENGLISH)


def _script(han: list[str]) -> str:
    """Return which Chinese it is: each kind has characters that the other's charset lacks."""
    simplified = sum(not _fits(each, "big5hkscs") for each in han)
    traditional = sum(not _fits(each, "gb2312") for each in han)
    return HANS if simplified >= traditional else HANT


def _fits(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
