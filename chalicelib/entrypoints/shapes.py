"""
What the API answers, for the contract: what programs read most, field by field.

They are shapes only: nothing is made of them. That every answer has the shape which the
contract says is held by calling each route in many ways.
"""

from typing import Any, TypedDict


class Submitted(TypedDict):
    """What whoever submitted keeps: the token reads how it stands, the address shows it."""

    id: str
    reference: str
    status_token: str
    status_url: str
    replayed: bool
    unread: list[str]


class Filed(TypedDict):
    """What staff read out to the resident for whom they filed."""

    id: str
    reference: str
    replayed: bool
    unread: list[str]


class JoinedTo(TypedDict):
    """What a request says of the one that it is the same as."""

    id: str
    told: int
    status: str
    words: str
    since_at: int
    until_at: int | None


class Status(TypedDict):
    """How a request stands."""

    id: str
    reference: str
    status: str
    topic: str
    title: str
    place: str
    words: str
    created_at: int
    changed_at: int
    done_by: int | None
    departments: list[str]
    outcome: str
    follows: str
    joined: JoinedTo | None


class KnownOne(TypedDict):
    """An outage, or what others reported."""

    id: str
    topics: list[str]
    titles: list[str]
    place: str
    since_at: int
    until_at: int | None
    ended_at: int | None
    words: str
    others: int
    outage: str
    joinable: bool


class KnownHere(TypedDict):
    """What is known at a place."""

    known: list[KnownOne]


class Holder(TypedDict):
    """Who has a task."""

    id: str
    name: str


class TaskRow(TypedDict):
    """A task in a list."""

    id: str
    version: int
    changed_at: int
    state: str
    queue: str
    topic: str
    icon: str
    title: str
    summary: str
    place: str
    priority: str
    kind: str
    holder: Holder | None
    mine: bool
    accept_by: int | None
    done_by: int | None
    created_at: int
    reference: str
    round: int
    gone: bool
    joined: int


class TaskPage(TypedDict):
    """What changed since the cursor."""

    tasks: list[TaskRow]
    cursor: str
    more: bool
    resync: bool
    poll_after_s: int
    now: int


class StepTaken(TypedDict):
    """One step of a task's history; its keys "from" and "to" are the states around it."""

    number: str
    action: str
    by: str
    name: str
    at: int
    reason: str


class Note(TypedDict):
    """Words that staff added."""

    by: str
    at: int
    text: str


class Photo(TypedDict):
    """A photo that was cleaned; its addresses are good for a while."""

    id: str
    url: str
    thumb: str
    at: int
    by: str
    when: str


class TaskDetail(TaskRow):
    """A task with all that its worker needs."""

    words: str
    chosen: str
    spot: str
    visit: str
    may_enter: bool | None
    answers: dict[str, str]
    asked: list[dict[str, str]]
    comment: str
    follows: str
    lang: str
    reason: str
    resolution: str
    until: int | None
    clean_up_check: bool
    photo_when_done: bool
    history: list[StepTaken]
    allowed: list[str]
    notes: list[Note]
    photos: list[Photo]
    has_contact: bool
    named: str


class Verdict(TypedDict):
    """What became of an action, and the task as it is now."""

    verdict: str
    task: TaskRow


class BatchVerdict(TypedDict, total=False):
    """The same for one of a batch; one that was refused has its problem."""

    key: str
    verdict: str
    task: TaskRow
    problem: dict[str, Any]


class Verdicts(TypedDict):
    """What became of a batch, in its order."""

    verdicts: list[BatchVerdict]


class OnDuty(TypedDict):
    """Whether you are at work."""

    on_duty: bool


class Me(TypedDict):
    """Who you are, and where you work."""

    id: str
    name: str
    language: str
    on_duty: bool
    communities: list[dict[str, Any]]
    life: dict[str, dict[str, str]]


class PhotoForm(TypedDict):
    """Where one photo is sent, and the fields that go before it."""

    url: str
    fields: dict[str, str]


class OneWay(TypedDict):
    """How somebody is reached, and what came of its last test."""

    mark: str
    channel: str
    address: str
    outcome: str
    tested_at: int | None


class Ways(TypedDict):
    """Every way to a person; `push_key` is for a phone that is to take notices."""

    ways: list[OneWay]
    push_key: str


class Urgent(TypedDict):
    """What is urgent and nobody took on."""

    tasks: list[TaskRow]
    poll_after_s: int


class Contact(TypedDict):
    """How to reach a resident."""

    name: str
    addresses: list[dict[str, str]]


class FoundOne(TypedDict):
    """A request by its reference."""

    id: str
    reference: str
    status: str
    topic: str
    title: str
    place: str
    created_at: int
    joined_to: str
    joined: int
    tasks: list[TaskRow]


class Found(TypedDict):
    """Every request of that reference: mostly one."""

    requests: list[FoundOne]


ANSWERS: dict[str, type] = {
    "POST /api/v1/requests": Submitted,
    "GET /api/v1/requests/{id}": Status,
    "GET /api/v1/known": KnownHere,
    "POST /staff/v1/requests": Filed,
    "GET /staff/v1/urgent": Urgent,
    "GET /staff/v1/tasks": TaskPage,
    "GET /staff/v1/tasks/{id}": TaskDetail,
    "POST /staff/v1/tasks/{id}/actions": Verdict,
    "POST /staff/v1/actions": Verdicts,
    "POST /staff/v1/tasks/{id}/photos": PhotoForm,
    "POST /staff/v1/tasks/{id}/contact": Contact,
    "GET /staff/v1/me": Me,
    "POST /staff/v1/me/duty": OnDuty,
    "GET /staff/v1/me/ways": Ways,
    "POST /staff/v1/me/ways": Ways,
    "GET /staff/v1/find": Found,
}
"""Route to what it answers with when it is done; what is not here answers any JSON."""
