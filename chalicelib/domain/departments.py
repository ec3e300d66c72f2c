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
    "lifts": N_("Lift company"),
    "conduct": N_("Management"),
    "oversight": N_("Company management"),
}
"""Code to name. `conduct` is the queue of complaints about people: only managers hold it;
`oversight` has those that no manager may look into: only admins hold it."""
