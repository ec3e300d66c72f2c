"""What is left of the libraries in a zip: what is called, sent to or opened, and no more."""

import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chalicelib.channels.chats import ROBOTS

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


def remove(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def prune_botocore(data: Path) -> None:
    remove(path for path in data.iterdir() if path.is_dir() and path.name not in SERVICES)
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


def prune_chats(plugins: Path) -> None:
    """Keep the chats we send to, and what they share: all are imported with the first message."""
    kept = {f"{name}.py" for name in CHATS | {"__init__", "base"}}
    remove(path for path in plugins.iterdir() if path.name not in kept)


def prune_pictures(pillow: Path) -> None:
    """Keep the kinds of pictures that telephones make; what is not there Pillow does not offer."""
    kept = {f"{kind}ImagePlugin.py" for kind in PICTURES}
    remove(path for path in list(pillow.glob("*ImagePlugin.py")) if path.name not in kept)


def _trim_endpoints(file: Path) -> None:
    """Keep the endpoints of the services that are left: 1.2 MB read at each cold start."""
    endpoints = json.loads(file.read_text())
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in SERVICES}
    file.write_text(json.dumps(endpoints, separators=(",", ":"), sort_keys=True))
