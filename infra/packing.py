"""A zip with the same bytes each time: sorted names, one date, one mode."""

import zipfile
from collections.abc import Callable
from pathlib import Path

EARLIEST = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o100644
# 9 takes four times as long for less than one part in a hundred.
LEVEL = 6


def pack(target: Path, *trees: Path, takes: Callable[[str], bool] = lambda _: True) -> None:
    """Write the files that `takes` says into a zip; the first tree that has a name wins."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, path in sorted(files(*trees).items()):
            if takes(name):
                archive.writestr(_entry(name), path.read_bytes(), compresslevel=LEVEL)


def files(*trees: Path) -> dict[str, Path]:
    """Return the files of trees by their name in a zip; the first tree that has a name wins."""
    found: dict[str, Path] = {}
    for tree in reversed(trees):
        found |= {
            path.relative_to(tree).as_posix(): path for path in tree.rglob("*") if path.is_file()
        }
    return found


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.external_attr = FILE_MODE << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    # 3 is Unix: without it the attributes above mean nothing and Lambda cannot read the files.
    entry.create_system = 3
    return entry
