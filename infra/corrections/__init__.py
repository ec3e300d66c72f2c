"""
Patches of the template that `chalice package` generates.

Chalice cannot replace or delete what it generates, so its template is corrected here, as
JSON, by small functions; each is named for what it does and says which trap it removes.
Their order matters where one uses what another made: the list below is that order.
"""

from collections.abc import Callable
from typing import Any

from infra.corrections import (
    answers,
    api,
    functions,
    queues,
    rights,
    schedules,
    sizes,
    tuning,
)

Template = dict[str, Any]

CORRECTIONS: tuple[Callable[[Template], None], ...] = (
    functions.split_off_the_staff_handler,
    functions.take_code_from_parameters,
    functions.name_and_describe,
    functions.give_environment,
    functions.give_each_a_log_group,
    functions.let_an_admin_limit_the_form,
    sizes.say_why_so_large,
    functions.say_nothing_of_chalice,
    queues.add_queues_with_dead_letters,
    queues.bind_events_to_queues,
    queues.report_each_failed_message,
    queues.wait_six_times_the_timeout,
    queues.poll_for_mail_only_where_it_comes_in,
    queues.share_the_account,
    queues.let_chains_of_ours_end_by_themselves,
    schedules.keep_failed_runs,
    tuning.add_parameters,
    api.name_the_api,
    api.log_and_throttle,
    answers.answer_in_our_words,
    api.drop_outputs_of_chalice,
    rights.let_each_write_its_log,
    rights.let_each_read_its_queue,
    rights.let_schedules_report_failures,
    rights.name_the_policies,
)


def correct(template: Template) -> Template:
    """Apply every correction in order and return the same template."""
    for correction in CORRECTIONS:
        correction(template)
    return template
