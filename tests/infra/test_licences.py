"""What licence a library has, which may be used, and on which Python a deployment may stand."""

import re
from datetime import date
from email import message_from_string

import pytest

from infra import bill, licences, runtimes
from infra.paths import REQUIREMENTS
from infra.say import Refused

ROW = re.compile(r"^\| ([a-z0-9-]+) \| ([^ ]+) \| ([^|]+) \| `[0-9a-f]{64}` \|$", re.M)


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("License-Expression: MIT", "MIT"),
        ("License: Apache 2.0", "Apache-2.0"),
        ("License: MPL-2.0 AND MIT", "MPL-2.0 AND MIT"),
        ("Classifier: License :: OSI Approved :: MIT License", "MIT"),
        ("License: as you like\nClassifier: Topic :: Utilities", "unknown"),
    ],
)
def test_a_licence_is_read_however_a_library_names_it(said: str, licence: str) -> None:
    assert licences.of(message_from_string(f"Name: a\n{said}\n\n")) == licence


@pytest.mark.parametrize(
    ("expression", "good"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR Apache-2.0)", True),
        ("unknown", False),
        ("", False),
    ],
)
def test_of_a_choice_one_licence_has_to_be_allowed_and_of_a_sum_each(
    expression: str, good: bool
) -> None:
    assert licences.allowed(expression) is good


def test_the_page_of_dependencies_says_what_is_pinned() -> None:
    packed = bill.DOCUMENT.read_text().partition("## What builds")[0]
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", REQUIREMENTS.read_text(), re.M)
    rows = {(name, version) for name, version, _ in ROW.findall(packed)}

    # Some have a pin for each Python; the page names that of the one that wrote it.
    assert len(rows) > 15
    assert rows <= {(bill.normal(name), version) for name, version in pins}


@pytest.mark.parametrize(
    ("runtime", "today", "good"),
    [
        ("python3.11", date(2026, 6, 30), True),
        ("python3.11", date(2026, 7, 1), False),
        ("python3.13", date(2026, 11, 28), True),
        ("python3.99", date(2026, 11, 28), False),
    ],
)
def test_no_deployment_stands_on_a_python_that_aws_ends_within_a_year(
    runtime: str, today: date, good: bool
) -> None:
    if good:
        runtimes.check(runtime, today)
        return
    with pytest.raises(Refused) as refused:
        runtimes.check(runtime, today)
    assert runtime in refused.value.sentence and "PYTHON=" in refused.value.sentence
    assert refused.value.sentence.count(". ") == 0
