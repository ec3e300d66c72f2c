"""
Make and keep the catalogues; for the build and for people, never at run time.

    python -m chalicelib.i18n.catalogues           compile what is read at run time
    python -m chalicelib.i18n.catalogues update    bring new messages into every .po file

Each language has two: messages.po of pages and notices, read as .mo; staff.po of the staff app
and the board, read by the browser as a module (static/shared/texts.<language>.js).

A new language: see docs/develop/add-a-language.md.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from . import LOCALES

PACKAGE = LOCALES.parents[1]
CONFIG = LOCALES.parent / "babel.cfg"
KEYWORDS = {
    "_": None,
    "N_": None,
    # What refuses is extracted where it is raised: its sentence reaches people through here.
    "Sentence": None,
    "InvalidInput": None,
    "NotAllowed": None,
    "Limited": None,
    "gettext": None,
    "plural": (2, 3),
    "ngettext": (1, 2),
}
SCRIPTS = PACKAGE / "web" / "static"
SCRIPT_KEYWORDS = {
    "t": None,
    "N_": None,
    "pt": ((1, "c"), 2),
    "NP_": ((1, "c"), 2),
}
CONTEXT = "\x04"
"""Between the context of a message and the message, as gettext writes it."""


def catalogue_files(locales: Path = LOCALES, domain: str = "messages") -> list[Path]:
    """Return the .po files of a domain: "messages" of pages and notices, or "staff"."""
    return sorted(locales.glob(f"*/LC_MESSAGES/{domain}.po"))


def extracted() -> Any:
    """Return a catalogue of every message in the code and the templates, untranslated."""
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_mapping_cfg

    with CONFIG.open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    return _catalogue(
        extract_from_dir(PACKAGE, methods, options, KEYWORDS, comment_tags=("Translators:",))
    )


def extracted_from_scripts() -> Any:
    """Return a catalogue of every message of the staff app and the board, untranslated."""
    from babel.messages.extract import extract_from_dir

    # Of a library there is nothing to translate.
    methods = [("**/uplot.js", "ignore"), ("**.js", "javascript")]
    options = {"**.js": {"parse_template_string": True}}
    return _catalogue(extract_from_dir(SCRIPTS, methods, options, SCRIPT_KEYWORDS))


EXTRACTED: dict[str, Callable[[], Any]] = {
    "messages": extracted,
    "staff": extracted_from_scripts,
}


def _catalogue(found: Iterable[Any]) -> Any:
    from babel.messages.catalog import Catalog

    template = Catalog(project="steward", charset="utf-8")
    for name, line, message, comments, context in found:
        template.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return template


def read(path: Path) -> Any:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def update() -> None:
    """Bring every .po file up to date; what is new in it is empty, what is gone is dropped."""
    from babel.messages.pofile import write_po

    for domain, extract in EXTRACTED.items():
        template = extract()
        for path in catalogue_files(domain=domain):
            catalogue = read(path)
            catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
            with path.open("wb") as file:
                write_po(
                    file, catalogue, width=96, ignore_obsolete=True, sort_output=True,
                    no_location=True,
                )  # fmt: skip


def compile_catalogues(package: Path = PACKAGE) -> None:
    """Write what is read at run time: messages.mo beside each .po, and the texts of the apps."""
    from babel.messages.mofile import write_mo

    locales = package / LOCALES.relative_to(PACKAGE)
    for path in catalogue_files(locales):
        compiled = BytesIO()
        write_mo(compiled, read(path))
        _put(path.with_suffix(".mo"), compiled.getvalue())
    for path in catalogue_files(locales, "staff"):
        if not texts(path):
            continue  # English: the messages themselves
        lang = path.parents[1].name.replace("_", "-")
        script = f"export default {json.dumps(texts(path), ensure_ascii=False)};\n"
        folder = package / SCRIPTS.relative_to(PACKAGE) / "shared"
        _put(folder / f"texts.{lang}.js", script.encode())


def texts(path: Path) -> dict[str, str]:
    """Return the translations of a catalogue by message, with its context where it has one."""
    return {
        f"{message.context}{CONTEXT}{message.id}" if message.context else message.id: message.string
        for message in read(path)
        if message.id and message.string
    }


def _put(target: Path, content: bytes) -> None:
    """Put the new file in place at once: somebody may be reading the old one."""
    fresh = target.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(target)


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    compile_catalogues()
