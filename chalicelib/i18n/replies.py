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
            N_("Thank you for telling us. When would it suit you that we come by?"),
            N_("Could you tell us a little more about where it is? A photo would help too."),
        ),
        "equipment": (N_("Is the water or the power still on at your place? Thank you."),),
        "public_security": (N_("Is it going on right now? If so, please call us at once."),),
    },
    "say": {
        "": (
            N_("Thank you for telling us. We are looking into it and will let you know."),
            N_("We are sorry for the trouble this caused you."),
        ),
        "equipment": (N_("The part is ordered. We will let you know when it arrives."),),
        "people": (
            N_("Thank you for your suggestion. We will discuss it and let you know."),
            N_("Thank you for your kind words. We have passed them on."),
        ),
    },
    "pause": {
        "": (
            N_("We are waiting for a part. We go on as soon as it is here, and tell you."),
            N_("We need dry weather for this. Thank you for your patience."),
        ),
        "equipment": (N_("It is safe now. The lasting repair follows, and we keep you informed."),),
    },
    "decline": {
        "": (
            N_("We are sorry: this is not ours to do. We gladly tell you who can help."),
            N_("We looked and could not find it. If it comes back, please tell us at once."),
        ),
        "domestic": (N_("We are sorry: this is inside your home. We can recommend somebody."),),
    },
    "done": {
        "": (
            N_("It is done, and we left the place clean. Thank you for telling us."),
            N_("It is done. Thank you for your patience; please tell us if it is not right."),
        ),
        "sanitation": (N_("It is clean again. Thank you for keeping it so with us."),),
        "greening": (N_("The plants are cared for again. We hope that you enjoy them."),),
    },
}


def replies(action: str, service: str) -> list[str]:
    """Return the catalogue's texts for what is done, those of the service first."""
    known = REPLIES.get(action, {})
    return [*known.get(service, ()), *known.get("", ())]
