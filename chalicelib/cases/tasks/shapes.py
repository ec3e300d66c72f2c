"""What the staff API says of tasks, and of whoever works on them."""

from msgspec import UNSET, UnsetType

from chalicelib.platform.http.problems import Problem
from chalicelib.platform.http.shapes import HistoryStep, Holder, NamedDepartment, Shape


class TaskRow(Shape, frozen=True):
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
    visit_at: int | None
    """When somebody comes, or came, as agreed with the resident."""
    visit_end: int | None
    visit_wanted: bool
    """The resident asks for times."""


class AskedOne(Shape, frozen=True):
    """A question of the form, and what was answered."""

    code: str
    question: str
    answer: str


class Suggested(Shape, frozen=True):
    """A topic that the words of a request may be about."""

    code: str
    name: str


class StaffNote(Shape, frozen=True):
    """Words that staff or the resident added."""

    by: str
    at: int
    text: str
    told: bool
    """Staff wrote it to the resident, who reads it."""
    mailed: str = ""
    """"proven" or "claimed" where it came by mail: whether from the address of the request."""
    whole: str = ""
    """All that the mail said, where that is more."""
    left_out: list[str] = []
    """Files of the mail that were not taken."""


class ShownPhoto(Shape, frozen=True):
    """A photo that was cleaned; its addresses are good for a while."""

    id: str
    url: str
    thumb: str
    at: int
    by: str
    when: str


class NeighbourNote(Shape, frozen=True):
    """What a neighbour added, never who."""

    at: int
    text: str


class Neighbours(Shape, frozen=True):
    """What those who have the same added."""

    notes: list[NeighbourNote]
    photos: list[ShownPhoto]


class Outside(Shape, frozen=True):
    """The contractor who does this for us, and whether its link opens."""

    name: str
    opens: bool


class Joiner(Shape, frozen=True):
    """A request that joined another, and since when."""

    reference: str
    at: int


class EarlierRound(Shape, frozen=True):
    """What was done before the resident said that it is not right."""

    round: int
    department: str
    name: str
    state: str
    said: str
    """What was done, or why not."""
    at: int


class TaskDetail(TaskRow, frozen=True):
    """A task with all that its worker needs."""

    words: str
    chosen: str
    suggested: list[Suggested]
    """Where nobody chose a topic: what the words may be about, the one that was taken first."""
    spot: str
    visit: str
    may_enter: bool | None
    answers: dict[str, str]
    asked: list[AskedOne]
    comment: str
    follows: str
    lang: str
    reason: str
    resolution: str
    until: int | None
    visit_late: int | None
    """The promise that the agreed visit lies behind."""
    windows: list[list[int]]
    """The times on offer for a visit, [from, to]."""
    rating: int | None
    reasons: list[str]
    """What a low rating is for, in the reader's language."""
    answer_first: bool
    """It is done only with words for the resident, who has none yet."""
    clean_up_check: bool
    photo_when_done: bool
    history: list[HistoryStep]
    allowed: list[str]
    notes: list[StaffNote]
    photos: list[ShownPhoto]
    neighbours: Neighbours
    has_contact: bool
    named: str
    contractor: Outside | None
    channel: str
    """How it came: form, api, mail, phone, counter, round."""
    filed_by: str
    """The name of whoever filed it for the resident."""
    urges: list[int]
    """When the resident asked to hurry."""
    earlier: list[EarlierRound]
    next_day_at: int | None
    """When the next working day of its department begins: until then it is put off, usually."""
    linked: list[str]
    """References of the requests that staff linked with it."""
    joiners: list[Joiner]
    """Those of the requests that joined it that were read along; `joined` counts all."""


class TaskPage(Shape, frozen=True):
    """What changed since the cursor."""

    tasks: list[TaskRow]
    cursor: str
    more: bool
    resync: bool
    poll_after_s: int
    now: int


class Verdict(Shape, frozen=True):
    """What became of an action, and the task as it is now."""

    verdict: str
    task: TaskRow


class BatchVerdict(Shape, frozen=True):
    """The same for one of a batch; one that was refused has its problem."""

    key: str
    verdict: str
    task: TaskRow | UnsetType = UNSET
    problem: Problem | UnsetType = UNSET


class Verdicts(Shape, frozen=True):
    """What became of a batch, in its order."""

    verdicts: list[BatchVerdict]


class PhotoForm(Shape, frozen=True):
    """Where one photo is sent, and the fields that go before it; or that it is there."""

    url: str | UnsetType = UNSET
    fields: dict[str, str] | UnsetType = UNSET
    there: bool | UnsetType = UNSET


class OnDuty(Shape, frozen=True):
    """Whether you are at work."""

    on_duty: bool


class Queue(Shape, frozen=True):
    """A list of tasks: a department's of a community."""

    id: str
    department: str
    name: str


class Workplace(Shape, frozen=True):
    """A community where you work, and as what."""

    code: str
    name: str
    zone: str
    region: str
    languages: list[str]
    role: str
    queues: list[Queue]
    departments: list[NamedDepartment]


class Me(Shape, frozen=True):
    """Who you are, and where you work."""

    id: str
    name: str
    language: str
    on_duty: bool
    communities: list[Workplace]
    life: dict[str, dict[str, str]]
    """State to the actions that people may take in it, and where each leads."""


class FoundOne(Shape, frozen=True):
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


class FoundRequests(Shape, frozen=True):
    """Every request of that reference: mostly one."""

    requests: list[FoundOne]
