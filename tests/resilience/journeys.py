"""
Every journey, a row each: the way to the moment before, and the one event that is spoiled.

A new verb of the business is a row here. Its AWS calls are found by running it; how to
come to a moment is in `moments.py`.
"""

from collections.abc import Callable

from msgspec import Struct

from chalicelib.cases.tasks.model import IN_QUEUE_MS
from tests.support.builders import DAY, GRACE, HOUR, LENA, MARA, PACO

from . import moments
from . import moments_of_mail as of_mail
from . import moments_of_measures as of_measures
from . import moments_of_neighbours as of_neighbours
from . import moments_of_programs as of_programs
from . import moments_of_residents as of_residents
from . import moments_of_search as of_search
from . import moments_of_setup as of_setup
from . import moments_of_staff as of_staff
from . import moments_of_visits as of_visits
from . import moments_of_work as of_work
from .moments import (
    ADDRESS,
    EMERGENCY,
    WORDS,
    acted,
    action,
    action_on,
    assigned,
    confirmed,
    following,
    in_time,
    message_after,
    page,
    paused,
    reply,
    resolved,
    routed,
)
from .moments_of_work import (
    accept,
    address_looked_at,
    alerting,
    assigning,
    assigning_nobody,
    batch,
    cancelling,
    clock,
    confirmation,
    duty,
    filed,
    handing_over,
    heard,
    nudging_the_holder,
    raised_by_a_note,
    reopening,
    resuming,
    routing,
    sending_an_urgent_bundle,
    settling,
    settling_a_refusal,
    settling_the_second_of_two,
    sweep_after,
    sweep_in,
    sweeping_more,
    telling,
    telling_of_the_end,
    two_late,
    urging,
)
from .town import Event, Town


class Journey(Struct, frozen=True):
    """A name and the way to the moment before; `given` returns the event to spoil."""

    name: str
    given: Callable[[Town], Event]
    refused: bool = False
    """True: the answer is no, and nothing changes."""
    partly: bool = False
    """True: several things in one event, of which some may be done when its sender gives up."""
    changes: bool = True
    """False: somebody looks, or it is done already."""
    again: int = 0
    """What is told, as well as yes, to who asks for what is done already."""


JOURNEYS = (
    Journey("submit a form", lambda town: town.form()),
    Journey("submit a form with an address", lambda town: town.form(contact=ADDRESS)),
    Journey("submit an emergency", lambda town: town.form(words=EMERGENCY)),
    Journey("submit by program", lambda town: town.api()),
    Journey("submit the same again", of_residents.form_again, changes=False),
    Journey("submit other words with the key", of_residents.form_with_other_words, refused=True),
    Journey("add words to what was sent", of_residents.added_to_what_was_sent),
    Journey("add a danger to what was sent", of_residents.danger_added_to_what_was_sent),
    Journey("say when we may come", page("visit", visit="CANARY-visit", may_enter="yes")),
    Journey("note", page("note", text=WORDS)),
    Journey("note a danger", page("note", text=EMERGENCY)),
    Journey("answer a question", reply),
    Journey("leave an address", page("contact", contact=ADDRESS), partly=True),
    # Its place among the three of a request is taken first.
    Journey("leave a number", page("contact", contact="+85225550111"), partly=True),
    Journey("confirm an address", of_residents.address_moved("confirm")),
    Journey("stop an address", of_residents.address_moved("stop")),
    Journey("urge", page("urge")),
    Journey("withdraw", page("withdraw")),
    Journey("withdraw what is done", page("withdraw", resolved)),
    Journey("feedback: fixed", page("feedback", resolved, fixed="yes", rating="5")),
    Journey("feedback: thanks and a comment", page(
        "feedback", resolved, fixed="yes", comment=WORDS, thanks="CANARY-thanks")),
    Journey("feedback: not fixed", page("feedback", resolved, fixed="no", comment=WORDS)),
    Journey("claim", action("claim")),
    Journey("accept", accept),
    Journey("start", action("start", "claim")),
    Journey("release", action("release", "claim")),
    Journey("pause", lambda town: town.staff(
        acted(town, routed(town), "claim"), "pause", reason="A part.", until=town.now + DAY)),
    Journey("ask", action("ask", "claim", reason="Which flat?")),
    Journey("resume", lambda town: town.staff(paused(town), "resume")),
    Journey("hand over", action("hand_over", department="security", reason="A lock.")),
    Journey("decline", action("decline", "claim", reason="It is not ours.")),
    Journey("done", action("done", "claim", "start", resolution="A new seal.", clean=True)),
    Journey("assign", action("assign", by=LENA, staff="pilar")),
    Journey("note of staff", action("note", "claim", text=WORDS), partly=True),
    Journey("two actions of a phone that was away", batch, partly=True),
    Journey("file for a resident", filed),
    Journey("look at an address", address_looked_at),
    Journey("log an opinion", heard),
    Journey("log a kindness at a spot", of_work.kind, partly=True),
    Journey("withdraw a contractor's link", of_work.link("withdraw_link")),
    Journey("send a contractor a new link", of_work.link("send_link")),
    Journey("offer a contractor its task", lambda town: message_after(
        town, of_work.link("send_link")(town), "offer")),
    Journey("go off duty", duty),
    Journey("route", routing()),
    Journey("route with an address", routing(contact=ADDRESS)),
    Journey("route an emergency", routing(words=EMERGENCY)),
    Journey("route again after not fixed", reopening),
    Journey("raise for words of danger", raised_by_a_note),
    Journey("pass an answer on", lambda town: message_after(town, reply(town), "reply")),
    Journey("weigh an opinion", lambda town: message_after(town, heard(town), "weigh")),
    Journey("ask to confirm", confirmation),
    Journey("tell who is on it", telling("claim")),
    Journey("tell of a question", telling("ask", "claim", reason="Which flat?")),
    Journey("tell of the end", telling_of_the_end),
    Journey("settle", settling),
    Journey("settle the first of two", of_work.settling_the_first_of_two),
    Journey("settle the second of two", settling_the_second_of_two),
    Journey("settle a refusal", settling_a_refusal),
    Journey("cancel what was withdrawn", cancelling),
    Journey("resume what was answered", resuming),
    Journey("climb for an urge", urging),
    Journey("pass a neighbour's urge on", of_work.urging_beside),
    Journey("alert", alerting),
    Journey("assign to who has least", assigning),
    Journey("assign to nobody", assigning_nobody),
    Journey("put the successor", handing_over),
    Journey("nudge who was assigned", nudging_the_holder),
    Journey("send an urgent bundle", sending_an_urgent_bundle),
    Journey("compute the next due time", clock),
    Journey("sweep: a lost route", sweep_after(lambda town: town.form(contact=ADDRESS))),
    Journey("sweep: a lost message of a done task", sweep_after(
        lambda town: action_on(town, acted(town, confirmed(town), "claim"), "done"))),
    Journey("sweep: a lost withdrawal", sweep_after(
        lambda town: town.page(acted(town, routed(town), "claim").request, "withdraw"))),
    Journey("sweep: warn two", sweep_in(two_late, 4 * HOUR)),
    Journey("sweep: breach", sweep_in(routed, 5 * HOUR)),
    Journey("sweep: late work", sweep_in(
        lambda town: acted(town, routed(town), "claim"), 50 * HOUR)),
    Journey("sweep: an assignment nobody took", sweep_in(assigned, 5 * HOUR)),
    Journey("sweep: wake", sweep_in(paused, 2 * HOUR)),
    Journey("sweep: a question nobody answered", sweep_in(
        lambda town: acted(town, acted(town, routed(town), "claim"), "ask", reason="Which?"),
        7 * DAY)),
    Journey("sweep: silence", sweep_in(resolved, 7 * DAY)),
    Journey("sweep: leave the queue", sweep_in(resolved, IN_QUEUE_MS)),
    Journey("sweep: a bundle", lambda town: (
        sweep_in(routed, 4 * HOUR)(town), town.do(town.sweep()), in_time(town, GRACE))[-1]),
    Journey("sweep: go on with a shard", sweeping_more),
    Journey("find the way back", of_residents.finding_back),
    Journey("send the way back", following(of_residents.finding_back, "link")),
    Journey("write to the resident", of_residents.written_to, partly=True),
    Journey("tell what was written", following(of_residents.written_to, "say")),
    Journey("feedback: left unclean", of_residents.left_unclean),
    Journey("have it cleaned up", following(of_residents.left_unclean, "clean_up")),
    Journey("feedback: a low rating", of_residents.calling_back),
    Journey("have somebody call back", following(of_residents.calling_back, "call_back")),
    Journey("ask for the link to what helps", of_residents.home_link),
    Journey("send the link to what helps", following(of_residents.home_link, "home")),
    Journey("tell what helps at home", of_residents.telling_at_home, partly=True),
    Journey("take back what helps", of_residents.taking_back),
    Journey("sweep: what helped has had its time", sweep_in(
        lambda town: town.do(of_residents.telling_at_home(town)), 365 * DAY)),
    Journey("bring thanks", of_residents.thanking),
    Journey("erase a request", of_residents.erasing),
    Journey("erase the rest", of_residents.erasing_the_rest),
    Journey("forget an address", of_residents.forgetting_an_address),
    Journey("sweep: addresses that had their time", of_residents.let_go),
    Journey("let an address go", of_residents.unreaching),
    Journey("check back: still fixed", of_residents.checking_back("yes")),
    Journey("check back: not any more", of_residents.checking_back("no")),
    Journey("check back: not any more, long after", of_residents.checking_back("no", 40 * DAY)),
    Journey("sweep: ask whether it is still fixed", of_residents.asking_back),
    Journey("erase from the page", moments.page("erase", confirmed), again=410),
    Journey("take back all that helps", of_residents.taking_back_all),
    Journey("join what a neighbour reported", of_neighbours.joining),
    Journey("put a join", following(of_neighbours.joining, "join")),
    Journey("say that it is different", of_neighbours.of_the_joined("unjoin", text=WORDS)),
    Journey("withdraw what was joined", of_neighbours.of_the_joined("withdraw")),
    Journey("take off a list", following(
        of_neighbours.of_the_joined("unjoin", text=WORDS), "leave")),
    Journey("withdraw what others joined", of_neighbours.leaving_the_others),
    Journey("look who is left", of_neighbours.seeing_who_is_left),
    Journey("take the last off a list", following(of_neighbours.leaving_the_last, "leave")),
    Journey("carry along when it is done", of_neighbours.done_for_both),
    Journey("carry along when it is not", of_neighbours.reopened_for_both),
    Journey("open an outage", of_neighbours.opening),
    Journey("absorb what was reported", following(of_neighbours.absorbing, "absorb")),
    Journey("change an outage", of_neighbours.acting(
        of_neighbours.with_a_neighbour, "change", words=of_neighbours.LATER)),
    Journey("pass on the news", following(of_neighbours.acting(
        of_neighbours.with_a_neighbour, "change", words=of_neighbours.LATER), "news")),
    Journey("start an outage", of_neighbours.acting(of_neighbours.planned, "start")),
    Journey("end an outage", of_neighbours.acting(of_neighbours.with_a_neighbour, "end")),
    Journey("ask whether it is back", following(
        of_neighbours.acting(of_neighbours.with_a_neighbour, "end"), "carry")),
    Journey("withdraw an outage", of_neighbours.acting(of_neighbours.with_a_neighbour, "withdraw")),
    Journey("send each to the team", following(
        of_neighbours.acting(of_neighbours.with_a_neighbour, "withdraw"), "carry")),
    Journey("sweep: planned work begins", of_neighbours.beginning),
    Journey("sweep: an outage that should be over", of_neighbours.asking_whether_it_is_over),
    Journey("retopic", of_staff.retopic),
    Journey("route again for another topic", following(of_staff.retopic, "route")),
    Journey("say that it is no danger", of_staff.lower),
    Journey("route again what is no danger", following(of_staff.lower, "route")),
    Journey("say whom a complaint is about", of_staff.naming),
    Journey("align what is under way", following(of_staff.naming, "align")),
    Journey("propose a caution", of_staff.caution("propose", PACO)),
    Journey("approve a caution", of_staff.caution("approve", MARA, ("propose", PACO))),
    Journey("withdraw a caution", of_staff.caution("withdraw", PACO, ("propose", PACO))),
    Journey("sweep: a caution ends", of_staff.caution_ends),
    Journey("ask for a photo form", of_staff.photographing, changes=False),
    Journey("look at what helps at home", of_staff.helped),
    Journey("note what helps at the desk", of_staff.noted_at_desk, partly=True),
    Journey("test one's ways", of_staff.testing_ways, partly=True),
    Journey("send a test over each way", following(of_staff.testing_ways, "test")),
    Journey("write a lesson", of_staff.lesson),
    Journey("publish a lesson", of_staff.of_lesson("publish")),
    Journey("revise a lesson", of_staff.of_lesson("revise", "publish")),
    Journey("retire a lesson", of_staff.of_lesson("retire", "publish")),
    Journey("pass on a good word", of_staff.good_word),
    Journey("copy a person", of_staff.copied),
    Journey("erase a person", of_staff.forgotten, partly=True),
    Journey("rotate a label", of_staff.rotated, partly=True),
    Journey("put a task for a contractor", following(of_staff.contracted, "route")),
    Journey("offer a contractor a new task", following(
        following(of_staff.contracted, "route"), "offer")),
    Journey("contractor: claim", of_staff.job("claim")),
    Journey("contractor: start", of_staff.job("start", "claim")),
    Journey("contractor: pause", of_staff.job(
        "pause", "claim", reason="The part comes.", until="2026-03-04")),
    Journey("contractor: resume", of_staff.paused_job),
    Journey("contractor: done", of_staff.job("done", "claim", "start", resolution="New brake.")),
    Journey("contractor: decline", of_staff.job("decline", "claim", reason="Not our lift.")),
    Journey("let somebody go", of_staff.dismissing, partly=True),
    Journey("clear what somebody left", of_staff.clearing(of_staff.dismissing)),
    Journey("close a department", of_staff.closing, partly=True),
    Journey("clear a closed department", of_staff.clearing(of_staff.closing)),
    Journey("change settings", of_setup.settings),
    Journey("take settings back", of_setup.undo(of_setup.settings, "community")),
    Journey("add a tower", of_setup.tower, partly=True),
    Journey("take a tower back", of_setup.undo(of_setup.tower, "places"), partly=True),
    Journey("rename a place", of_setup.rename),
    Journey("retire a place", of_setup.retire),
    Journey("invite somebody", of_setup.invite, again=422),
    Journey("make somebody a lead", of_setup.promote),
    Journey("let somebody go on the board", of_setup.let_go, partly=True),
    Journey("try the escalation policy", of_setup.look, changes=False),
    Journey("sweep: a change that nobody marked", of_setup.left_unmarked),
    Journey("look at a file", of_setup.look_at_file, changes=False),
    Journey("load what a file told", following(of_setup.import_file, "load")),
    Journey("take an import back", following(
        of_setup.undo(of_setup.import_file, "import"), "unload")),
    Journey("sweep: places half put", of_setup.left("grow")),
    Journey("sweep: places half taken back", of_setup.left("shrink")),
    Journey("sweep: an invitation unsent", of_setup.left_uninvited),
    Journey("reconcile a day", of_staff.reconciling),
    Journey("reconcile and mend", of_staff.mending),
    Journey("sweep: a morning", of_staff.morning),
    Journey("send a digest", moments.sent_by(of_staff.morning, "digest")),
    Journey("propose a measure", of_measures.proposal),
    Journey("accept a measure", of_measures.accepting),
    Journey("start a measure", lambda town: of_measures.action(
        town, of_measures.accepted(town), "start", by=PACO)),
    Journey("finish a measure", of_measures.finishing),
    Journey("publish a measure", of_measures.publishing),
    Journey("drop a measure", of_measures.dropping),
    Journey("prevent with a measure", of_measures.preventing),
    Journey("reopen a measure", of_measures.reopening),
    Journey("gather opinions", following(of_measures.proposal, "gather")),
    Journey("nudge the owner", following(of_measures.accepting, "nudge_owner")),
    Journey("file what prevents", following(of_measures.preventing, "prevent")),
    Journey("you said, we did", following(of_measures.publishing, "tell")),
    Journey("you said, we will not", following(of_measures.dropping, "tell")),
    Journey("the third opinion against it", of_measures.returning),
    Journey("sweep: a proposal nobody decides", sweep_in(of_measures.proposed, 8 * DAY)),
    Journey("sweep: a measure that is late", sweep_in(of_measures.accepted, 8 * DAY)),
    Journey("sweep: a measure that stayed quiet", sweep_in(of_measures.published, 60 * DAY)),
    Journey("offer what worked", of_measures.offering),
    Journey("hear an answer", of_measures.hearing_an_answer),
    Journey("sweep: a building to look at", of_measures.looking),
    Journey("find what a building needs", moments.sent_by(of_measures.looking, "detect")),
    Journey("sweep: a month is over", of_measures.asking),
    Journey("remind who heard nothing", moments.sent_by(of_measures.asking, "remind")),
    Journey("make a key of a program", of_programs.key_made),
    Journey("rotate a key of a program", of_programs.of_key("rotate"), again=412),
    Journey("revoke a key of a program", of_programs.of_key("revoke")),
    Journey("sweep: a revoked key had its time", of_programs.key_goes),
    # That its key was used is written first.
    Journey("submit by a program with a key", of_programs.submitted, partly=True),
    Journey("report by Open311", of_programs.reported, partly=True),
    Journey("make a webhook", of_programs.hook_made),
    Journey("rotate a webhook", of_programs.of_hook("rotate"), again=412),
    Journey("test a webhook", of_programs.of_hook("test")),
    Journey("switch a webhook off", of_programs.of_hook("off")),
    Journey("remove a webhook", of_programs.of_hook("remove"), again=404),
    Journey("send a delivery again", of_programs.again),
    Journey("deliver to a webhook", following(of_programs.of_hook("test"), "post")),
    Journey("sweep: try a webhook again", of_programs.next_try),
    Journey("sweep: a delivery had its time", of_programs.delivery_goes),
    Journey("tell a webhook of a request", following(of_programs.hooked(
        lambda town: town.form()), "hook")),
    Journey("tell a webhook of a task", following(of_programs.hooked(action("claim")), "hook")),
    Journey("tell a webhook of a measure", following(of_programs.hooked(
        of_measures.publishing), "hook")),
    Journey("photo", of_residents.photo(of_residents.a_jpeg)),
    Journey("photo that is none", of_residents.photo(lambda: b"MZ this is no photo")),
    Journey("photo that came twice", of_residents.photo_twice),
    Journey("photo after withdrawal", of_residents.photo(of_residents.a_jpeg, lambda town: (
        task := routed(town), town.do(town.page(task.request, "withdraw")))[0])),
    Journey("look at the page", lambda town: town.look(routed(town).request), changes=False),
    Journey("poll", lambda town: (
        routed(town), town.staff_call("GET", "/staff/v1/tasks"))[-1], changes=False),
    Journey("agree on a visit", lambda town: town.staff(
        acted(town, routed(town), "claim"), "visit", until=town.now + DAY)),
    Journey("contractor: visit", of_staff.job("visit", "claim", until="2026-03-04T10:30")),
    Journey("put a file in", of_setup.import_file, partly=True),
    Journey("load the people of a file", following(of_setup.import_people, "load")),
    Journey("take the people of a file back", following(
        of_setup.undo(of_setup.import_people, "import"), "unload")),
    Journey("sweep: people of a file uninvited", of_setup.left_uninvited_by_file),
    Journey("name a building otherwise", of_setup.named, partly=True),
    Journey("let places follow their building", following(of_setup.named, "rename")),
    Journey("keep a search", of_search.kept),
    Journey("delete a kept search", of_search.deleted),
    Journey("put a task's row for the search", of_search.noted),
    Journey("rewrite the rows of what is closed", of_search.noted_again),
    Journey("offer times", of_visits.offering),
    Journey("pick a time", of_visits.picking),
    Journey("move a visit", of_visits.moving),
    Journey("call off a visit", of_visits.calling_off),
    Journey("ask for times", of_visits.asking),
    Journey("staff: call off a visit", of_visits.by_staff("call_off", reason="Ill.")),
    Journey("say coming", of_visits.by_staff("coming")),
    Journey("give back what is agreed", of_visits.by_staff("release")),
    Journey("tell of times", following(of_visits.offering, "tell")),
    Journey("tell of a visit", following(of_visits.picking, "tell")),
    Journey("put a visit into a calendar", following(of_visits.picking, "diary")),
    Journey("tell that a visit is off", following(of_visits.calling_off, "called_off")),
    Journey("take a visit out of a calendar", following(of_visits.calling_off, "diary")),
    Journey("sweep: a visit is near", of_visits.reminding),
    Journey("remind of a visit", moments.sent_by(of_visits.reminding, "tell")),
    Journey("contractor: coming", of_staff.job("coming", "claim")),
    Journey("contractor: offer_times", of_staff.job("offer_times", "claim", **{
        f"time.{of_visits.WEDNESDAY}-{of_visits.WEDNESDAY + HOUR}": "yes"})),
    Journey("contractor: call_off", of_staff.calling_off_job),
    # A photo goes first, then the words; the request, then its address, then the letter.
    Journey("mail: answer a question", of_mail.reply),
    Journey("mail: answer with a photo", lambda town: of_mail.reply(
        town, photo=of_residents.a_jpeg()), partly=True),
    Journey("mail: a reply that proves nothing", lambda town: of_mail.reply(
        town, verdicts=of_mail.FORGED)),
    Journey("mail: a reply of danger", lambda town: of_mail.reply(
        town, words=EMERGENCY, verdicts=of_mail.FORGED)),
    Journey("mail: a first one", of_mail.first, partly=True),
    Journey("mail: a first one of danger", of_mail.first_of_danger, partly=True),
    Journey("mail: set one aside", of_mail.robot),
    Journey("mail: make one a request", of_mail.decided("file"), partly=True, again=404),
    Journey("mail: delete one", of_mail.decided("remove"), again=404),
    Journey("sweep: a mail that was set aside had its time", of_mail.goes),
    Journey("merge", of_neighbours.put_together("merge")),
    Journey("put a join of a merge", following(of_neighbours.put_together("merge"), "join")),
    Journey("split", of_neighbours.split),
    Journey("link", of_neighbours.put_together("link")),
    Journey("put a link into the other", following(of_neighbours.put_together("link"), "link")),
    Journey("mail: a second one within the hour", of_mail.second, partly=True),
    Journey("ask for a copy", of_programs.copying),
    Journey("write a piece of a copy", following(of_programs.copying, "copy")),
    Journey("make one file of a copy", of_programs.gathering),
    Journey("sweep: a copy had its time", of_programs.copy_goes),
)  # fmt: skip
"""In the order of a request's life."""
