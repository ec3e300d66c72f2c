"""
Hold the template against general advice: `make audit`.

checkov runs in an environment of its own, because it pins boto3. What it finds must stand,
with its reason, in infra/corrections/exceptions.py; and what stands there must still be
found, or the reason explains nothing any more.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from infra.corrections.exceptions import reasons_of
from infra.paths import LOCAL, TEMPLATE
from infra.say import Refused, line, one_sentence

CHECKOV = LOCAL / "checkov-venv" / "bin" / "checkov"

Finding = tuple[str, str]
"""Check and logical name."""


def main() -> None:
    with one_sentence():
        template = json.loads(TEMPLATE.read_text())
        found, passed = findings(template)
        unexplained, stale = compare(template, found)
        for check, name in sorted(unexplained):
            line(f"  not explained: {check} of {name}: {found[check, name]}")
        for check, name in sorted(stale):
            line(f"  explained and not found any more: {check} of {name}")
        explained = len(found) - len(unexplained)
        line(f"  checkov: {passed} passed, {explained} explained, {len(unexplained)} not explained")
        if unexplained or stale:
            raise Refused("mend the template, or infra/corrections/exceptions.py.")


def findings(template: dict[str, Any]) -> tuple[dict[Finding, str], int]:
    """Return what checkov finds in a template without its exceptions, and how much passed."""
    if not CHECKOV.exists():
        raise Refused("checkov is not installed; run `make audit`.")
    bare = json.loads(json.dumps(template))
    for resource in bare["Resources"].values():
        resource.pop("Metadata", None)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "template.json"
        file.write_text(json.dumps(bare))
        command = [str(CHECKOV), "--file", str(file), "--output", "json", "--quiet"]
        # It would ask the network for longer texts.
        command += ["--framework", "cloudformation", "--skip-download"]
        done = subprocess.run(command, capture_output=True, text=True)
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise Refused(f"checkov did not answer: {done.stderr[-300:]}") from None
    failed = said["results"]["failed_checks"]
    named = {
        (each["check_id"], each["resource"].rpartition(".")[2]): each["check_name"]
        for each in failed
    }
    return named, said["summary"]["passed"]


def compare(
    template: dict[str, Any], found: dict[Finding, str]
) -> tuple[set[Finding], set[Finding]]:
    """Return what is found and not explained, and what is explained and not found."""
    explained = {
        (check, name)
        for name, resource in template["Resources"].items()
        for check in reasons_of(name, resource)
    }
    return found.keys() - explained, explained - found.keys()


if __name__ == "__main__":
    main()
