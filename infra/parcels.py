"""
The zip of each function: our code, and of the libraries what that function may import.

A library that all need, or that is small, goes into every zip. The others are families: each
names the beginnings of its files, and each zip names the families that it takes. A zip has a
limit (MB) of its own, so that what comes in is asked where it is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.paths import BUILD
from infra.say import Refused

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "pictures": ("PIL/", "pillow.libs/", "pi_heif", "_pi_heif"),
    # What is signed and sealed: logins of staff, notices for phones.
    "seals": ("cryptography/", "_cffi_backend", "jwt/"),
    "chats": ("apprise/", "requests/", "charset_normalizer/"),
    "sheets": ("openpyxl/", "et_xmlfile/", "defusedxml/"),
    "mails": ("tnefparse/", "email_reply_parser/", "webencodings/"),
    # What botocore knows of services that no resident's call leads to.
    "services": tuple(
        f"botocore/data/{name}/" for name in ("cloudwatch", "cognito-idp", "lambda", "ses", "sns")
    ),
    "apps": (
        "chalicelib/web/static/manage/",
        "chalicelib/web/static/staff/",
        "chalicelib/web/static/shared/texts.",
    ),
}


@dataclass(frozen=True)
class Parcel:
    """One zip: who starts from it, which families it takes, how large it may be (MB)."""

    functions: tuple[str, ...]
    families: frozenset[str]
    limit: float


def _of(*functions: str, takes: tuple[str, ...] = (), limit: float) -> Parcel:
    return Parcel(functions, frozenset(takes), limit)


PARCELS: Mapping[str, Parcel] = {
    "residents": _of("APIHandler", limit=6),
    "staff": _of(
        "StaffHandler", takes=("seals", "chats", "sheets", "mails", "services", "apps"), limit=13
    ),
    "deliver": _of("Deliver", takes=("seals", "chats", "mails", "services"), limit=12.5),
    "photos": _of("CleanPhoto", takes=("pictures", "mails", "services"), limit=14),
    "work": _of(
        "Work",
        "Sweep",
        "SweepMore",
        "Reconcile",
        "Admin",
        "TakeMail",
        takes=("mails", "services"),
        limit=7,
    ),
}


def parcel_of(function: str) -> str:
    """Return the zip that a function starts from; raise Refused when none is said."""
    for name, parcel in PARCELS.items():
        if function in parcel.functions:
            return name
    raise Refused(f"say in infra/parcels.py which zip {function} starts from.")


def takes(parcel: str, name: str) -> bool:
    """Say whether a file is in a zip, by its name there."""
    left_out = FAMILIES.keys() - PARCELS[parcel].families
    return not any(name.startswith(FAMILIES[family]) for family in left_out)


def brings(parcel: str, tops: list[str]) -> bool:
    """Say whether a zip has anything of a library, by the folders and modules of that."""
    return any(takes(parcel, f"{top}/") for top in tops)


def zip_of(parcel: str, folder: Path = BUILD) -> Path:
    return folder / f"{parcel}.zip"
