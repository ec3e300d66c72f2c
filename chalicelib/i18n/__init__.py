"""
Words for people: gettext catalogues, read with the standard library only.

A language is a folder under `locales`; docs/develop/add-a-language.md lists what else names
it. Message ids are the English text, so English needs no translation and a missing one shows
as English, which a test refuses. `catalogues.py` makes the compiled files;
Babel is not needed at run time.
"""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from chalicelib.kernel.words import Sentence

LOCALES = Path(__file__).parent / "locales"
SOURCE = "en"

Translate = Callable[..., str]


class Uncompiled(RuntimeError):
    """The catalogues were not compiled: run `python -m chalicelib.i18n.catalogues`."""


def N_(text: str) -> str:  # noqa: N802
    """Mark a text for the catalogue where it stands in a table; it is translated when shown."""
    return text


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there are, English first, as in `lang="zh-Hans"`."""
    found = {folder.name.replace("_", "-") for folder in LOCALES.iterdir() if folder.is_dir()}
    return (SOURCE, *sorted(found - {SOURCE}))


@cache
def translator(lang: str) -> gettext.NullTranslations:
    """Return the catalogue of one language; one that we do not have is English."""
    if lang == SOURCE or lang not in languages():
        return gettext.NullTranslations()
    path = LOCALES / lang.replace("-", "_") / "LC_MESSAGES" / "messages.mo"
    if not path.exists():
        raise Uncompiled(f"{path} is missing: run python -m chalicelib.i18n.catalogues")
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def msg(lang: str, text: str, /, **values: object) -> str:
    """Return a text of the catalogue in this language, its %(names)s filled in."""
    said = translator(lang).gettext(text) if text else ""
    return said % values if values else said


def plural(lang: str, one: str, many: str, n: int, /, **values: object) -> str:
    """Return the form of a text that fits the number `n`, which fills %(n)s."""
    return translator(lang).ngettext(one, many, n) % {"n": n, **values}


def spoken(lang: str, sentence: str, otherwise: str = "") -> str:
    """Return a sentence that is said already in this language, with all that it is made of.

    One that no catalogue has is `otherwise`, and without that stays as it is.
    """
    filled = sentence if isinstance(sentence, Sentence) else None
    message = filled.message if filled else sentence
    if lang == SOURCE or not message:
        return str(sentence)
    said = translator(lang).gettext(message)
    if said == message:
        return otherwise or str(sentence)
    if filled is None:
        return said
    inner = filled.values.items()
    return said % {name: spoken(lang, v) if isinstance(v, Sentence) else v for name, v in inner}
