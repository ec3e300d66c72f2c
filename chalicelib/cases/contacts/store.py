"""Addresses of residents, one item each under their request."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind

from .model import Contact


def _index(contact: Contact) -> Keys:
    if not contact.address:
        return {"person_pk": None, "person_sk": None}
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


def delete(contact: Contact) -> None:
    """Delete an address if it is still as it was read; gone already is fine."""
    CONTACTS.delete(contact)


def of_person(community: str, hash: str) -> list[Contact]:
    """Return each item of one address in a community, oldest request first."""
    key = f"{community}#{hash}"
    rows = table.query(lambda: CONTACTS.row.by_person.query(key))
    found = [get(row.pk, hash) for row in rows if row.sk == f"contact#{hash}"]
    return [contact for contact in found if contact is not None and contact.address]


def save(before: Contact, after: Contact) -> Contact:
    """See Kind.save."""
    return CONTACTS.save(before, after)
