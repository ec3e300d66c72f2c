"""The modules of a zip come out of one file as they would come out of their own."""

import importlib
import importlib.resources
import os
import py_compile
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib import one_file
from infra import modules, packing

SOURCES = {
    "wares/__init__.py": "from .price import PRICE",
    "wares/price.py": "PRICE = 3",
    "wares/note.txt": "kept",
    "wares/compiled-0.py": "",
    "apprise/plugin.py": "",
}


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    for name, text in SOURCES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        if path.suffix == ".py":
            py_compile.compile(str(path), cfile=str(path.with_suffix(".pyc")))
            path.unlink()
    before = list(sys.meta_path)
    yield tmp_path
    sys.meta_path[:] = before
    for name in [name for name in sys.modules if name.split(".")[0] == "wares"]:
        del sys.modules[name]


def gathered(tree: Path) -> frozenset[str]:
    together, files = modules.gathered(packing.files(tree).items())
    (tree / modules.NAME).write_bytes(together)
    return files


def test_a_package_its_module_and_its_data_are_found_where_they_were(tree: Path) -> None:
    for name in gathered(tree):
        (tree / name).unlink()

    one_file.load_from(str(tree))
    wares = importlib.import_module("wares")

    assert wares.PRICE == 3
    assert wares.__file__ == f"{tree}/wares/__init__.pyc"
    assert (importlib.resources.files("wares") / "note.txt").read_text() == "kept"
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("wares.none")


def test_what_is_found_by_the_name_of_its_file_stays_a_file(tree: Path) -> None:
    assert gathered(tree) == {"wares/__init__.pyc", "wares/price.pyc"}


def test_the_same_modules_are_the_same_bytes(tree: Path) -> None:
    files = packing.files(tree)
    turned = dict(reversed(files.items()))
    assert modules.gathered(files.items()) == modules.gathered(turned.items())


def test_a_file_of_another_python_is_refused_and_without_one_nothing_changes(tree: Path) -> None:
    before = list(sys.meta_path)
    one_file.load_from(str(tree))
    assert sys.meta_path == before

    gathered(tree)
    with (tree / modules.NAME).open("r+b") as file:
        file.write(bytes(4))
    with pytest.raises(ImportError, match="another Python"):
        one_file.load_from(str(tree))
    assert os.path.exists(tree / modules.NAME)
