"""
One answer in two forms, as GeoReport v2 has them: XML, and JSON by the "Spark convention".

The standard: https://wiki.open311.org/GeoReport_v2. A single result is a list all the same,
codes and ids are strings, and nothing stands in an empty element.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"
TYPES = {"xml": XML, "json": JSON}

_NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What no XML document may hold, whoever typed it: compiled by who writes one, which takes 4 ms."""

Rows = Iterable[Mapping[str, Any]]


def split(name: str) -> tuple[str, str]:
    """Return "requests" and "xml" of "requests.xml"; the form is "" where it is none of ours."""
    stem, _, form = name.rpartition(".")
    return (stem, form) if form in TYPES and stem else (name, "")


def many(form: str, root: str, each: str, rows: Rows) -> str:
    """Return a list: `<root><each>…</each></root>`, or a JSON array."""
    if form == "json":
        return msgspec.json.encode(list(rows)).decode()
    return _document(root, {each: list(rows)})


def one(form: str, root: str, row: Mapping[str, Any]) -> str:
    """Return one object: `<root>…</root>`, or a JSON object; discovery and definitions alone."""
    if form == "json":
        return msgspec.json.encode(_spark(row)).decode()
    return _document(root, row)


def _document(root: str, row: Mapping[str, Any]) -> str:
    # Here and not above: only who asks for XML pays for it.
    from xml.etree import ElementTree  # nosec B405: it writes, and parses nothing

    top = ElementTree.Element(root)
    _fill(top, row, ElementTree)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(top, "unicode")


def _fill(element: Any, row: Mapping[str, Any], tree: Any) -> None:
    """Put the fields of a row into its element; a list is one element for each of it."""
    for name, value in row.items():
        for each in value if isinstance(value, list) else [value]:
            child = tree.SubElement(element, name)
            if isinstance(each, Mapping):
                _fill(child, each, tree)
            elif each is not None:
                child.text = re.sub(_NOT_XML, "", _said(each))


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _spark(value: Any) -> Any:
    """Return a value without the names between a plural and its singulars."""
    if isinstance(value, list):
        return [_spark(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    if len(value) == 1:
        ((_, inner),) = value.items()
        if isinstance(inner, list):
            return _spark(inner)
    return {name: _spark(each) for name, each in value.items()}
