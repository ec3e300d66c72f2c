"""What staff may ask is asked by a screen of theirs, or is named here as for programs only."""

import re

from chalicelib.wiring import doors
from chalicelib.wiring.static_apps import STATIC

FOR_PROGRAMS = {
    "GET /staff/v1/board.csv": "the earlier columns, which companies' sheets read",
    "GET /staff/v1/tallies": "a program that draws its own figures",
    "GET /staff/v1/tallies.csv": "the same of figures",
    "GET /staff/v1/outages/{id}": "a program that follows one fault",
    "POST /staff/v1/requests/{id}/erase": "the runbook: people have a screen",
}
"""Routes that no screen uses, each with who does."""

HOLE = re.compile(r"\$\{[^}]*\}|\{[^}]*\}")


def asked() -> list[str]:
    """Return the addresses of the staff API that the apps' modules name, "*" for what varies."""
    found = []
    for path in STATIC.rglob("*.js"):
        if path.name.startswith(("texts.", "uplot")):
            continue
        for address in re.findall(r"[\"`]([\w${}().,/-]+)", path.read_text()):
            found.append(HOLE.sub("*", address).removeprefix("/staff/v1/"))
    return found


def shape(route: str) -> re.Pattern[str]:
    """Return what an address of a route looks like in a module: whole, or its last word alone."""
    parts = [part if not part.startswith("{") else r"\*" for part in route.split("/")[3:]]
    whole = "/".join(parts)
    return re.compile(whole if parts[-1] == r"\*" or len(parts) < 2 else rf"{whole}|\*/{parts[-1]}")


def test_every_route_of_staff_has_a_screen_or_is_for_programs():
    named = asked()
    unused = {
        name
        for name in doors.routes()
        if (path := name.split(" ", 1)[1]).startswith("/staff/v1")
        and not any(shape(path).fullmatch(address) for address in named)
    }

    assert unused == set(FOR_PROGRAMS)
