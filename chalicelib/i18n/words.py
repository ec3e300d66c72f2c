"""
What a resident reads for a code: states, steps of the history, fields to look at again.

Codes come from `domain/requests.status`, from the steps and from the fields of the forms;
a code that is not here shows nothing, which a test refuses.
"""

from . import N_

STATUS: dict[str, tuple[str, str]] = {
    "received": (
        N_("Received"),
        N_("We are passing your request to the right team."),
    ),
    "with_team": (
        N_("Sent to the team"),
        N_("We are passing this to the team."),
    ),
    "in_hand": (
        N_("In progress"),
        N_("Someone is working on it. You do not need to do anything."),
    ),
    "paused": (
        N_("On hold"),
        N_("We have not forgotten. We will carry on as soon as we can."),
    ),
    "visit": (
        N_("Visit agreed"),
        N_("If the time no longer suits you, move or cancel the visit below."),
    ),
    "waiting": (
        N_("We need your answer"),
        N_("Our team has a question. They will carry on once you answer."),
    ),
    "check": (
        N_("Done - please check"),
        N_("Our team says this is done. Please tell us if it really is fixed."),
    ),
    "confirmed": (
        N_("Closed: you said it is fixed"),
        N_("Thank you for telling us."),
    ),
    "unconfirmed": (
        N_("Closed without your answer"),
        N_("We did not hear from you, so we closed this. If it is not fixed, tell us below."),
    ),
    "withdrawn": (
        N_("You cancelled this request"),
        N_("No one is working on it any more."),
    ),
    "declined": (
        N_("We cannot do this"),
        N_("Sorry. This is the reason."),
    ),
    "joined": (
        N_("You are on the list for this fault"),
        N_("Others have reported this too. We will tell you when it is fixed."),
    ),
}
"""Status to what it is called and what it means for the reader."""

REOPENED = (
    N_("Reopened"),
    N_("You told us %(time)s that it is not right. We are sorry. The team has it again."),
)
"""What a request is called that was opened again and nobody took on since, and what it means."""

BARS = (N_("Sent"), N_("Team"), N_("Work"), N_("Done"))
"""What the four steps are called, in words that fit below a quarter of the smallest screen."""

PROGRESS = {"received": 1, "with_team": 2, "in_hand": 3, "paused": 3, "waiting": 3, "visit": 3,
            "check": 4, "confirmed": 4, "unconfirmed": 4, "joined": 2}  # fmt: skip
"""How many of the four steps (received, team, on it, done) are behind us; else none shown."""

HISTORY: dict[str, str] = {
    "submit": N_("You sent this request."),
    "join": N_("You joined a fault that others had reported."),
    "merge": N_("It is the same as what others had reported. We put them together."),
    "part": N_("Yours is different. It is a request of its own again."),
    "leave": N_("You cancelled. We carry on for the others who have this problem."),
    "over": N_("It should be fixed. We asked you to check."),
    "rejoin": N_("Other residents say it is not fixed. Our team is still working on it."),
    "news": N_("There is an update."),
    "unjoin": N_("You said yours is different."),
    "route": N_("Sent to: %(who)s."),
    "retopic": N_("Topic changed. Passed to the right team."),
    "assign": N_("This was assigned to %(who)s."),
    "nobody": N_("No one was free for it."),
    "claim": N_("%(who)s took this on."),
    "accept": N_("%(who)s took this on."),
    "start": N_("%(who)s started work."),
    "pause": N_("Put on hold."),
    "offer_times": N_("%(who)s offered times for a visit."),
    "pick": N_("You chose a time for the visit."),
    "coming": N_("%(who)s is on the way."),
    "call_off": N_("The visit was cancelled."),
    "ask_times": N_("You asked for a visit."),
    "visit": N_("%(who)s agreed a visit time."),
    "say": N_("%(who)s answered you."),
    "ask": N_("%(who)s asked you a question."),
    "answer": N_("You answered."),
    "reply": N_("You answered."),
    "resume": N_("%(who)s resumed work."),
    "wake": N_("Work has resumed."),
    "release": N_("Returned to the team."),
    "return": N_("Returned to the team."),
    "hand_over": N_("Transferred to: %(to)s."),
    "done": N_("%(who)s finished the work."),
    "decline": N_("%(who)s could not do it."),
    "settle": N_("All the work is done. We asked you to check."),
    "urge": N_("You asked us to hurry."),
    "late": N_("It took too long."),
    "photo": N_("You added a photo."),
    "note": N_("You added a note."),
    "concern": N_("We noted who it is about."),
    "detail": N_("You added details."),
    "lower": N_("We checked: there is no emergency."),
    "raise": N_("You told us about an emergency. It is urgent now."),
    "confirm": N_("You said it is fixed."),
    "reopen": N_("You said it is not fixed. We reopened it."),
    "unclean": N_("You said the area was not left clean. We will clean it."),
    "check_back": N_("We asked if it is still fixed."),
    "silence": N_("Closed: we did not hear from you."),
    "withdraw": N_("You cancelled this request."),
    "cancel": N_("No longer needed."),
    "erase": N_("Deleted."),
}
"""Step to sentence; %(who)s is a role or a first name, as the community chose."""

SOMEBODY = N_("Our team")
"""Who did a step, when nobody is to be named."""


JOB: dict[str, str] = {
    "open": N_("This is a new job for you."),
    "claimed": N_("You accepted this job. Tell us when you start and when it is done."),
    "working": N_("You are working on it."),
    "paused": N_("It is on hold."),
    "waiting": N_("Waiting for the resident's answer."),
    "done": N_("You finished it. Thank you."),
    "declined": N_("You declined this job. You do not need to do anything."),
    "cancelled": N_("This job is no longer needed. You do not need to do anything."),
    "handed_over": N_("Someone else has this job now. You do not need to do anything."),
}
"""State of a task to what a contractor reads of it."""

NOT_SENT: dict[str, str] = {
    "limit": N_(
        "We could not send it: too many messages were asked for. Please enter your contact "
        "details again in an hour, or tomorrow."
    ),
    "came_back": N_(
        "This address does not accept our email, so we send nothing there. Please enter another "
        "one."
    ),
    "country": N_("We do not send text messages to that country. Please enter an email address."),
}
"""Why an address that was left got no message."""

NOTICE_KINDS: dict[str, str] = {
    "received": N_("We have received your request"),
    "taken": N_("Work starts, or it goes to another team"),
    "visit": N_("Visit time"),
    "asked": N_("We have a question for you"),
    "put_off": N_("On hold"),
    "done": N_("The work is done"),
    "answered": N_("We answered you"),
    "reopened": N_("It is reopened"),
    "closed": N_("It is closed"),
}
"""What an address can be told of, as its switches are called."""

SAVED: dict[str, str] = {
    "note": N_("Your note has gone to the team."),
    "answer": N_("Your answer has gone to the team."),
    "photo": N_("We have received the photo. It will show here once we have checked it."),
    "photo_lost": N_("Your photo did not go through. You can add it here again."),
    "photo_unheard": N_(
        "We do not know if your photo arrived. If it does not show here in a few minutes, add it "
        "again."
    ),
    "pick": N_("Thank you. The visit is agreed: put it into your calendar."),
    "call_off": N_("The visit is cancelled. You can ask for another time."),
    "ask_times": N_("Thank you. The team sees that you ask for a visit."),
    "window_gone": N_(
        "This time is no longer on offer: the team changed something meanwhile. Please look below."
    ),
    "window_taken": N_(
        "Another visit has just taken this time. Please choose one of the other times below, or "
        "ask for more."
    ),
    "window_over": N_("This time has begun already. Please choose another."),
    "visit_moved": N_(
        "Meanwhile another time was agreed, and nothing was changed now. Please look below."
    ),
    "visit_begun": N_("The visit has already begun, so it cannot be cancelled here."),
    "contact": N_("Thank you. We have sent you a message. Open it and confirm."),
    "confirm": N_("Thank you. We will send updates here."),
    "stop": N_("You will get no more updates about this request."),
    "notices": N_("Saved. We will only tell you about these."),
    "not_me": N_("Thank you. We will not write to this address about this again."),
    "link": N_("We have sent the link. Open the message. The link works for two hours."),
    "link_sent": N_("We sent a link a moment ago. Please look for that message first."),
    "told": N_("Saved."),
    "withdrawn": N_("Removed. No one can see it any more."),
    "forgotten": N_("All removed. No one can see it any more."),
    "visit": N_("Thank you. Our team can see when to visit."),
    "urge": N_("We are telling a supervisor that you are waiting."),
    "feedback": N_("Thank you for your answer."),
    "check_back": N_("Thank you for your answer."),
    "unjoin": N_("We have opened a separate request for you."),
    "job": N_("Thank you. We have received this."),
    "said": N_("Thank you. The resident can read this."),
    "nothing": N_("Nothing was changed: this is no longer possible."),
}
"""What was just done on the status page to what we say about it."""

MISSED = (
    "nothing", "link_sent", "photo_lost", "photo_unheard",
    "window_gone", "window_taken", "window_over", "visit_moved", "visit_begun",
)  # fmt: skip
"""Those of SAVED that are no success."""

TROUBLE: dict[str, tuple[str, str]] = {
    "label": (
        N_("We do not recognise this QR code"),
        N_("Please scan the QR code again, or call the number printed on it."),
    ),
    "link": (
        N_("This link does not work"),
        N_("It may be incomplete or out of date. Please open the full link again."),
    ),
    "page": (
        N_("Page not found"),
        N_("Please scan the QR code again."),
    ),
    "erased": (
        N_("This was deleted"),
        N_(
            "We have deleted what you told us here. If there is a new problem, scan the QR code "
            "again."
        ),
    ),
    "busy": (
        N_("The service is busy"),
        N_("Nothing is lost: go back and send it again in a moment."),
    ),
    "limited": (
        N_("Please wait a moment"),
        N_("We are getting a lot of messages from here. Go back: what you wrote is still there."),
    ),
    "expired": (
        N_("This page has expired"),
        N_("Please go back, reload the page and try again."),
    ),
    "error": (
        N_("Sorry, there is a problem with the service"),
        N_("Go back and try again. We never record a request twice."),
    ),
}
"""What went wrong to a heading and what to do."""

REASONS: dict[str, str] = {
    "slow": N_("It took too long"),
    "uninformed": N_("I was not kept informed"),
    "unfriendly": N_("Unfriendly"),
    "poor_work": N_("Poor work"),
    "unclean": N_("Not left clean"),
}
"""What a low rating is for, by a tap."""

RATINGS = (N_("Very poor"), N_("Poor"), N_("OK"), N_("Good"), N_("Very good"))
