"""The libraries of the zip: installed by hash, pruned to what is used, compiled; made once a lock.

pip is told the Lambda runtime's platform and never to compile, so a library without a wheel
for that runtime stops the build here and not on AWS.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from email import message_from_string
from importlib.util import cache_from_source
from pathlib import Path

from infra import licences, pruning
from infra.paths import LOCAL, REQUIREMENTS
from infra.pruning import UNUSED, prune_botocore, prune_chats, prune_pictures, remove
from infra.say import Refused, step

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
RUNTIME = f"python{PYTHON}"
# Amazon Linux 2 (python3.11 and before) has glibc 2.26, Amazon Linux 2023 has 2.34.
GLIBC = {"3.10": 26, "3.11": 26}
NEW_GLIBC = 34
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}

INDEX = "licences/index.json"
"""What is in the zip: name, version, licence, the hash of its wheel, and its folders."""

# It finds its chats by the names of their sources.
WITH_SOURCE = frozenset({"apprise/plugins", "apprise/config", "apprise/attachment"})
BARE = "2"
"""The level of optimisation that leaves docstrings and asserts out of bytecode."""


def libraries(architecture: str) -> Path:
    """Return the folder of the installed, pruned, compiled libraries; make it when needed."""
    folder = LOCAL / "vendor" / _key(architecture)
    if not folder.exists():
        with step("installing the libraries of requirements.txt for Lambda"):
            _make(folder, architecture)
    return folder


def platforms(architecture: str) -> list[str]:
    """Return every manylinux tag whose glibc the runtime has, newest first."""
    machine = MACHINES[architecture]
    newest = GLIBC.get(PYTHON, NEW_GLIBC)
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(newest, 16, -1)]
    return [*tags, f"manylinux2014_{machine}"]


def compile_tree(tree: Path, levels: Iterable[str] = ("0",)) -> None:
    """Write bytecode that is never checked against its source: the same bytes each time.

    /var/task is read-only, so without it every cold start compiles everything again. In a
    process of its own with a fixed hash seed: bytes depend on the order of sets and on what the
    compiling process holds already. `-f`, or bytecode that lies there would be kept.
    """
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "-f", "-j", "1"]
        + [part for level in levels for part in ("-o", level)]
        + ["--invalidation-mode", "unchecked-hash", "-s", str(tree), "-p", "/var/task", str(tree)],
        env={"PYTHONHASHSEED": "0"},
        check=True,
    )


def _remove_sources(tree: Path) -> None:
    """Leave bytecode in the place of its source, a tenth of the zip: Python takes either.

    It has no docstrings and no asserts of libraries, which nobody reads or waits for there.
    """
    for source in list(tree.rglob("*.py")):
        if not _keeps_source(source.relative_to(tree)):
            bare = cache_from_source(str(source), optimization=BARE)
            Path(bare).replace(source.with_suffix(".pyc"))
            source.unlink()
    for cache in list(tree.rglob("__pycache__")):
        if not _keeps_source(cache.relative_to(tree)):
            shutil.rmtree(cache)
    remove(list(tree.rglob(f"*.opt-{BARE}.pyc")))


def _keeps_source(path: Path) -> bool:
    return "/".join(path.parts[:2]) in WITH_SOURCE


def _key(architecture: str) -> str:
    made_by = REQUIREMENTS.read_bytes() + Path(__file__).read_bytes()
    made_by += Path(pruning.__file__).read_bytes() + Path(licences.__file__).read_bytes()
    return f"{PYTHON}-{architecture}-{hashlib.sha256(made_by).hexdigest()[:16]}"


def _make(folder: Path, architecture: str) -> None:
    making = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    hashes = _install(making, architecture)
    remove(path for pattern in UNUSED for path in list(making.glob(pattern)))
    _keep_licences(making, hashes)
    prune_botocore(making / "botocore" / "data")
    prune_chats(making / "apprise" / "plugins")
    prune_pictures(making / "PIL")
    compile_tree(making, ("0", BARE))
    _remove_sources(making)
    # Renamed last, so that a build that was stopped leaves nothing that looks finished.
    making.replace(folder)


def _install(target: Path, architecture: str) -> dict[str, str]:
    """Install what runs in Lambda; return the hash of the wheel of each, by its name."""
    report = target.with_name(f"{target.name}.json")
    report.parent.mkdir(parents=True, exist_ok=True)
    tags = [part for tag in platforms(architecture) for part in ("--platform", tag)]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-compile"]
    where = ["--only-binary=:all:", "--python-version", PYTHON, "--implementation", "cp", *tags]
    command = [*pip, *where, "--target", str(target), "-r", str(REQUIREMENTS)]
    command += ["--report", str(report)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(target, ignore_errors=True)
        raise Refused(f"pip could not install requirements.txt for {RUNTIME}: {_why(done.stderr)}")
    wheels = json.loads(report.read_text())["install"]
    report.unlink()
    return {
        wheel["metadata"]["name"]: wheel["download_info"]["archive_info"]["hashes"]["sha256"]
        for wheel in wheels
    }


def _keep_licences(folder: Path, hashes: dict[str, str]) -> None:
    """Keep the licence texts of what is left, and an index of it, where pip's own notes stood."""
    index = []
    for info in sorted(folder.glob("*.dist-info")):
        if _left(folder, info):
            said = message_from_string((info / "METADATA").read_text())
            name, version = said["Name"].lower().replace("_", "-"), said["Version"]
            index.append(
                {"name": name, "version": version}
                | {"licence": licences.of(said), "sha256": hashes[said["Name"]]}
                | {"files": _left(folder, info)}
            )
            for text in licences.texts(info):
                kept = folder / "licences" / f"{name}-{version}" / text.name
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(text, kept)
        shutil.rmtree(info)
    (folder / INDEX).write_text(json.dumps(index, indent=1) + "\n")


def _left(folder: Path, info: Path) -> list[str]:
    """Return what is left of a library, by its folders: what is not used was removed before."""
    files = [line.split(",")[0] for line in (info / "RECORD").read_text().splitlines()]
    own = [name for name in files if not name.startswith(info.name)]
    # A module alone is known by its name without `.py`: its bytecode takes its place.
    tops = {name.split("/")[0] for name in own if (folder / name).is_file()}
    return sorted(top.removesuffix(".py") for top in tops)


def _why(stderr: str) -> str:
    errors = [line for line in stderr.splitlines() if line.startswith("ERROR")]
    return (errors or stderr.splitlines() or ["no reason given"])[0].removeprefix("ERROR: ")
