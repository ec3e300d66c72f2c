"""
What licence a library has, and which of them may be in the zip or beside it.

Libraries name their licence in three ways; each is read as an SPDX expression.
"""

import re
from email.message import Message
from pathlib import Path

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python",
        "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense",
        "ZPL-2.1", "BSD",
        # Used as they are, from their own files, which whoever has the zip may replace.
        "LGPL-3.0-or-later", "LGPL-3.0-only", "LGPL-2.1-or-later",
    }
)  # fmt: skip
"""SPDX names; "BSD" is one of the two, where a library does not say which."""

CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "Python Software Foundation License": "PSF-2.0",
    "Historical Permission Notice and Disclaimer (HPND)": "MIT-CMU",
    "The Unlicense (Unlicense)": "Unlicense",
}
WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD-3-Clause License": "BSD-3-Clause",
    "MIT License": "MIT",
    "The MIT License": "MIT",
}
"""What libraries write where an SPDX name should stand."""

BY_THEIR_TEXT = {"axe-playwright-python": "MIT"}
"""Libraries that name no licence and bring its text: somebody read it."""

TEXTS = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*", re.IGNORECASE)
"""What a file of licence, copyright or authors is called."""


def of(metadata: Message) -> str:
    """Return the licence of a library as an SPDX expression; "unknown" where it says none."""
    if expression := metadata.get("License-Expression"):
        return str(expression)
    said = str(metadata.get("License") or "").strip()
    if allowed(WORDS.get(said, said)):
        return WORDS.get(said, said)
    classes = [str(each) for each in metadata.get_all("Classifier") or []]
    found = [each.rpartition(" :: ")[2] for each in classes if each.startswith("License :: ")]
    named = {CLASSIFIERS[each] for each in found if each in CLASSIFIERS}
    # More than one of them is a choice: python-dateutil is under either.
    own = BY_THEIR_TEXT.get(str(metadata.get("Name")), "unknown")
    return " OR ".join(sorted(named)) or own


def allowed(expression: str) -> bool:
    """Say whether a licence is on the list: one of a choice is enough, of a sum each."""
    choices = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
    return any(all(part in ALLOWED for part in re.split(r"\s+AND\s+", c)) for c in choices)


def texts(folder: Path) -> list[Path]:
    """Return the files of a `.dist-info` folder that say under what licence it is."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and TEXTS.fullmatch(p.name))
