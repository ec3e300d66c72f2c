"""The doors: each function imports what it serves, and serves what is sent to it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.platform.http import openapi
from chalicelib.wiring import doors
from infra.corrections.functions import STAFF_PATHS

ROOT = Path(__file__).parents[2]
LIB = ROOT / "chalicelib"

SAY = """
import json, sys
import app
print(json.dumps({
    "routes": sorted(app.app.routes),
    "modules": sorted(name for name in sys.modules if name.startswith("chalicelib.")),
}))
"""


def started(door: str) -> dict[str, list[str]]:
    """Start a fresh process as the function of a door; return its routes and its modules."""
    done = subprocess.run(
        [sys.executable, "-c", SAY], cwd=ROOT, env=os.environ | {"DOOR": door},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.parametrize(("door", "other"), [("residents", "staff"), ("staff", "residents")])
def test_a_function_serves_what_is_sent_to_it_and_nothing_else(door: str, other: str) -> None:
    found = started(door)

    assert found["routes"]
    for path in found["routes"]:
        assert path.startswith(STAFF_PATHS) == (door == "staff"), path
    not_its = {f"chalicelib.{name}" for name in doors.DOORS[other]}
    if door == "residents":
        assert not not_its & set(found["modules"])


def test_without_a_door_every_route_is_there() -> None:
    assert set(started("")["routes"]) == set(started("staff")["routes"]) | set(
        started("residents")["routes"]
    )


def test_every_module_of_routes_stands_at_one_door() -> None:
    listed = [name for names in doors.DOORS.values() for name in names]
    with_routes = {
        path.relative_to(LIB).with_suffix("").as_posix().replace("/", ".")
        for path in LIB.rglob("*.py")
        if "\nroutes = " in path.read_text()
    }

    assert sorted(listed) == sorted(with_routes)


def test_the_contract_of_one_door_names_the_routes_of_all() -> None:
    assert "/staff/v1/tasks" in openapi.document("/")["paths"]
    assert "/api/v1/requests" in openapi.document("/")["paths"]
