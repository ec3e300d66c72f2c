"""
The runbook played through on this machine: `make drill`.

Each page has the test that plays its situation: on the emulator, or in this process. What no
engine can play, or only a part of, is said with its reason.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping

from infra.paths import ROOT
from infra.watch import runbook

HERE = "tests/infra/test_runbook.py"
PLAYED = {
    "Submitting fails": "tests/infra/test_rights.py::test_a_right_that_is_taken_away_is_missed_at_"
    "once_and_said_with_a_number",
    "The sweep is silent": f"{HERE}::test_a_silent_sweep_is_seen_and_running_it_by_hand_catches_up",
    "Effects wait": f"{HERE}::test_a_table_is_brought_back_without_losing_what_came_after",
    "Chasing is late": "tests/escalation/test_escalate.py::test_after_a_silence_of_a_day_only_the_"
    "highest_rung_is_climbed",
    "A dead-letter queue is not empty": f"{HERE}::test_a_dead_letter_is_read_and_sent_again_and_"
    "does_its_work_once",
    "A function fails": "tests/platform/test_logs.py::test_a_mistake_of_ours_gets_a_number_and_"
    "its_own_words_stay_out_of_the_log",
    "A request is missing": f"{HERE}::test_a_table_is_brought_back_without_losing_what_came_after",
    "Messages do not arrive": "tests/channels/test_smtp.py::test_only_what_a_second_try_cannot_"
    "mend_is_final",
    "Staff see nothing new": "tests/platform/test_logs.py::test_who_is_refused_is_counted",
    "One place is flooding": "tests/cases/test_tuning.py::test_a_lower_limit_counts_from_the_"
    "next_submission_on",
    "Wrong routing after an edit": f"{HERE}::test_a_bad_edit_is_explained_and_what_was_good_stays_"
    "in_force",
    "A label leaked": f"{HERE}::test_a_leaked_label_is_replaced_and_says_so_and_what_was_sent_"
    "stays",
    "A member of staff leaves": f"{HERE}::test_who_has_left_opens_nothing_though_the_token_is_"
    "still_good",
    "Somebody cannot sign in": "tests/infra/test_invite.py::test_again_is_for_who_never_came_and_"
    "by_name_for_anybody",
    "A telephone is lost": "tests/infra/test_lost_phone.py::test_the_codes_of_a_lost_phone_end_and_"
    "it_is_signed_out",
    "The table is throttled": "tests/platform/test_secrets.py::test_a_store_that_is_busy_is_tried_"
    "again_later",
    "Restore to a point in time": f"{HERE}::test_a_table_is_brought_back_without_losing_what_came_"
    "after",
    "Rollback": "tests/infra/test_upgrade.py::test_this_build_replaces_the_one_before_it_keeps_its_"
    "data_and_can_go_back",
    "Holiday tables end": "tests/platform/test_logs.py::test_a_sweep_says_how_late_it_was_and_"
    "when_every_shard_was_done",
    "Somebody asks for their data, or for erasure": "tests/privacy/test_erase.py::"
    "test_after_an_erasure_no_store_knows_the_person",
    "A deployment does not go on": "tests/infra/test_deploying.py::test_a_stack_in_any_state_is_"
    "whole_after_a_deployment",
    "Changing an index": "tests/infra/test_indexes.py::test_what_a_live_stack_refuses_is_seen_here",
    "The stack was deleted": "tests/infra/test_deploying.py::test_what_an_earlier_stack_left_with_"
    "data_is_taken_over_and_nothing_is_deleted",
    "SES paused the account": "tests/channels/test_smtp.py::test_only_what_a_second_try_cannot_"
    "mend_is_final",
    "A quota is reached": "tests/infra/test_deploying.py::test_workers_leave_room_in_a_"
    "small_account",
    "A region is lost": "tests/infra/test_deploying.py::test_what_an_earlier_stack_left_with_data_"
    "is_taken_over_and_nothing_is_deleted",
}
"""Page of the runbook to the test that plays its situation."""

CANNOT = {
    # Page to what nobody can play here, whatever is played of it.
    "SES paused the account": "no engine has a reputation; mail by SMTP is played",
    "A quota is reached": "engines have none; a deployment into a small account is played",
    "A region is lost": "engines copy nothing between regions; taking tables over is played",
    "The table is throttled": "engines do not throttle; what the code does then is played",
    "Submitting fails": "engines have no dashboard and no log query; a lost right is played",
    "The licence in China lapses": "no engine asks for a licence",
}


def main() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider"]
    asked = sorted(set(PLAYED.values()))
    done = subprocess.run([*command, *asked], cwd=ROOT, capture_output=True, text=True)
    outcomes = {place: word.lower() for word, place in OUTCOME.findall(done.stdout)}
    for line in told(outcomes):
        print(line)
    if done.returncode:
        print(done.stdout[-3000:])
    raise SystemExit(done.returncode)


OUTCOME = re.compile(r"^(PASSED|FAILED|ERROR|SKIPPED) (\S+)", re.M)


def told(outcomes: Mapping[str, str]) -> Iterator[str]:
    """Yield a line a page, in their order, and one that counts them."""
    played = failed = 0
    for page in runbook.pages():
        test = PLAYED.get(page.title, "")
        passed = bool(test) and outcome_of(test, outcomes) == "passed"
        played, failed = played + passed, failed + (bool(test) and not passed)
        word = "played" if passed else "FAILED" if test else "cannot"
        why = CANNOT.get(page.title, "")
        yield f"{word}  {page.title}" + (f" ({why})" if why else "")
    yield f"{played} of {len(runbook.pages())} pages played, {failed} failed"


def outcome_of(test: str, outcomes: Mapping[str, str]) -> str:
    """Return what came of a test; of one with many cases, the worst."""
    found = {word for place, word in outcomes.items() if place.partition("[")[0] == test}
    return "passed" if found == {"passed"} else "failed"


if __name__ == "__main__":
    main()
