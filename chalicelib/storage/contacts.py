"""Addresses of residents, one item each under their request."""

from ..domain.contacts import Contact
from .items import Keys, Kind


def _index(contact: Contact) -> Keys:
    return {
        "person_pk": f"{contact.community}#{contact.hash}",
        "person_sk": f"{contact.created_at:013d}#{contact.request}",
    }


CONTACTS = Kind(Contact, lambda contact: (contact.request, f"contact#{contact.hash}"), _index)


def insert(contact: Contact) -> bool:
    """Put an address unless this request has it already; say whether it was put."""
    return CONTACTS.insert(contact)


def get(request_id: str, hash: str) -> Contact | None:
    return CONTACTS.get(request_id, f"contact#{hash}")


def save(before: Contact, after: Contact) -> Contact:
    """See Kind.save."""
    return CONTACTS.save(before, after)
