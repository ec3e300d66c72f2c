"""The runbook, page by page: the dashboard shows the first steps of each."""

import re
from typing import NamedTuple

from infra.paths import ROOT

FILE = ROOT / "docs" / "operate" / "runbook.md"
STEPS = 3


class Page(NamedTuple):
    """One page: its heading, how it is known by, and its first steps."""

    title: str
    looks: str
    steps: tuple[str, ...]

    def markdown(self) -> str:
        """Return it for a text widget, whose `${…}` CloudFormation would fill in."""
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(self.steps, 1))
        looks = f"*{self.looks}*\n\n" if self.looks else ""
        text = f"### {self.title}\n{looks}{steps}"
        return (
            text.replace("${", "${!")
            .replace("<stage>", "${Stage}")
            .replace("<region>", "${AWS::Region}")
        )


def pages() -> list[Page]:
    """Return every page in its order."""
    parts = re.split(r"^## ", FILE.read_text(), flags=re.M)[1:]
    return [_page(*part.split("\n", 1)) for part in parts]


def _page(title: str, body: str) -> Page:
    looks = re.search(r"\*\*Looks like\*\*: (.+?)\n\n", body, re.S)
    steps = re.findall(r"^\d+\. (.+?)(?=\n\d+\. |\n\n|\Z)", body, re.M | re.S)
    flat = [" ".join(step.split()) for step in steps[:STEPS]]
    return Page(title, " ".join(looks[1].split()) if looks else "", tuple(flat))
