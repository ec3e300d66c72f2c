"""The policies that people are given, as the documents have them."""

import json
from fnmatch import fnmatchcase
from typing import Any

from infra.paths import ROOT
from infra.rights import listed

FOLDER = ROOT / "docs" / "operate" / "access"


def policy(name: str) -> list[dict[str, Any]]:
    """Return the statements of a policy."""
    statements: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text())[
        "Statement"
    ]
    return statements


def allowed(name: str) -> set[str]:
    """Return what a policy allows: actions, or patterns of them."""
    return {action for each in policy(name) for action in listed(each["Action"])}


def refused(name: str, actions: set[str]) -> set[str]:
    """Return which of these actions no statement of a policy allows."""
    patterns = allowed(name)
    return {
        action
        for action in actions
        if not any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)
    }
