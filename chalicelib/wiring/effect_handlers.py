"""Which use case finishes which effect: the one table that workers look into."""

from collections.abc import Callable, Mapping

from chalicelib.cases.duplicates import contributions, counting, merge, propagate
from chalicelib.cases.outages import merge_earlier_reports
from chalicelib.cases.requests import follow_up, resolve, route_request, sync_tasks
from chalicelib.cases.tasks import assign, offboarding, system_transition, transfer
from chalicelib.escalation import escalate, send_reminders
from chalicelib.feedback import coverage, derive
from chalicelib.improvements import (
    effects as measure_effects,
)
from chalicelib.improvements import (
    escalate as measure_chase,
)
from chalicelib.improvements import (
    monitoring,
    notify_contributors,
    recurring_problems,
)
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import what_of
from chalicelib.notifications import notify
from chalicelib.notifications.ways import actions as ways
from chalicelib.platform import entities as kinds
from chalicelib.platform.effects import Tools, lay_down
from chalicelib.privacy import erase, retention
from chalicelib.recognition import actions as kindness
from chalicelib.reports import send_digest
from chalicelib.reports.digest import DIGEST


def perform(pk: str, sk: str, name: str, *, now: int, tools: Tools) -> str:
    """Finish one effect of one item, if it is still pending.

    Returns what came of it: "done", "nothing to do" (finished before, or the item is
    gone) or "unknown effect" is an error: raises LookupError, so that the message of a
    newer version waits in the dead-letter queue instead of being lost.
    """
    handler = HANDLERS[kinds.name_of(sk), what_of(name)]
    item = kinds.get(pk, sk)
    if item is None or name not in item.pending:
        return "nothing to do"
    handler(item, name, now=now, tools=tools)
    return "done"


def _only_clock(item: Entity, name: str, *, now: int, tools: Tools) -> None:
    lay_down(item, name, now=now)


HANDLERS: Mapping[tuple[str, str], Callable[..., None]] = {
    ("request", "route"): route_request.route,
    ("request", "hear"): derive.answered,
    ("request", "tell"): notify.tell_of_request,
    ("request", erase.ERASE): erase.forget,
    ("request", retention.UNREACH): retention.unreach,
    ("request", "cancel"): system_transition.cancel,
    ("request", "resume"): system_transition.resume,
    ("request", "thank"): kindness.thank,
    ("request", "align"): sync_tasks.align,
    ("request", "urge"): contributions.urge,
    ("request", "join"): merge.join,
    ("request", "leave"): propagate.leave,
    ("request", "alone"): propagate.alone,
    ("request", "carry"): propagate.carry,
    ("task", "alert"): escalate.alert,
    ("task", "assign"): assign.assign,
    ("task", "offer"): escalate.offer,
    ("task", "clock"): _only_clock,
    ("task", "hand_over"): transfer.hand_over,
    ("task", "nudge_holder"): escalate.nudge_holder,
    ("task", "settle"): resolve.settle,
    ("task", "tell"): notify.tell_of_task,
    ("contact", erase.ERASE): erase.forget_contact,
    ("note", "raise"): follow_up.heard,
    ("note", "reply"): follow_up.heard,
    ("contact", "confirm"): notify.ask_to_confirm,
    ("contact", "home"): notify.send_home_link,
    ("digest", DIGEST): send_digest.send,
    ("bundle", "send"): send_reminders.send_bundle,
    ("way", "test"): ways.send_test,
    ("thanks", "bring"): kindness.bring,
    ("opinion", "weigh"): monitoring.weigh,
    ("measure", "gather"): measure_effects.gather,
    ("measure", "nudge_owner"): measure_chase.nudge_owner,
    ("measure", "offer"): recurring_problems.offer,
    ("measure", "prevent"): measure_effects.prevent,
    ("measure", "tell"): notify_contributors.tell,
    ("needs", "detect"): recurring_problems.detect,
    ("hearing", "remind"): coverage.remind,
    ("request", "recount"): counting.recount,
    ("request", "count"): counting.count,
    ("outage", "recount"): counting.recount,
    ("outage", "count"): counting.count,
    ("outage", "absorb"): merge_earlier_reports.absorb,
    ("outage", "carry"): propagate.carry,
    ("outage", "news"): propagate.news,
    ("clearing", "clear"): offboarding.clear,
}
