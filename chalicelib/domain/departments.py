"""The departments that a community can have, and what people call them."""

from collections.abc import Mapping

from .words import N_

DEPARTMENTS: Mapping[str, str] = {
    "customer_service": N_("Customer service"),
    "engineering": N_("Engineering"),
    "security": N_("Security"),
    "fire_safety": N_("Fire safety"),
    "cleaning": N_("Cleaning"),
    "greening": N_("Greening"),
    "administration": N_("Duty manager"),
    "finance": N_("Finance"),
    "conduct": N_("Management"),
}
"""Code to name. `conduct` is the queue of complaints about people: only managers hold it."""
