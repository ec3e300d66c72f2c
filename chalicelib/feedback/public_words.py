"""Words for everybody to read: a text in each language, without anybody's address."""

import re
from collections.abc import Mapping

from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_, Sentence

from .model import names_somebody

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")


def cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts as they are stored; an empty one is left out."""
    made = {lang: clean(text, lines=True) for lang, text in texts.items()}
    return {lang: text for lang, text in made.items() if text}


def wrong(texts: Mapping[str, str], longest: int) -> str:
    """Return what is wrong with the texts, in a sentence; "" when nothing is."""
    for lang, text in texts.items():
        if _LANGUAGE.fullmatch(lang) is None:
            return N_('Please name each text by its language, as in {"en": "…"}.')
        if len(text) > longest:
            return Sentence("Please keep each text to %(given)s characters.", given=longest)
        if names_somebody(text):
            return N_("Everyone can read this. Please leave out phone numbers and addresses.")
    return ""
