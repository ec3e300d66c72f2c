"""Which use case finishes which effect: the one table that workers look into."""

from collections.abc import Callable, Mapping

from ..domain.digests import DIGEST
from ..domain.entity import Entity
from ..domain.steps import what_of
from ..storage import kinds
from . import (
    absorb,
    answer_back,
    assign,
    beside,
    carry,
    chase,
    check_back,
    counting,
    digest,
    dispatch,
    erase,
    hand_over,
    hearing,
    join,
    kindness,
    measure_chase,
    measure_effects,
    measure_watch,
    needs,
    notify,
    overhear,
    realign,
    retention,
    send_nudges,
    settle,
    staffing,
    stewardship,
    ways,
)
from .effects import Tools, lay_down


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
    ("request", "route"): dispatch.route,
    ("request", "hear"): overhear.answered,
    ("request", "tell"): notify.tell_of_request,
    ("request", erase.ERASE): erase.forget,
    ("request", retention.UNREACH): retention.unreach,
    ("request", "cancel"): stewardship.cancel,
    ("request", "resume"): stewardship.resume,
    ("request", "thank"): kindness.thank,
    ("request", "align"): realign.align,
    ("request", "urge"): beside.urge,
    ("request", "join"): join.join,
    ("request", "leave"): carry.leave,
    ("request", "alone"): carry.alone,
    ("request", "carry"): carry.carry,
    ("task", "alert"): chase.alert,
    ("task", "assign"): assign.assign,
    ("task", "offer"): chase.offer,
    ("task", "clock"): _only_clock,
    ("task", "hand_over"): hand_over.hand_over,
    ("task", "nudge_holder"): chase.nudge_holder,
    ("task", "settle"): settle.settle,
    ("task", "tell"): notify.tell_of_task,
    ("contact", erase.ERASE): erase.forget_contact,
    ("note", "raise"): check_back.heard,
    ("note", "reply"): check_back.heard,
    ("contact", "confirm"): notify.ask_to_confirm,
    ("contact", "home"): notify.send_home_link,
    ("digest", DIGEST): digest.send,
    ("bundle", "send"): send_nudges.send_bundle,
    ("way", "test"): ways.send_test,
    ("thanks", "bring"): kindness.bring,
    ("opinion", "weigh"): measure_watch.weigh,
    ("measure", "gather"): measure_effects.gather,
    ("measure", "nudge_owner"): measure_chase.nudge_owner,
    ("measure", "offer"): needs.offer,
    ("measure", "prevent"): measure_effects.prevent,
    ("measure", "tell"): answer_back.tell,
    ("needs", "detect"): needs.detect,
    ("hearing", "remind"): hearing.remind,
    ("request", "recount"): counting.recount,
    ("request", "count"): counting.count,
    ("outage", "recount"): counting.recount,
    ("outage", "count"): counting.count,
    ("outage", "absorb"): absorb.absorb,
    ("outage", "carry"): carry.carry,
    ("outage", "news"): carry.news,
    ("clearing", "clear"): staffing.clear,
}
