"""The shape of an estate file: every field of the type that it is stored in, or a sentence."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from chalicelib.kernel.text import clean
from infra.say import Refused


class EstateFile(msgspec.Struct):
    """What stands in an estate file."""

    company: str
    communities: list[dict[str, Any]]
    places: list[dict[str, Any]]
    staff: list[dict[str, Any]]


def shape(data: Any) -> None:
    """Refuse what is no estate at all, naming the part."""
    try:
        msgspec.convert(data, EstateFile)
    except msgspec.ValidationError as error:
        raise Refused(f"the estate: {_said(error)}") from None


def typed(
    each: Mapping[str, Any],
    kind: type[msgspec.Struct],
    where: str,
    more: Mapping[str, Any] | None = None,
    ours: Collection[str] = (),
) -> None:
    """Refuse a field that is unknown, missing or of another type than `kind` stores.

    `more` are fields of the file that are stored otherwise; `ours` are not for the file.
    """
    fields = {field.name: field for field in msgspec.structs.fields(kind) if field.name not in ours}
    types = {name: field.type for name, field in fields.items()} | dict(more or {})
    for name, value in each.items():
        if name not in types:
            raise Refused(f"{where}: {name} is unknown")
        try:
            msgspec.convert(value, types[name])
        except msgspec.ValidationError as error:
            raise Refused(f"{where}: {name}: {_said(error)}") from None
    needed = {name for name, field in fields.items() if field.required}
    for name in sorted(
        {*needed, *(set(more or {}) - fields.keys() - {"subject", "email"})} - each.keys()
    ):
        raise Refused(f"{where}: {name} is missing")


def cleaned(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by language without characters that turn a line or cannot be seen."""
    return {lang: clean(name) for lang, name in names.items()}


def _said(error: msgspec.ValidationError) -> str:
    return str(error).replace("`", "'")
