"""Every curl of the documents for programmers works as it stands, pasted into a shell."""

import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.programs.keys import store as keys
from tests.browser.site import site
from tests.programs.keys.samples import program_key
from tests.support.builders import HARBOUR, LIFT

__all__ = ["site"]

FOLDER = Path(__file__).parents[2] / "docs" / "develop"
DOCUMENTS = {path.name: path for path in FOLDER.glob("*.md") if "curl " in path.read_text()}
LOCAL = "http://localhost:8000"
MAY_BE_MISSING = re.compile(r"/export/.*/file$")
"""A file of a night or of a worker, which a system that has just started has not written yet."""

WATCHED = """
curl() {
    command curl --silent --show-error --write-out '%{stderr}%{http_code} %{url_effective}\\n' "$@"
}
set -euo pipefail
"""
"""What the documents say runs in this shell: it writes down how each call was answered."""

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="this machine has no curl")


def commands(text: str) -> Iterator[str]:
    """Return the blocks of a document that call something, as somebody would copy them."""
    fenced = re.findall(r"```sh\n(.*?)```", text, re.S)
    indented = re.findall(r"(?:^ {4}.*\n)+", text, re.M)
    for block in (*fenced, *map(textwrap.dedent, indented)):
        if "curl " in block:
            yield block


def test_the_documents_that_are_run_are_those_that_call_something() -> None:
    assert DOCUMENTS.keys() >= {"programs.md", "open311.md"}
    for path in DOCUMENTS.values():
        told = "".join(commands(path.read_text()))
        assert told.count("curl ") == path.read_text().count("curl "), path.name


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_each_call_is_answered_as_the_document_says(site: str, name: str) -> None:
    key, text = program_key("docs", "hv")
    keys.insert(key)
    estate.put_community(structs.replace(HARBOUR, point="22.2810,114.1580"))
    estate.put_place(structs.replace(LIFT, code="HV1BBY0000SCAN", point="22.2810,114.1580"))
    script = "".join(commands(DOCUMENTS[name].read_text())).replace(LOCAL, site)
    environment = {"STEWARD": site, "KEY": text, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(
        ["bash", "-c", WATCHED + script], env=environment, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    answers = [line.split() for line in ran.stderr.splitlines()]
    assert len(answers) == script.count("curl "), ran.stderr
    for status, address in answers:
        missing = status in ("404", "409") and MAY_BE_MISSING.search(address)
        assert status in ("200", "201") or missing, (status, address, ran.stdout)
