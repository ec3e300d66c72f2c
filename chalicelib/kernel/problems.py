"""What is wrong with one field: a sentence of the catalogue, for whoever typed it."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from .words import Sentence


class Problem(Struct, frozen=True):
    """One mistake; its field is named as a path, as in "contractors.lifts.address"."""

    field: str
    said: str
    """The sentence in English, its %(names)s not filled in: the catalogue has it."""
    values: dict[str, Any] = {}

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.said, **self.values)

    def __str__(self) -> str:
        return f"{self.field}: {self.sentence}"


class Wrong(ValueError):
    """A field that makes no sense; what reads fields raises it, what checks them collects it."""

    def __init__(self, field: str, said: str, /, **values: object) -> None:
        self.problem = Problem(field, said, values)
        super().__init__(str(self.problem))

    def under(self, prefix: str) -> "Wrong":
        """Return the same of a field inside another."""
        inner = self.problem
        return Wrong(f"{prefix}.{inner.field}", inner.said, **inner.values)


def one_of(known: Iterable[str]) -> str:
    """Return codes as a sentence lists them."""
    return ", ".join(known)
