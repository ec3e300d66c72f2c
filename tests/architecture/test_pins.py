"""One lock: what pyproject.toml pins is what uv.lock holds and what requirements.txt exports."""

import os
import subprocess
import tomllib
from typing import Any

import pytest

from infra.paths import ROOT

UV = ROOT / ".local/uv/bin/uv"


def locked() -> dict[str, Any]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    (project,) = (each for each in lock["package"] if each["name"] == "steward")
    return project


def _pin(name: str, specifier: str, extras: tuple[str, ...] = (), marker: str = "") -> str:
    named = f"{name}[{','.join(extras)}]{specifier}" if extras else f"{name}{specifier}"
    # uv writes the version in full.
    return (
        f"{named}; {marker.replace('python_full_version', 'python_version')}" if marker else named
    )


def test_every_pin_of_the_project_is_in_the_lock() -> None:
    """Without uv, too: whoever edits a pin is told to lock it before anybody installs it."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    held = locked()["metadata"]["requires-dev"]
    for name, pins in groups.items():
        mine = {pin for pin in pins if isinstance(pin, str)}
        in_lock = {_pin(**each) for each in held[name]}
        assert mine <= in_lock, f"{name}: run `make lock`"
        assert all("==" in pin for pin in mine), name


@pytest.mark.skipif(
    not UV.exists() and not os.environ.get("STEWARD_STRICT"),
    reason="uv is not here: `make check` fetches it",
)
@pytest.mark.parametrize(
    ("group", "file"), [("lambda", "requirements.txt"), ("uv", "infra/requirements/uv.txt")]
)
def test_what_is_exported_is_what_the_lock_holds(group: str, file: str) -> None:
    how = ["--offline", "--locked", "--quiet", "--no-header", "--no-annotate"]
    done = subprocess.run(
        [UV, "export", *how, "--only-group", group],
        cwd=ROOT,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == (ROOT / file).read_text().strip(), "run `make lock`"
    assert "--hash=sha256:" in done.stdout
