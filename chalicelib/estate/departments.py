"""The departments that a community can have, and what people call them."""

from collections.abc import Collection, Mapping

from chalicelib.kernel.words import N_

DEPARTMENTS: Mapping[str, str] = {
    "customer_service": N_("Customer service"),
    "engineering": N_("Engineering team"),
    "security": N_("Security team"),
    "fire_safety": N_("Fire safety"),
    "cleaning": N_("Cleaning team"),
    "greening": N_("Gardening team"),
    "administration": N_("Duty manager"),
    "finance": N_("Finance team"),
    "lifts": N_("Lift contractor"),
    "conduct": N_("Management"),
    "oversight": N_("Head office"),
}
"""Code to name. `conduct` is the queue of complaints about people: only managers hold it;
`oversight` has those that no manager may look into: only admins hold it."""

LAST = ("customer_service", "administration")
"""Who takes the work of a department that a community does not have."""


def heir(name: str, there: Collection[str], redirects: Mapping[str, str]) -> str:
    """Return the department that does this one's work: itself, else whom it was redirected to.

    "" when that is none of those that are `there`.
    """
    seen = {name}
    while name not in there and name in redirects and redirects[name] not in seen:
        name = redirects[name]
        seen.add(name)
    return name if name in there else ""


def last_of(there: Collection[str]) -> str:
    """Return who takes what has no department: never nobody."""
    return next((last for last in LAST if last in there), next(iter(sorted(there)), LAST[0]))
