"""
Build the template and the zips: `python -m infra.build`.

All are the same bytes for the same commit and Python version, whoever builds them.
`--if-changed` does nothing when what they are made of is what it was.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chalicelib.platform.settings import VERSION
from infra import bill, modules, packing, parcels, staging, template, vendor
from infra.paths import BUILD, REQUIREMENTS, RESOURCES, ROOT, TEMPLATE
from infra.say import Refused, line, one_sentence, step
from infra.watch import runbook

STAMP = BUILD / "build.json"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Built:
    """What was built: `made_of` is the hash of everything that went in, `sha256` that of all zips.

    `sizes` has the bytes of each zip by its name.
    """

    made_of: str
    commit: str
    runtime: str
    architecture: str
    sha256: str
    sizes: dict[str, int]

    @property
    def size(self) -> int:
        return sum(self.sizes.values())


def main() -> None:
    options = argparse.ArgumentParser(description="Build build/template.json and the zips")
    options.add_argument("--if-changed", action="store_true")
    with one_sentence():
        chosen = options.parse_args()
        built = build_if_changed() if chosen.if_changed else build()
        for name, size in built.sizes.items():
            line(f"  {parcels.zip_of(name).relative_to(ROOT)}: {size / MEGABYTE:.1f} MB")
        line(f"  {built.runtime}, commit {built.commit}, sha256 {built.sha256[:16]}")


def build_if_changed() -> Built:
    """Return what stands in build/ when nothing it is made of has changed, else build.

    Whoever asks meanwhile waits for the one who builds.
    """
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        last = last_build()
        if last and last.made_of == made_of() and all(each.exists() for each in files(BUILD)):
            return last
        return build()


def last_build() -> Built | None:
    try:
        return Built(**json.loads(STAMP.read_text()))
    except (FileNotFoundError, TypeError, json.JSONDecodeError):
        return None


def files(folder: Path) -> list[Path]:
    """Return what a build writes, the stamp last: it says that the others are there."""
    made = [
        path
        for name in parcels.PARCELS
        for path in (parcels.zip_of(name, folder), _bill(name, folder))
    ]
    return [folder / TEMPLATE.name, *made, folder / STAMP.name]


def build(into: Path = BUILD) -> Built:
    """Write template and zips into a folder; leave the old ones until all are made."""
    libraries = vendor.libraries(architecture())
    inputs = made_of()
    with tempfile.TemporaryDirectory(prefix="steward-build-") as scratch:
        made = Path(scratch)
        _make(made, libraries)
        built = _described(made, inputs)
        _write(made / STAMP.name, asdict(built))
        into.mkdir(exist_ok=True)
        for path in files(made):
            shutil.move(path, into / path.name)
    return built


def architecture() -> str:
    """Return x86_64 or arm64; one setting for the zip and the functions."""
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    return str(config["lambda_architecture"])


def made_of() -> str:
    """Return the hash of every file that goes into the build."""
    digest = hashlib.sha256(f"{vendor.RUNTIME} {architecture()}".encode())
    for path in _ingredients():
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _ingredients() -> list[Path]:
    own = sorted((ROOT / "infra").rglob("*.py"))
    ours = [REQUIREMENTS, runbook.FILE, *sorted(RESOURCES.glob("*.json")), *own]
    return [ROOT / name for name in staging.shipped_files()] + ours


def _make(made: Path, libraries: Path) -> None:
    tree, out, app = made / "tree", made / "out", made / "app"
    with step("staging the code"):
        staging.stage(tree)
    with step("packaging with Chalice and correcting the template"):
        document = template.template_of(tree, out)
        (made / TEMPLATE.name).write_text(json.dumps(document, indent=1) + "\n")
    with step("compiling and packing the zips"):
        shutil.unpack_archive(out / "deployment.zip", app)
        vendor.compile_tree(app)
        for name in parcels.PARCELS:
            _pack(name, made, app, libraries)


def _pack(name: str, made: Path, app: Path, libraries: Path) -> None:
    """Write one zip, with the licences of what is in it, and its bill."""
    index = json.loads((libraries / vendor.INDEX).read_text())
    inside = [each for each in index if parcels.brings(name, each["files"])]
    texts = tuple(f"licences/{each['name']}-{each['version']}/" for each in inside)
    own = made / "own" / name
    (own / vendor.INDEX).parent.mkdir(parents=True)
    _write(own / vendor.INDEX, inside)

    def takes(file: str) -> bool:
        licence = file.startswith("licences/") and file != vendor.INDEX
        return file.startswith(texts) if licence else parcels.takes(name, file)

    zipped = parcels.zip_of(name, made)
    together, files = modules.gathered(
        (file, path) for file, path in packing.files(own, app, libraries).items() if takes(file)
    )
    (own / modules.NAME).write_bytes(together)
    packing.pack(zipped, own, app, libraries, takes=modules.kept(files, takes))
    _write(_bill(name, made), bill.cyclonedx(inside, version=VERSION, sha256=_sha256(zipped)))


def _bill(name: str, folder: Path) -> Path:
    return folder / f"{name}.cdx.json"


def _described(made: Path, inputs: str) -> Built:
    zips = {name: parcels.zip_of(name, made) for name in parcels.PARCELS}
    sizes = {name: os.path.getsize(zipped) for name, zipped in zips.items()}
    for name, size in sizes.items():
        limit = parcels.PARCELS[name].limit
        if size > limit * MEGABYTE:
            said = f"{size / MEGABYTE:.1f} MB; more than {limit} MB is not accepted"
            raise Refused(f"{name}.zip is {said}: see infra/parcels.py.")
    together = "".join(f"{name} {_sha256(zipped)}\n" for name, zipped in zips.items())
    sha256 = hashlib.sha256(together.encode()).hexdigest()
    return Built(inputs, staging.commit(), vendor.RUNTIME, architecture(), sha256, sizes)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main()
