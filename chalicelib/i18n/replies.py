"""
Replies: words that are ready for a moment of the work, polite on both sides.

By what is done ("ask", "say", "pause", "decline", "done") and the topic's service; "" is for every
service. A member of staff chooses one and may change it; the resident reads it in their own
language.
"""

from . import N_

REPLIES: dict[str, dict[str, tuple[str, ...]]] = {
    "ask": {
        "": (
            N_("Thank you for telling us. When would be a good time for us to visit?"),
            N_("Please tell us a little more about where it is. A photo would help too."),
        ),
        "equipment": (N_("Is the water or the power still on at your place? Thank you."),),
        "public_security": (N_("Is it happening now? If so, please call us at once."),),
    },
    "say": {
        "": (
            N_("Thank you for telling us. We are looking into it and will let you know."),
            N_("We are sorry for the trouble this caused you."),
        ),
        "equipment": (N_("The part is on order. We will let you know when it arrives."),),
        "people": (
            N_("Thank you for your suggestion. We will discuss it and let you know."),
            N_("Thank you for your kind words. We have passed them on."),
        ),
    },
    "pause": {
        "": (
            N_("We are waiting for a part. We will carry on as soon as it arrives, and tell you."),
            N_("We need dry weather for this. Thank you for your patience."),
        ),
        "equipment": (
            N_("It is safe now. We will do the permanent repair next and keep you updated."),
        ),
    },
    "decline": {
        "": (
            N_("Sorry, we are not responsible for this. We can tell you who can help."),
            N_("We checked and found no problem. If it comes back, please tell us at once."),
        ),
        "domestic": (
            N_("Sorry, this is inside your home, so we cannot do it. We can recommend someone."),
        ),
    },
    "done": {
        "": (
            N_("It is done, and we left the area clean. Thank you for telling us."),
            N_("It is done. Thank you for your patience. Please tell us if it is not right."),
        ),
        "sanitation": (N_("It is clean again. Thank you for helping us keep it that way."),),
        "greening": (N_("We have looked after the plants. We hope you enjoy them."),),
    },
}


def replies(action: str, service: str) -> list[str]:
    """Return the catalogue's texts for what is done, those of the service first."""
    known = REPLIES.get(action, {})
    return [*known.get(service, ()), *known.get("", ())]
