"""The CloudFormation template: what Chalice makes of the code, corrected, and our resources."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.corrections import correct
from infra.corrections.exceptions import explain_exceptions
from infra.corrections.functions import ENVIRONMENT
from infra.corrections.sign_in import let_every_page_sign_in
from infra.paths import RESOURCES
from infra.say import Refused
from infra.watch import watch

STAGE = "packaged"
DESCRIPTION = "Steward: residents' requests, from the label in the lift to the closed request."
SECTIONS = ("Parameters", "Conditions", "Resources", "Outputs")

Template = dict[str, Any]


def template_of(tree: Path, out: Path) -> Template:
    """Package a staged tree with Chalice into `out` and return the finished template."""
    _package(tree, out)
    template = correct(json.loads((out / "sam.json").read_text()))
    template["Description"] = DESCRIPTION
    for fragment in sorted(RESOURCES.glob("*.json")):
        _merge(template, json.loads(fragment.read_text()), fragment.name)
    let_every_page_sign_in(template)
    watch(template)
    explain_exceptions(template)
    return _in_order(template)


def _package(tree: Path, out: Path) -> None:
    command = [str(Path(sys.executable).with_name("chalice")), "--project-dir", str(tree)]
    done = subprocess.run(
        [*command, "package", "--stage", STAGE, str(out)],
        # Chalice imports app.py: nothing of this machine's settings may reach the template.
        # It also zips the bytecode that the import leaves behind.
        env=stand_in_settings()
        | {
            "PATH": os.environ["PATH"],
            "AWS_DEFAULT_REGION": "us-east-1",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(f"chalice could not package the code:\n{done.stdout}{done.stderr}")


def stand_in_settings() -> dict[str, str]:
    """Return an environment in which the code can be imported; its names lead nowhere."""
    return {
        name: value if isinstance(value, str) else f"packaging-{name.lower()}"
        for name, value in ENVIRONMENT.items()
    }


def _merge(template: Template, fragment: Template, name: str) -> None:
    """Add a fragment; a name that is there already is a mistake, never an override."""
    for section, members in fragment.items():
        if section not in SECTIONS:
            raise Refused(f"infra/resources/{name} has a section {section} nobody knows.")
        target = template.setdefault(section, {})
        for member, value in members.items():
            if member in target:
                raise Refused(f"infra/resources/{name} declares {section}.{member} again.")
            target[member] = value


def _in_order(template: Template) -> Template:
    """Sort the sections' members, so that a difference between two builds can be read."""
    for section in SECTIONS:
        if section != "Parameters":
            template[section] = dict(sorted(template[section].items()))
    return template
