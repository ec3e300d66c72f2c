"""
All modules of a zip out of one file.

A fresh process imports 450 modules of ours and of libraries. Each was looked for in a folder,
asked after, opened and read: a twelfth of a cold start. The build puts their bytecode one behind
the other (`infra/modules.py`), and this finds it there, by a name and a place in that file. A
source tree has no such file and imports as Python does.
"""

import marshal
import os
import sys
from collections.abc import Sequence
from importlib._bootstrap_external import MAGIC_NUMBER
from importlib.machinery import ModuleSpec, SourcelessFileLoader
from types import CodeType
from typing import Any

NAME = "modules.bin"
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120

Row = tuple[str, bool, int, int]
"""Of a module its file (from the root), whether it is a package, where it begins, and its bytes."""


class _Loader(SourcelessFileLoader):
    """Loads one module; for whoever asks, it is the file that it would be."""

    finder: "Finder"

    def get_code(self, fullname: str) -> CodeType:
        return self.finder.code(fullname)


class Finder:
    """Finds the modules of one file: a magic number, a table of them, and their bytecode."""

    def __init__(self, root: str, file: int) -> None:
        magic, size = os.pread(file, 4, 0), int.from_bytes(os.pread(file, 4, 4), "little")
        if magic != MAGIC_NUMBER:
            raise ImportError(f"{NAME} is of another Python")
        self._root, self._file, self._begin = root, file, 8 + size
        # As Python's own import reads bytecode; the file is of our own build, inside the zip.
        self._rows: dict[str, Row] = marshal.loads(os.pread(file, size, 8))  # nosec B302

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> ModuleSpec | None:
        row = self._rows.get(name)
        if row is None:
            return None
        place = f"{self._root}/{row[0]}"
        loader = _Loader(name, place)
        loader.finder = self
        spec = ModuleSpec(name, loader, origin=place, is_package=row[1])
        spec.has_location = True
        # Or it would be worked out for each.
        spec.cached = place
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(place.rpartition("/")[0])
        return spec

    def code(self, name: str) -> CodeType:
        _, _, start, size = self._rows[name]
        code = os.pread(self._file, size, self._begin + start)
        found: CodeType = marshal.loads(code)  # nosec B302
        return found


def load_from(root: str = ROOT) -> None:
    """Import from the file of a zip from now on, where there is one."""
    try:
        file = os.open(f"{root}/{NAME}", os.O_RDONLY)
    except FileNotFoundError:
        return
    sys.meta_path.insert(0, Finder(root, file))
