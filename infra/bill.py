"""
The bill of materials: what is in the zips, and what builds and checks them.

    python -m infra.bill            write docs/operate/dependencies.md
    python -m infra.bill --audit    refuse a licence that is not on the list, too

The build writes a bill (CycloneDX 1.6) beside each zip, of what is in it: build/residents.cdx.json.
"""

import argparse
import json
import re
import tomllib
import uuid
from importlib import metadata
from typing import Any

from infra import licences, vendor
from infra.paths import ROOT
from infra.say import Refused, line, one_sentence

DOCUMENT = ROOT / "docs" / "operate" / "dependencies.md"
LOCK = ROOT / "uv.lock"
HEAD = """# Dependencies

`make bill` writes this page of what the lock pins; `make audit` fails on a licence that is not in
`infra/licences.py`. The licence texts of what is in a zip are in its folder `licences`; the build
writes its bill of materials beside it, `build/residents.cdx.json` and so on (CycloneDX).
The board's chart library, uPlot (MIT), is pinned in `infra/js`; its licence stands in its file.
"""


def main() -> None:
    options = argparse.ArgumentParser(description="Write the table of dependencies")
    options.add_argument("--audit", action="store_true")
    with one_sentence():
        packed = shipped()
        tools = installed({each["name"] for each in packed})
        DOCUMENT.write_text(page(packed, tools))
        line(f"  {len(packed)} libraries in the zip, {len(tools)} that build and check it")
        wrong = [each for each in packed + tools if not licences.allowed(each["licence"])]
        for each in wrong:
            line(f"  not on the list: {each['name']} {each['version']}: {each['licence']}")
        if options.parse_args().audit and wrong:
            raise Refused("put another library in its place, or its licence on the list.")


def shipped() -> list[dict[str, str]]:
    """Return name, version, licence and hash of each library in the zip that is built here."""
    from infra.build import architecture

    found: list[dict[str, str]] = json.loads(
        (vendor.libraries(architecture()) / vendor.INDEX).read_text()
    )
    return found


def installed(without: set[str]) -> list[dict[str, str]]:
    """Return the same of what is installed here and locked."""
    pinned = locked()
    found = []
    for each in metadata.distributions():
        name = normal(each.name)
        if name not in without and pinned.get(name, {}).get("version") == each.version:
            said = licences.of(each.metadata)  # type: ignore[arg-type]
            found.append(
                {"name": name, "version": each.version, "licence": said}
                | {"sha256": pinned[name]["sha256"]}
            )
    return sorted({each["name"]: each for each in found}.values(), key=lambda each: each["name"])


def locked() -> dict[str, dict[str, str]]:
    """Return version and hash of the source of each library that the lock pins once."""
    found: dict[str, dict[str, str]] = {}
    for each in tomllib.loads(LOCK.read_text())["package"]:
        files = [each["sdist"]] if "sdist" in each else each.get("wheels", [])
        hashed = [file["hash"].removeprefix("sha256:") for file in files if "hash" in file]
        found[each["name"]] = {"version": each["version"], "sha256": (hashed or ["-"])[0]}
    return found


def page(packed: list[dict[str, str]], tools: list[dict[str, str]]) -> str:
    return "\n".join(
        [
            HEAD,
            "## In the zips\n\nThe hash is that of the wheel in the zips that were built here.\n",
            *_table(packed),
            "\n## What builds, runs and checks it\n\nThe hash is that of the source.\n",
            *_table(tools),
            "",
        ]
    )


def cyclonedx(packed: list[dict[str, str]], *, version: str, sha256: str) -> dict[str, Any]:
    """Return the bill of a zip: the same zip has the same bill."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sha256:{sha256}')}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "steward",
                "name": "steward",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
                "hashes": [{"alg": "SHA-256", "content": sha256}],
            }
        },
        "components": [_component(each) for each in packed],
        "dependencies": [
            {"ref": "steward", "dependsOn": [_ref(each) for each in packed]},
        ],
    }


def _component(each: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _ref(each),
        "name": each["name"],
        "version": each["version"],
        "purl": _ref(each),
        "licenses": [_licence(each["licence"])],
        "hashes": [{"alg": "SHA-256", "content": each["sha256"]}],
    }


def _licence(said: str) -> dict[str, Any]:
    if " " in said:
        return {"expression": said}
    # "BSD" is no name of SPDX: the library does not say which of the two.
    return {"license": {"name" if said in ("BSD", "unknown") else "id": said}}


def _ref(each: dict[str, str]) -> str:
    return f"pkg:pypi/{each['name']}@{each['version']}"


def _table(rows: list[dict[str, str]]) -> list[str]:
    cells = [f"| {r['name']} | {r['version']} | {r['licence']} | `{r['sha256']}` |" for r in rows]
    return ["| Library | Version | Licence | SHA-256 |", "|---|---|---|---|", *cells]


def normal(name: str) -> str:
    """Return the one spelling of a library's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
