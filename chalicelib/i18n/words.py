"""
What a resident reads for a code: states, steps of the history, fields to look at again.

Codes come from `domain/requests.status`, from the steps and from the fields of the forms;
a code that is not here shows nothing, which a test refuses.
"""

from . import N_

STATUS: dict[str, tuple[str, str]] = {
    "received": (
        N_("We have it"),
        N_("Your words are stored. We are passing them to the right team now."),
    ),
    "with_team": (
        N_("With the team"),
        N_("We are passing this on."),
    ),
    "in_hand": (
        N_("Somebody is on it"),
        N_("It is being worked on. You need not do anything."),
    ),
    "paused": (
        N_("On hold for now"),
        N_("We have not forgotten it. We go on as soon as we can."),
    ),
    "visit": (
        N_("Visit agreed"),
        N_("Does the time not suit you any more? Write to us below."),
    ),
    "waiting": (
        N_("We need your answer"),
        N_("The team has a question and goes on as soon as you answer."),
    ),
    "check": (
        N_("Done – please check"),
        N_("The team says it is done. Is it? You have the last word."),
    ),
    "confirmed": (
        N_("Closed: you said it is fixed"),
        N_("Thank you for telling us."),
    ),
    "unconfirmed": (
        N_("Closed without your answer"),
        N_("We did not hear from you, so we closed it. If it is not fixed, tell us below."),
    ),
    "withdrawn": (
        N_("You withdrew it"),
        N_("Nobody is working on it any more."),
    ),
    "declined": (
        N_("We cannot do this"),
        N_("We are sorry. Here is the reason."),
    ),
    "joined": (
        N_("You are on the list"),
        N_("Others told us too. You hear from us when it is solved."),
    ),
}
"""Status to what it is called and what it means for the reader."""

REOPENED = (
    N_("Opened again"),
    N_("You told us %(time)s that it is not right. We are sorry. The team gets it again."),
)
"""What a request is called that was opened again and nobody took on since, and what it means."""

BARS = (N_("Sent"), N_("Team"), N_("Work"), N_("Done"))
"""What the four steps are called, in words that fit below a quarter of the smallest screen."""

PROGRESS = {"received": 1, "with_team": 2, "in_hand": 3, "paused": 3, "waiting": 3, "visit": 3,
            "check": 4, "confirmed": 4, "unconfirmed": 4, "joined": 2}  # fmt: skip
"""How many of the four steps (received, team, on it, done) are behind us; else none shown."""

HISTORY: dict[str, str] = {
    "submit": N_("You told us."),
    "join": N_("You joined what others had told us."),
    "leave": N_("You withdrew it. It goes on for the others who have it."),
    "over": N_("It should be over. We asked you to check."),
    "rejoin": N_("Others say that it is not solved. The team goes on."),
    "news": N_("What we know about it has changed."),
    "unjoin": N_("You said yours is different."),
    "route": N_("Passed to: %(who)s."),
    "retopic": N_("Passed on: it is about something else."),
    "assign": N_("%(who)s was asked to do it."),
    "nobody": N_("Nobody was free for it."),
    "claim": N_("%(who)s took it on."),
    "accept": N_("%(who)s took it on."),
    "start": N_("%(who)s started."),
    "pause": N_("Put on hold."),
    "visit": N_("%(who)s agreed on a visit."),
    "say": N_("%(who)s wrote to you."),
    "ask": N_("%(who)s asked you something."),
    "answer": N_("You answered."),
    "reply": N_("You answered."),
    "resume": N_("%(who)s went on."),
    "wake": N_("The hold is over."),
    "release": N_("Given back to the team."),
    "return": N_("Given back to the team."),
    "hand_over": N_("Handed over to: %(to)s."),
    "done": N_("%(who)s finished the work."),
    "decline": N_("%(who)s could not do it."),
    "settle": N_("All the work is done. We asked you to check."),
    "urge": N_("You asked us to hurry."),
    "late": N_("It took too long."),
    "photo": N_("You added a photo."),
    "note": N_("You added a note."),
    "concern": N_("It was noted whom it is about."),
    "detail": N_("You told us when we may come, or answered questions."),
    "lower": N_("We looked: it is no danger."),
    "raise": N_("You told us of a danger. It is urgent now."),
    "confirm": N_("You said it is fixed."),
    "reopen": N_("You said it is not fixed. We opened it again."),
    "unclean": N_("You said that it was not left clean. We clean it up."),
    "check_back": N_("We asked you whether it is still fixed."),
    "silence": N_("Closed: we did not hear from you."),
    "withdraw": N_("You withdrew it."),
    "cancel": N_("No longer needed."),
    "erase": N_("Deleted."),
}
"""Step to sentence; %(who)s is a role or a first name, as the community chose."""

SOMEBODY = N_("Our team")
"""Who did a step, when nobody is to be named."""

FIELDS: dict[str, str] = {
    "words": N_("Tell us in a sentence what it is about, in at most 2,000 characters."),
    "topic": N_("Choose what it is about."),
    "spot": N_("Tell us where: the flat or the spot."),
    "key": N_("This was already sent. See what stands there now, and send again if need be."),
    "text": N_("Write a few words, at most 2,000 characters."),
    "code": N_("Check the code: it has 14 letters and digits and stands under the QR code."),
    "reference": N_("Check the number: it has 7 letters and digits, as 7KQ-2M9X."),
    "contact": N_("Check the e-mail address or telephone number."),
    "notes": N_("There is no room for more notes here. Please call us, or send a new report."),
    "addresses": N_("A request has at most three addresses. Please use one that is there."),
    "country": N_("We send no texts to that country. Please leave an e-mail address."),
    "name": N_("Check the name: at most 80 characters."),
    "visit": N_("Tell us in a few words when we may come."),
    "answers": N_("One of the answers cannot be used. Please choose or shorten it."),
    "fixed": N_("Tell us whether it is fixed: yes or no."),
    "clean": N_("Tell us whether it was left clean: yes or no."),
    "rating": N_("Choose a number from 1 to 5."),
    "comment": N_("The comment is too long: at most 2,000 characters."),
    "reason": N_("Say why, in a few words."),
    "until": N_("Say until which day: it must lie in the future, within a year."),
    "resolution": N_("Please keep it to 500 characters."),
    "resolution_first": N_("Please answer in words: the resident reads them."),
    "visit_at": N_("Say when you come: it must lie in the future, within a year."),
    "photo": N_("That photo could not be used. Please take another one."),
    "photo_first": N_("Please add a photo of the place after the work."),
}
"""Field of a form to what the reader should do about it."""

UNREAD: dict[str, tuple[str, str]] = {
    "contact": (
        N_(
            "We could not read the e-mail address or telephone number. The team has it as you "
            "wrote it. Please give it once more."
        ),
        "contact",
    ),
    "consent": (N_("No address was kept. If you like, give us one."), "contact"),
    "words": (
        N_("We kept the first 2,000 characters. Is something important missing? Add a note."),
        "note",
    ),
    "no_words": (N_("There are no words yet. What is happening, and where? Add a note."), "note"),
    "spot": (
        N_("We kept the first 120 characters of where it is. Is something missing? Add a note."),
        "note",
    ),
    "topic": (N_("We could not use the topic. The team goes by your words."), ""),
    "joined_to": (N_("You named another report. Yours is urgent and goes its own way."), ""),
    "name": (N_("The name was too long. Please give it once more."), "visit"),
    "visit": (N_("The time for a visit was too long. Please give it once more."), "visit"),
    "answers": (N_("One of the answers could not be used. Please answer once more."), "visit"),
    "may_enter": (N_("We could not read whether we may come in. Please say it again."), "visit"),
}
"""Field of a danger that could not be used as it was sent: what is asked, and by which form."""

JOB: dict[str, str] = {
    "open": N_("This is a new task for you."),
    "claimed": N_("You took it. Say when you start, and when it is done."),
    "working": N_("You are working on it."),
    "paused": N_("It is on hold."),
    "waiting": N_("We wait for the resident's answer."),
    "done": N_("You finished it. Thank you."),
    "declined": N_("You declined it. Nothing more is to do for you."),
    "cancelled": N_("This is no longer needed. Nothing more is to do for you."),
    "handed_over": N_("Somebody else does it now. Nothing more is to do for you."),
}
"""State of a task to what a contractor reads of it."""

NOT_SENT: dict[str, str] = {
    "limit": N_(
        "We could not write there: too many messages were asked for. "
        "Please leave the address again in an hour, or tomorrow."
    ),
    "came_back": N_(
        "This address does not take our mail, so we send nothing there. Please give another one."
    ),
    "country": N_("We send no texts to that country. Please leave an e-mail address."),
}
"""Why an address that was left got no message."""

NOTICE_KINDS: dict[str, str] = {
    "received": N_("We have received your request"),
    "taken": N_("Someone starts on it, or it goes to another team"),
    "visit": N_("Someone comes"),
    "asked": N_("We have a question for you"),
    "put_off": N_("It has to wait"),
    "done": N_("The work is done"),
    "answered": N_("Someone wrote to you"),
    "reopened": N_("It is opened again"),
    "closed": N_("It is closed"),
}
"""What an address can be told of, as its switches are called."""

SAVED: dict[str, str] = {
    "note": N_("Your note is with the team."),
    "answer": N_("Your answer is with the team."),
    "photo": N_("The photo has arrived. We check it, then it shows here."),
    "photo_lost": N_("Your photo was not taken. You can add it here once more."),
    "photo_unheard": N_(
        "We do not know whether your photo arrived. If it does not show here in a few minutes, "
        "please add it once more."
    ),
    "contact": N_("Thank you. We sent one message to this address: please open it and confirm."),
    "confirm": N_("Thank you. You hear from us here."),
    "stop": N_("You get no more messages about this."),
    "notices": N_("Saved. We tell you of these only."),
    "not_me": N_("Thank you. We do not write to this address about it any more."),
    "link": N_("We have sent the link. Please open the message: it works for two hours."),
    "link_sent": N_("A link was sent a moment ago. Please look for that message first."),
    "told": N_("Thank you. We know it from now on."),
    "withdrawn": N_("Taken back. Nobody sees it any more."),
    "forgotten": N_("Everything is taken back. Nobody sees it any more."),
    "visit": N_("Thank you. The team sees when it may come."),
    "urge": N_("We are passing on that you are waiting."),
    "feedback": N_("Thank you for your answer."),
    "check_back": N_("Thank you for your answer."),
    "unjoin": N_("Yours is now a request of its own and goes to the team."),
    "job": N_("Thank you. We have it."),
    "said": N_("Thank you. The resident can read it."),
    "nothing": N_("Nothing was changed: this was no longer possible."),
}
"""What was just done on the status page to what we say about it."""

MISSED = ("nothing", "link_sent", "photo_lost", "photo_unheard")
"""Those of SAVED that are no success."""

TROUBLE: dict[str, tuple[str, str]] = {
    "label": (
        N_("This label is not known"),
        N_("Please scan the label once more, or call the number that is printed on it."),
    ),
    "link": (
        N_("This link does not work"),
        N_("It may be incomplete or no longer valid. Please open the whole link once more."),
    ),
    "page": (
        N_("There is no such page"),
        N_("Please scan the label once more."),
    ),
    "erased": (
        N_("This was deleted"),
        N_(
            "What you told us here is not kept any more. "
            "If something is wrong again, please scan the label once more."
        ),
    ),
    "busy": (
        N_("We are very busy just now"),
        N_("Nothing is lost: please go back and send again in a moment."),
    ),
    "limited": (
        N_("Not so fast, please"),
        N_("Very many messages are coming from here. Go back: your words are still there."),
    ),
    "expired": (
        N_("This page was open for too long"),
        N_("Please go back, reload the page and try again."),
    ),
    "error": (
        N_("Something went wrong on our side"),
        N_("We are sorry. Please go back and try again; your report is never stored twice."),
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

RATINGS = (N_("Very poor"), N_("Poor"), N_("All right"), N_("Good"), N_("Very good"))

PHOTO_REFUSED: dict[str, str] = {
    "type": N_(
        "This file is no photo that we can open. Please open it on your phone, take a screenshot, "
        "and send that."
    ),
    "video": N_(
        "This is a video, and we take photos only. Please pause it where it shows best, take a "
        "screenshot, and send that."
    ),
    "document": N_(
        "This is a document, and we take photos only. Please send a photo or a screenshot of the "
        "page."
    ),
    "size": N_("This photo is too large. Please take a screenshot of it and send that."),
    "empty": N_("This file is empty. Please choose the photo again, or take a new one."),
    "broken": N_("This photo arrived damaged. Please send it again, or take a new one."),
}
"""Why the photo worker refused a file, and what to do about it."""
