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

from chalicelib.platform.http.route import REGISTERED, Route

DOORS: Mapping[str, tuple[str, ...]] = {
    "residents": (
        "cases.pages.routes",
        "cases.contractors.pages",
        "feedback.community_page",
        "privacy.data_page",
        "cases.requests.api",
        "wiring.service",
    ),
    "staff": (
        "households.page",
        "cases.tasks.api",
        "cases.tasks.urgent_api",
        "notifications.ways.api",
        "cases.requests.filing_api",
        "reports.board_api",
        "estate.labels_api",
        "reports.days_api",
        "reports.trends_api",
        "privacy.api",
        "feedback.api",
        "improvements.api",
        "recognition.api",
        "cases.outages.api",
        "lessons.api",
        "wiring.static_apps",
    ),
}
"""Door to its modules; a new module of routes is a line here."""

LIBRARY = __package__.partition(".")[0]


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
