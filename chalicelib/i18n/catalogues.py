"""
Make and keep the catalogues; for the build and for people, never at run time.

    python -m chalicelib.i18n.catalogues           compile what the pages read
    python -m chalicelib.i18n.catalogues update    bring new messages into every .po file

A new language: see docs/develop/add-a-language.md.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import LOCALES

PACKAGE = LOCALES.parents[1]
CONFIG = LOCALES.parent / "babel.cfg"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "plural": (2, 3),
    "ngettext": (1, 2),
}


def catalogue_files(locales: Path = LOCALES) -> list[Path]:
    return sorted(locales.glob("*/LC_MESSAGES/messages.po"))


def extracted() -> Any:
    """Return a catalogue of every message in the code and the templates, untranslated."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_mapping_cfg

    with CONFIG.open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    template = Catalog(project="steward", charset="utf-8")
    for name, line, message, comments, context in extract_from_dir(
        PACKAGE, methods, options, KEYWORDS, comment_tags=("Translators:",)
    ):
        template.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return template


def read(path: Path) -> Any:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def update() -> None:
    """Bring every .po file up to date; what is new in it is empty, what is gone is dropped."""
    from babel.messages.pofile import write_po

    template = extracted()
    for path in catalogue_files():
        catalogue = read(path)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(
                file, catalogue, width=96, ignore_obsolete=True, sort_output=True, no_location=True
            )


def compile_catalogues(locales: Path = LOCALES) -> list[Path]:
    """Write messages.mo beside every messages.po; return what was written."""
    from babel.messages.mofile import write_mo

    return [_compiled(path, write_mo) for path in catalogue_files(locales)]


def _compiled(path: Path, write_mo: Callable[..., None]) -> Path:
    """Put the new file in place at once: somebody may be reading the old one."""
    target = path.with_suffix(".mo")
    fresh = target.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, read(path))
    return fresh.replace(target)


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    compile_catalogues()
