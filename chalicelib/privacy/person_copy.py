"""
The copy of what is kept of one person, as the contract says it.

It is made by privacy/export.py, for the resident's own page, too; what is empty is left out.
"""

from msgspec import UNSET, UnsetType

from chalicelib.platform.http.shapes import Shape


class CopiedAnswer(Shape, frozen=True):
    """What the resident said when they were asked whether it is fixed."""

    fixed: bool | UnsetType = UNSET
    clean: bool | UnsetType = UNSET
    rating: int | UnsetType = UNSET
    comment: str | UnsetType = UNSET
    thanks: str | UnsetType = UNSET


class CopiedNote(Shape, frozen=True):
    """Words between the resident ("you") and the team."""

    at: int
    text: str
    by: str


class CopiedWork(Shape, frozen=True):
    """What one department did."""

    department: str
    state: str
    said: str
    done: str
    finished_at: int | None
    visit_at: int | UnsetType = UNSET
    visit_until: int | UnsetType = UNSET
    times_offered: list[list[int]] | UnsetType = UNSET


class CopiedAddress(Shape, frozen=True):
    """An address of this person."""

    address: str
    channel: str
    state: str
    at: int


class CopiedPhoto(Shape, frozen=True):
    """A photo of the resident's; its address is good for a while."""

    at: int
    address: str


class CopiedLook(Shape, frozen=True):
    """A look at the address: when, and by which department."""

    at: int
    department: str


class CopiedStep(Shape, frozen=True):
    """Something that happened."""

    at: int
    what: str


class KeptPart(Shape, frozen=True):
    """Why a part is kept, by what right, and until when once it is closed."""

    what_for: str
    basis: str
    days_after_closing: int
    until: int | None


class CopiedRequest(Shape, frozen=True):
    """One request; of an address that was never proven only `address`, `at` and `unproven`."""

    reference: str | UnsetType = UNSET
    told_at: int | UnsetType = UNSET
    topic: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    place: dict[str, str] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    words: str | UnsetType = UNSET
    spot: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    visit: str | UnsetType = UNSET
    may_enter: bool | UnsetType = UNSET
    answers: dict[str, str] | UnsetType = UNSET
    state: str | UnsetType = UNSET
    closed_at: int | UnsetType | None = UNSET
    answer: CopiedAnswer | UnsetType = UNSET
    notes: list[CopiedNote] | UnsetType = UNSET
    internal_notes: int | UnsetType = UNSET
    work: list[CopiedWork] | UnsetType = UNSET
    typed: str | UnsetType = UNSET
    addresses: list[CopiedAddress] | UnsetType = UNSET
    photos: list[CopiedPhoto] | UnsetType = UNSET
    looks_at_your_address: list[CopiedLook] | UnsetType = UNSET
    history: list[CopiedStep] | UnsetType = UNSET
    kept: list[KeptPart] | UnsetType = UNSET
    address: str | UnsetType = UNSET
    at: int | UnsetType = UNSET
    unproven: bool | UnsetType = UNSET


class CopiedPreference(Shape, frozen=True):
    """What a household told us, what for, and until when."""

    told: str
    value: str
    purpose: str
    consent_at: int
    expires_at: int | None


class PersonCopy(Shape, frozen=True):
    """All that is kept of one person in a community."""

    community: str
    at: int
    requests: list[CopiedRequest]
    household: list[CopiedPreference]
