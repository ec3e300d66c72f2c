"""
The doors: which modules answer at which function, in the order in which they are tried.

Two functions of one zip serve HTTP; each imports what it serves and no more, for a fresh
process pays for every import before its first answer. The others are started by their own
module (`workers`), which no door needs.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

from chalice import Chalice

from chalicelib.platform.feature import LIBRARY, features
from chalicelib.platform.http.route import REGISTERED, Route

DOORS: Mapping[str, tuple[str, ...]] = {
    door: tuple(
        f"{feature.name}.{module}"
        for feature in features()
        for module in feature.routes.get(door, ())
    )
    for door in ("residents", "staff")
}
"""Door to the modules that answer there."""


def modules(door: str = "") -> Iterator[ModuleType]:
    """Import and yield the modules of a door; of all doors when none is named: the build's case."""
    for name in DOORS[door] if door else [name for names in DOORS.values() for name in names]:
        yield import_module(f"{LIBRARY}.{name}")


def routes() -> dict[str, Route]:
    """Return every route of every door by its name, as "GET /staff/v1/tasks"."""
    list(modules())
    return {route.name: route for route in REGISTERED}


def open_on(app: Chalice, door: str) -> None:
    """Register the routes of a door; without one, all of them and the workers too.

    So it is where the app is packaged and tested. In Lambda a worker is started by its own
    module.
    """
    for module in modules(door):
        app.register_blueprint(module.routes)
    if not door:
        from .workers import workers

        app.register_blueprint(workers)
