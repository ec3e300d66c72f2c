"""The shape of an estate file; what stands in its rows is for `chalicelib/setup` to check."""

from typing import Any

import msgspec

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


def _said(error: msgspec.ValidationError) -> str:
    return str(error).replace("`", "'")
