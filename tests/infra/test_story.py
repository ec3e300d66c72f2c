"""The story of a deployment: what is there, what `make deploy` makes of it, and its test."""

import re
from pathlib import Path

from infra import first
from infra.watch import runbook

PAGE = runbook.FILE.read_text().partition("## A deployment does not go on")[2].partition("\n## ")[0]
STATES, BEFORE = PAGE.split("And before it makes anything:")

PLAYED = {
    # What is there before a stack is touched, to the test that plays it.
    "an account that may run few functions": "test_workers_leave_room_in_a_small_account",
    "a certificate, web ACL or topic of another region, a domain without a certificate":
        "test_what_a_region_lacks_is_refused_with_the_setting_that_helps",
    "a region without budgets, mail, texts or sign-in":
        "test_what_a_region_lacks_is_refused_with_the_setting_that_helps",
    "a Python whose runtime AWS ends":
        "test_no_deployment_stands_on_a_python_that_aws_ends_within_a_year",
    "two user pools of one name": "test_two_pools_of_one_name_are_for_a_person_to_choose_from",
    "another team's role for access logs":
        "test_the_role_for_access_logs_is_set_where_none_is_and_one_that_is_set_stays",
}  # fmt: skip
DEPLOYED = (
    # These hold the rows of states, and that it may end anywhere.
    "test_every_state_that_cloudformation_knows_has_its_row",
    "test_a_stack_in_any_state_is_whole_after_a_deployment",
    "test_a_deployment_that_ends_after_any_of_its_calls_is_healed_by_the_next_one",
    "test_what_an_earlier_stack_left_with_data_is_taken_over_and_nothing_is_deleted",
    "test_a_first_deployment_protects_only_in_its_second_half",
)


def first_cells(text):
    return [cell for cell in re.findall(r"^\| ([^|]+) \|", text, re.M) if cell != "There is"]


def test_every_state_of_a_stack_has_one_row_of_the_runbook():
    rows = [cell for cell in first_cells(STATES) if "_" in cell and "any other" not in cell]
    patterns = [
        "|".join(name.replace("…", r"\w+") for name in re.findall(r"`([^`]+)`", row))
        for row in rows
    ]

    assert len(rows) >= 4 and "any other `…_COMPLETE`" in first_cells(STATES)
    # Of a stack in review nothing was made yet.
    for state in first.ROWS.keys() - {first.NONE, "REVIEW_IN_PROGRESS"}:
        found = [pattern for pattern in patterns if re.fullmatch(pattern, state)]
        assert len(found) == (first.ROWS[state] is not None), state


def test_what_is_there_before_a_deployment_has_its_row_and_its_test():
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert set(first_cells(BEFORE)) == PLAYED.keys()
    for name in (*PLAYED.values(), *DEPLOYED):
        assert f"def {name}(" in tests, name
