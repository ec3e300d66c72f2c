"""What a page has to be in a browser: measures of it, rules of axe, a phone's size."""

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"


def shoot(page: Page, name: str) -> None:
    """Keep a picture of a whole page, in the campaign: taking one costs as much as opening it."""
    if os.environ.get("STEWARD_CAMPAIGN"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def leave_by(button: Locator) -> None:
    """Press what leads to another page, and wait until that one is there."""
    with button.page.expect_navigation():
        button.click()


def elsewhere(*cases: Any) -> list[Any]:
    """Leave further languages and sizes of one test to the campaign."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.campaign)
        for case in cases
    ]


PHONE = {"width": 390, "height": 844}


DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "08d763a8fe770000049c0226a8ea6b1c0000000049454e44ae426082"
)
"""A photo of one pixel."""


RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


TARGETS = """(selector) => [...document.querySelectorAll(selector)]
  .filter((at) => at.checkVisibility() && !at.closest('.skip, .trap'))
  .map((at) => [at.getBoundingClientRect(), at.textContent.trim().slice(0, 40)])
  .filter(([box]) => box.width > 4)
  .map(([box, text]) => [Math.round(box.width), Math.round(box.height), text])"""


WIDER_THAN_THE_PHONE = """() => [...document.querySelectorAll('body *')]
  .filter((at) => at.checkVisibility() && !at.closest('.skip, .trap, .unseen'))
  .filter((at) => at.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((at) => at.outerHTML.slice(0, 80))"""


FOUND = """(rules) => axe.run(document, rules).then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]))"""


def findings(page: Page) -> list[list[str]]:
    """Return the rule and the first element of each finding of axe; it is loaded once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(FOUND, RULES)
