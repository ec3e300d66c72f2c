"""
Whether words speak of danger: gas, fire, somebody trapped, electric shock, flooding.

It errs towards danger: a false alarm costs a walk, a missed one a life. What looks like
danger and is not ("gas bill", "no one is trapped") stands in a table of its own.
"""

import re
import unicodedata
from functools import cache

from .emergency_words import NOT_MEANT, SAID
from .words import N_

NAMES = {
    "gas": N_("gas"),
    "fire": N_("fire"),
    "trapped": N_("trapped in the lift"),
    "shock": N_("electric shock"),
    "flooding": N_("flooding"),
    "danger": N_("danger"),
}
"""Emergency to what it is called, where the page says it can wait for nothing."""


def is_emergency(words: str) -> str | None:
    """Return which emergency the words speak of, or None.

    Width, case and composed letters do not matter; any of our languages may be mixed.
    """
    text = unicodedata.normalize("NFKC", words).casefold()
    text = _not_meant().sub(" ", text.replace("’", "'"))
    return next((name for name, pattern in _said() if pattern.search(text)), None)


def words_of(lang: str) -> list[str]:
    """Return plain words of danger in a language, for the page to watch for while typing.

    Only those without pattern marks: the page looks for them as they stand.
    """
    found = [words for table in SAID.values() for words in table.get(lang[:2], ())]
    plain = {re.sub(r"\(s\|ing\|ed\)\?|\\b", "", word) for word in found}
    return sorted(word for word in plain if not re.search(r"[\\()|?!\[\]]", word))


@cache
def _said() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile("|".join(word for words in table.values() for word in words)))
        for name, table in SAID.items()
    )


@cache
def _not_meant() -> re.Pattern[str]:
    return re.compile("|".join(NOT_MEANT))
