"""What an item holds, between plain values and DynamoDB's typed ones."""

from typing import Any

from pynamodb.attributes import Attribute, BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.constants import LIST, MAP


class Document(Attribute[dict[str, Any]]):
    """A map of plain values whose entries can be written one by one."""

    attr_type = MAP

    def serialize(self, value: dict[str, Any]) -> Any:
        return plain(value)[MAP]

    def deserialize(self, value: dict[str, Any]) -> dict[str, Any]:
        return {key: python(entry) for key, entry in value.items()}


class Sequence(Attribute[list[Any]]):
    """A list of plain values."""

    attr_type = LIST

    def serialize(self, value: list[Any]) -> Any:
        return plain(value)[LIST]

    def deserialize(self, value: list[Any]) -> list[Any]:
        return [python(entry) for entry in value]


class Stored:
    """A stored item in plain values; what it has not is None.

    It is made past PynamoDB's attributes, which take each value into their hands three times:
    the CPU of every list.
    """

    __slots__ = ("values",)

    def __init__(self, item: dict[str, dict[str, Any]]) -> None:
        self.values = {name: python(value) for name, value in item.items()}

    def __getattr__(self, name: str) -> Any:
        return self.values.get(name)


def attribute(kind: Any) -> Attribute[Any]:
    text = str(kind)
    if kind is str:
        return UnicodeAttribute(null=True)
    if kind is bool or text == "bool | None":
        return BooleanAttribute(null=True)
    if kind in (int, float) or text in ("int | None", "float | None"):
        return NumberAttribute(null=True)
    if text.startswith(("list", "tuple")):
        return Sequence(null=True)
    return Document(null=True)


def plain(value: Any) -> dict[str, Any]:
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | float):
        return {"N": str(value)}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, dict):
        return {MAP: {str(key): plain(entry) for key, entry in value.items()}}
    return {LIST: [plain(entry) for entry in value]}


def python(value: dict[str, Any]) -> Any:
    ((kind, inner),) = value.items()
    if kind == "S":
        return inner
    if kind == "N":
        return float(inner) if "." in inner or "e" in inner.lower() else int(inner)
    if kind == MAP:
        return {key: python(entry) for key, entry in inner.items()}
    if kind == LIST:
        return [python(entry) for entry in inner]
    return None if kind == "NULL" else inner
