"""The libraries of the zip: installed by hash, pruned to what is used, compiled; made once a lock.

pip is told the Lambda runtime's platform and never to compile, so a library without a wheel
for that runtime stops the build here and not on AWS.
"""

import gzip
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
from typing import Any

from chalicelib.channels.chats import ROBOTS
from infra import licences
from infra.paths import LOCAL, REQUIREMENTS
from infra.say import Refused, step

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
RUNTIME = f"python{PYTHON}"
# Amazon Linux 2 (python3.11 and before) has glibc 2.26, Amazon Linux 2023 has 2.34.
GLIBC = {"3.10": 26, "3.11": 26}
NEW_GLIBC = 34
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}

INDEX = "licences/index.json"
"""What is in the zip: name, version, licence, the hash of its wheel, and its folders."""

# The services whose description botocore needs at run time; the other 400 are 15 MB.
SERVICES = frozenset(
    {
        "cloudwatch",
        "cognito-idp",
        "dynamodb",
        "lambda",
        "s3",
        "secretsmanager",
        "ses",
        "sns",
        "sqs",
        "ssm",
        "sts",
    }
)
CALLED = {
    "secretsmanager": frozenset({"GetSecretValue", "PutSecretValue"}),
    "ssm": frozenset({"GetParametersByPath"}),
}
"""What is called of services that every process describes to itself while it starts: of ssm one
operation of 146. A right in .chalice/policy-*.json names each, so the two are held together."""
# The group chats that channels/chats.py sends to; apprise knows 130 more.
CHATS = frozenset(robot.module for robot in ROBOTS.values())
# What cases/photos/images.py opens and writes, and what these import of Pillow.
PICTURES = frozenset({"Avif", "Gif", "Jpeg", "Mpo", "Png", "Tiff", "WebP"})
# It finds its chats by the names of their sources.
WITH_SOURCE = frozenset({"apprise/plugins", "apprise/config", "apprise/attachment"})
BARE = "2"
"""The level of optimisation that leaves docstrings and asserts out of bytecode."""
# Installed by a dependency, imported by nobody at run time.
UNUSED = (
    "bin",
    "botocore/docs/bcdoc/textwriter.py",
    "pycparser",
    # Of cffi only its backend is imported; of the zone files Python has its own.
    "cffi",
    "dateutil/zoneinfo/*.tar.gz",
    "dateutil/tz/win.py",
    # Files of visits are written; of the zone files Python has its own.
    "icalendar/cli.py",
    "*/tests",
    "tzdata",
    "tnefparse/cmdline.py",
    # Example files and manuals.
    "share",
    # Where a number lies, whose it was and its time zone: not asked.
    "phonenumbers/geocoder.py",
    "phonenumbers/carrier.py",
    "phonenumbers/timezone.py",
    # botocore takes the roots of certifi, and its own only where that is not.
    "botocore/cacert.pem",
    "urllib3/contrib/emscripten",
    "botocore/stub.py",
    "charset_normalizer/cli",
    "idna/cli.py",
    "segno/cli.py",
    # It is as good without its compiled half: chats answer in UTF-8.
    "charset_normalizer/*.so",
    "apprise/assets",
    "apprise/i18n/*/",
    "apprise/i18n/apprise.pot",
    "apprise/cli.py",
    "click",
    "markdown",
    "yaml",
    "_yaml",
    "oauthlib",
    "requests_oauthlib",
    # Nothing is written or drawn into a picture.
    "PIL/_imagingtk.*.so",
    "PIL/_imagingft.*.so",
    "PIL/_imagingmorph.*.so",
    "PIL/ImageDraw*.py",
    "PIL/ImageFont.py",
    "PIL/*FontFile.py",
    "PIL/ImageQt.py",
    "PIL/ImageTk.py",
    "PIL/ImageWin.py",
    "PIL/PSDraw.py",
    "PIL/PdfParser.py",
    "pillow.libs/libfreetype-*",
    "pillow.libs/libharfbuzz-*",
    "pillow.libs/libbrotli*",
    "pillow.libs/libpng16-*",
    # Short numbers (of an ambulance, say) are not read.
    "phonenumbers/shortdata/region_*.py",
    "**/__pycache__",
    "**/*.pyi",
    "**/py.typed",
    "botocore/data/*/*/examples-1.json",
    "botocore/data/*/*/completions-1.json",
    "botocore/data/*/*/waiters-2.json",
)


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
    _remove(list(tree.rglob(f"*.opt-{BARE}.pyc")))


def _keeps_source(path: Path) -> bool:
    return "/".join(path.parts[:2]) in WITH_SOURCE


def _key(architecture: str) -> str:
    made_by = REQUIREMENTS.read_bytes() + Path(__file__).read_bytes()
    made_by += Path(licences.__file__).read_bytes()
    return f"{PYTHON}-{architecture}-{hashlib.sha256(made_by).hexdigest()[:16]}"


def _make(folder: Path, architecture: str) -> None:
    making = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    hashes = _install(making, architecture)
    _remove(path for pattern in UNUSED for path in list(making.glob(pattern)))
    _keep_licences(making, hashes)
    _prune_botocore(making / "botocore" / "data")
    _prune_chats(making / "apprise" / "plugins")
    _prune_pictures(making / "PIL")
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


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def _prune_botocore(data: Path) -> None:
    _remove(path for path in data.iterdir() if path.is_dir() and path.name not in SERVICES)
    for file in list(data.glob("*/*/*.json.gz")):
        _say_it_shorter(file)
    _trim_endpoints(data / "endpoints.json")


def _say_it_shorter(file: Path) -> None:
    """Leave out of a service's description, which each cold start reads, what is not called."""
    described = _undocumented(json.loads(gzip.decompress(file.read_bytes())))
    called = CALLED.get(file.parts[-3])
    if called and "operations" in described:
        _leave_only(described, called)
    for each in described.get("clientContextParams", {}).values():
        # Of S3's alone botocore reads it, and makes no client without it.
        each["documentation"] = ""
    file.with_suffix("").write_text(json.dumps(described, separators=(",", ":")))
    file.unlink()


def _leave_only(described: dict[str, Any], called: frozenset[str]) -> None:
    """Leave these operations of a service, and the shapes that they lead to."""
    described["operations"] = {name: described["operations"][name] for name in sorted(called)}
    shapes, reached = described["shapes"], set[str]()
    ahead = _shapes_in(described["operations"])
    while ahead:
        reached |= ahead
        ahead = _shapes_in([shapes[name] for name in ahead]) - reached
    described["shapes"] = {name: each for name, each in shapes.items() if name in reached}


def _shapes_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["shape"]} if isinstance(value.get("shape"), str) else set()
        return own.union(*map(_shapes_in, value.values()))
    return set().union(*map(_shapes_in, value)) if isinstance(value, list) else set()


def _undocumented(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _undocumented(inner)
            for name, inner in value.items()
            # A member that is called so is described by an object.
            if not (name == "documentation" and isinstance(inner, str))
        }
    if isinstance(value, list):
        return [_undocumented(inner) for inner in value]
    return value


def _prune_chats(plugins: Path) -> None:
    """Keep the chats we send to, and what they share: all are imported with the first message."""
    kept = {f"{name}.py" for name in CHATS | {"__init__", "base"}}
    _remove(path for path in plugins.iterdir() if path.name not in kept)


def _prune_pictures(pillow: Path) -> None:
    """Keep the kinds of pictures that telephones make; what is not there Pillow does not offer."""
    kept = {f"{kind}ImagePlugin.py" for kind in PICTURES}
    _remove(path for path in list(pillow.glob("*ImagePlugin.py")) if path.name not in kept)


def _trim_endpoints(file: Path) -> None:
    """Keep the endpoints of the services that are left: 1.2 MB read at each cold start."""
    endpoints = json.loads(file.read_text())
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in SERVICES}
    file.write_text(json.dumps(endpoints, separators=(",", ":"), sort_keys=True))
