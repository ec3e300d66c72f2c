"""
What a context adds to the house, said once: its manifest, `feature.py` in its folder.

A manifest names modules and imports none, so that a function loads what it serves and no
more. `chalicelib/wiring/features.py` lists the features, a line each.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import Struct

from chalicelib.kernel.personal import Use

LIBRARY = "chalicelib"
LIST = f"{LIBRARY}.wiring.features"
"""Read by its name: the wiring knows every feature, and the platform none."""


class Feature(Struct, frozen=True):
    """What one context adds. "module:name" stands for what that module of the context holds."""

    name: str
    """Its folder, as "cases.tasks"."""
    entities: Mapping[str, str] = {}
    """The first word of a sort key to the Kind of what stands there."""
    clocks: Mapping[str, str] = {}
    """An entity to `clocks(item, now)`: every instant (epoch ms) at which the sweep must look."""
    timers: Mapping[str, str] = {}
    """An entity to `tick(item, *, now, tools)`: what is done then; True when it wrote the item."""
    gathers: Mapping[str, str] = {}
    """An entity to `gather(items, *, now, tools)`: what the sweep does at once for many that are
    due, before it looks after each; returns the tools for that, which know what is done."""
    follows: Mapping[str, str] = {}
    """An entity to `follows(entity, community, step, now)`: what a step owes beside its own."""
    effects: Mapping[tuple[str, str], str] = {}
    """An entity and what it owes to `finish(item, name, *, now, tools)`."""
    routes: Mapping[str, tuple[str, ...]] = {}
    """A door ("residents", "staff") to the modules of routes that it serves."""
    personal: Mapping[str, Mapping[Use, tuple[str, ...]]] = {}
    """A stored struct to what its fields are for."""

    def named(self, table: Mapping[Any, str]) -> Iterator[tuple[Any, "Named"]]:
        """Yield the rows of one of its tables with what they name."""
        yield from ((key, Named(f"{self.name}.{path}")) for key, path in table.items())


class Named:
    """Something of another module, imported when it is first wanted."""

    def __init__(self, path: str) -> None:
        self.path = path

    def load(self) -> Any:
        """Return what stands there."""
        module, _, name = self.path.partition(":")
        return getattr(import_module(f"{LIBRARY}.{module}"), name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self.load()(*given, **named)


@cache
def features() -> tuple[Feature, ...]:
    """Return the manifests of all features, in the order of the list."""
    names = import_module(LIST).FEATURES
    return tuple(import_module(f"{LIBRARY}.{name}.feature").FEATURE for name in names)
