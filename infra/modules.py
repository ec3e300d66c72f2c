"""
The bytecode of a zip's modules, one behind the other, as `chalicelib/one_file.py` reads it.

Left as files are what is imported before that can be, what is found by the names of its files,
and what is no bytecode: sources of our own, compiled parts of libraries, their data.
"""

import marshal
from collections.abc import Callable, Iterable
from importlib.util import MAGIC_NUMBER, source_from_cache
from pathlib import Path

from chalicelib.one_file import NAME, Row

HEAD = 16
"""What a file of bytecode begins with: its Python, its kind and its source's hash or date."""
AS_FILES = ("app.", "chalicelib/__init__.", "chalicelib/one_file.", "chalicelib/web/templates/")
BY_NAME = ("apprise/",)
"""Chats are found by the names of their sources."""


def gathered(files: Iterable[tuple[str, Path]]) -> tuple[bytes, frozenset[str]]:
    """Return the one file of these modules, and the names of the files that it is made of."""
    rows: dict[str, Row] = {}
    parts: list[bytes] = []
    taken, start = set(), 0
    for name, path in sorted(files):
        module = _module(name)
        if module is None:
            continue
        code = path.read_bytes()[HEAD:]
        place, is_package = module
        rows[_dotted(place, is_package)] = (place, is_package, start, len(code))
        parts.append(code)
        taken.add(name)
        start += len(code)
    # Version 2 writes a text anew wherever it stands: the same bytes each time.
    table = marshal.dumps(rows, 2)
    head = MAGIC_NUMBER + len(table).to_bytes(4, "little")
    return b"".join([head, table, *parts]), frozenset(taken)


def kept(files: frozenset[str], takes: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return what says of a file whether it stays one of its own in the zip."""
    return lambda name: name not in files and takes(name)


def _module(name: str) -> tuple[str, bool] | None:
    """Return the file that a module is known by and whether that is a package; None: no module."""
    if not name.endswith(".pyc") or ".opt-" in name:
        return None
    place = source_from_cache(name) if "__pycache__/" in name else name
    if place.startswith((*AS_FILES, *BY_NAME)):
        return None
    if not all(part.isidentifier() for part in place.rpartition(".")[0].split("/")):
        return None
    return place, place.rpartition("/")[2].startswith("__init__.")


def _dotted(place: str, is_package: bool) -> str:
    parts = place.rpartition(".")[0].split("/")
    return ".".join(parts[:-1] if is_package else parts)


__all__ = ["NAME", "gathered", "kept"]
