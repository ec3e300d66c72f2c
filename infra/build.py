"""
Build the template and the zip: `python -m infra.build`.

Both are the same bytes for the same commit and Python version, whoever builds them.
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

from chalicelib.platform.settings import VERSION
from infra import bill, packing, staging, template, vendor
from infra.paths import BUILD, REQUIREMENTS, RESOURCES, ROOT, TEMPLATE, ZIP
from infra.say import Refused, line, one_sentence, step
from infra.watch import runbook

STAMP = BUILD / "build.json"
MEGABYTE = 1_000_000
LIMIT = 20 * MEGABYTE


@dataclass(frozen=True)
class Built:
    """What was built: `made_of` is the hash of everything that went in, `sha256` the zip's."""

    made_of: str
    commit: str
    runtime: str
    architecture: str
    sha256: str
    size: int


def main() -> None:
    options = argparse.ArgumentParser(description="Build build/template.json and build/steward.zip")
    options.add_argument("--if-changed", action="store_true")
    with one_sentence():
        chosen = options.parse_args()
        built = build_if_changed() if chosen.if_changed else build()
        line(f"  {ZIP.relative_to(ROOT)}: {built.size / MEGABYTE:.1f} MB, {built.runtime}, ")
        line(f"  commit {built.commit}, sha256 {built.sha256[:16]}")


def build_if_changed() -> Built:
    """Return what stands in build/ when nothing it is made of has changed, else build.

    Whoever asks meanwhile waits for the one who builds.
    """
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        last = last_build()
        if last and last.made_of == made_of() and TEMPLATE.exists() and ZIP.exists():
            return last
        return build()


def last_build() -> Built | None:
    try:
        return Built(**json.loads(STAMP.read_text()))
    except (FileNotFoundError, TypeError, json.JSONDecodeError):
        return None


def build(into: Path = BUILD) -> Built:
    """Write template.json and steward.zip into a folder; leave the old ones until both are made."""
    libraries = vendor.libraries(architecture())
    inputs = made_of()
    with tempfile.TemporaryDirectory(prefix="steward-build-") as scratch:
        made = Path(scratch)
        _make(made, libraries)
        built = _described(made / ZIP.name, inputs)
        (made / STAMP.name).write_text(json.dumps(asdict(built), indent=1) + "\n")
        packed = json.loads((libraries / vendor.INDEX).read_text())
        materials = bill.cyclonedx(packed, version=VERSION, sha256=built.sha256)
        (made / bill.NAME).write_text(json.dumps(materials, indent=1) + "\n")
        into.mkdir(exist_ok=True)
        for name in (TEMPLATE.name, ZIP.name, STAMP.name, bill.NAME):
            shutil.move(made / name, into / name)
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
    with step("compiling and packing the zip"):
        shutil.unpack_archive(out / "deployment.zip", app)
        vendor.compile_tree(app)
        packing.pack(made / ZIP.name, app, libraries)


def _described(zipped: Path, inputs: str) -> Built:
    size = os.path.getsize(zipped)
    if size > LIMIT:
        raise Refused(f"the zip is {size / MEGABYTE:.1f} MB; more than 20 MB is not accepted.")
    sha256 = hashlib.sha256(zipped.read_bytes()).hexdigest()
    return Built(inputs, staging.commit(), vendor.RUNTIME, architecture(), sha256, size)


if __name__ == "__main__":
    main()
