"""What a form says of what was entered: about each field, of a danger, of a photo."""

from . import N_

FIELDS: dict[str, str] = {
    "words": N_("Describe it in a sentence, in up to 2,000 characters."),
    "topic": N_("Choose what it is about."),
    "spot": N_("Enter the flat or exact location."),
    "key": N_("This was already sent. Check what it says now, and send it again if needed."),
    "text": N_("Write a few words, up to 2,000 characters."),
    "code": N_("Check the code: it has 14 letters and digits and stands under the QR code."),
    "reference": N_("Check the reference: it has 7 letters and digits, for example 7KQ-2M9X."),
    "contact": N_(
        "Check the email address or phone number. Start a number from another country or region "
        "with + and its code."
    ),
    "notes": N_("This request cannot hold any more notes. Call us, or send a new request."),
    "addresses": N_(
        "A request can have up to three contact details. Please use one that is there."
    ),
    "country": N_("We do not send text messages to that country. Please enter an email address."),
    "name": N_("Check the name: up to 80 characters."),
    "visit": N_("Tell us in a few words when we can visit."),
    "answers": N_("One answer cannot be used. Please choose again or make it shorter."),
    "fixed": N_("Tell us if it is fixed: yes or no."),
    "clean": N_("Tell us if the area was left clean: yes or no."),
    "rating": N_("Choose a number from 1 to 5."),
    "window": N_("Choose one of the times."),
    "windows": N_("Tick the times that you offer: one to eight, which have not begun."),
    "comment": N_("The comment is too long. Use up to 2,000 characters."),
    "reason": N_("Give the reason in a few words."),
    "until": N_("Choose a date in the next 12 months."),
    "resolution": N_("Use up to 500 characters."),
    "resolution_first": N_("Please answer in words. The resident will read them."),
    "visit_at": N_("Choose a visit time in the next 12 months."),
    "photo": N_("We cannot use that photo. Try another one."),
    "photo_first": N_("Please add a photo of the area after the work."),
}
"""Field of a form to what the reader should do about it."""


UNREAD: dict[str, tuple[str, str]] = {
    "contact": (
        N_(
            "We could not read the email address or phone number. The team has it as you wrote "
            "it. Please enter it again."
        ),
        "contact",
    ),
    "consent": (N_("We did not keep any contact details. You can add them here."), "contact"),
    "words": (
        N_("We kept the first 2,000 characters. If something important is missing, add a note."),
        "note",
    ),
    "no_words": (N_("Nothing is described yet. What is happening, and where? Add a note."), "note"),
    "spot": (
        N_(
            "We kept the first 120 characters of the location. If something is missing, add a note."
        ),
        "note",
    ),
    "topic": (N_("We could not use this topic. Our team will go by what you wrote."), ""),
    "joined_to": (N_("You named another request. Yours is urgent, so we treat it separately."), ""),
    "name": (N_("The name was too long. Please enter it again."), "visit"),
    "visit": (N_("The visit time was too long. Please enter it again."), "visit"),
    "answers": (N_("One answer could not be used. Please answer again."), "visit"),
    "may_enter": (N_("We could not read whether we may enter. Please tell us again."), "visit"),
}
"""Field of a danger that could not be used as it was sent: what is asked, and by which form."""


PHOTO_REFUSED: dict[str, str] = {
    "type": N_(
        "We cannot open this photo. Open it on your phone, take a screenshot, and send that."
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
