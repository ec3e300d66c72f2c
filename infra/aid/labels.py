"""A label or a link that got into the wrong hands."""

import time
from typing import Any

from infra.cloud import Target


def rotate(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Give a place a new code; its old label says for 90 days that it was replaced."""
    return _do("rotate-label", asked)


def relink(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """End the status links of one request; notices from now on carry new ones."""
    return _do("relink", asked)


def rotate_links(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Sign links with a new secret; with --at-once every link that was sent ends."""
    return _do("rotate-links", asked)


def _do(name: str, asked: Any) -> list[str]:
    from chalicelib.administration import actions

    run = actions.Run(now=time.time_ns() // 1_000_000, dry=asked.dry_run)
    return actions.do(name, vars(asked), run)
