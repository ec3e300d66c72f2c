"""
Everything that can go wrong on purpose:

* ServiceError
  - InvalidInput        the sender can fix it: we say which fields
    - KeyTaken          the same Idempotency-Key did something else, or for somebody else
      * KeyReused       it made another request, which is named
  - NotAuthenticated    we do not know who this is
  - Forbidden           we know, and this is not theirs to do
  - NotFound            no such thing, or not theirs to see
    - Retired           a label that was replaced: we say by what
    - Erased            a request that was erased, as somebody wished or as its time was over
  - NotAllowed          the state it is in does not allow this
  - Stale               it changed since the sender looked
  - Limited             too many at once: try again later
  - Undelivered         a mailbox, a telephone or a chat did not take the message
    - Unanswered        it did not answer: the message may have arrived
  - Unavailable         the table or the queue did not answer in time, or others kept writing
  - Unexpected          a mistake of ours: it is in the log under the number we say

Named here; numbered, and said in the language of who asks, at the door
(`platform/http/problems.py`). Residents' pages have sentences of their own.
"""

from .words import N_, Sentence


class ServiceError(Exception):
    """Something that can go wrong on purpose."""


class InvalidInput(ServiceError):
    """The input is wrong and the sender can fix it; `fields` maps field to a sentence."""

    def __init__(self, **fields: str) -> None:
        super().__init__("; ".join(f"{name}: {said}" for name, said in sorted(fields.items())))
        self.fields = fields


class KeyTaken(InvalidInput):
    """This Idempotency-Key belongs to another person, another action or another body."""

    def __init__(self) -> None:
        super().__init__(key=N_("This Idempotency-Key was already used with another body."))


class KeyReused(KeyTaken):
    """This Idempotency-Key already made another request, which is unchanged."""

    def __init__(self, request_id: str, reference: str) -> None:
        super().__init__()
        self.request_id = request_id
        self.reference = reference


class NotAuthenticated(ServiceError):
    """Who is calling could not be established; `reason` is a code for logs and metrics."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not authenticated: {reason}")
        self.reason = reason


class Forbidden(ServiceError):
    """The caller is known and may not do this."""


class NotFound(ServiceError):
    """There is no such thing, or it is not the caller's to see: the answer is the same."""


class Retired(NotFound):
    """A label that was replaced less than 90 days ago; `place` is the code that replaced it."""

    def __init__(self, place: str, name: dict[str, str]) -> None:
        super().__init__("this label was replaced")
        self.place = place
        self.name = name


class Erased(NotFound):
    """A request of which nothing is left but its count."""

    def __init__(self) -> None:
        super().__init__("this request was erased; what it said is not kept any more")


class NotAllowed(ServiceError):
    """The item is in a state that does not allow this action.

    `holder` is {"id", "name"} of whoever holds the task, or None; `allowed` the
    actions that its state allows.
    """

    def __init__(
        self,
        sentence: str,
        *,
        state: str,
        allowed: list[str] | None = None,
        holder: dict[str, str] | None = None,
        version: int | None = None,
    ) -> None:
        super().__init__(sentence)
        self.state = state
        self.allowed = allowed or []
        self.holder = holder
        self.version = version


class Stale(ServiceError):
    """The item changed since the sender looked; `version` is the one it has now."""

    def __init__(self, version: int, state: str, holder: dict[str, str] | None = None) -> None:
        super().__init__(f"this changed since you looked; it is now at version {version}")
        self.version = version
        self.state = state
        self.holder = holder


class Limited(ServiceError):
    """Too many from one place or address; worth another try after `retry_after_s` seconds.

    With `same_words` only these words are too many: others are taken at once.
    """

    def __init__(self, retry_after_s: int, *, same_words: bool = False) -> None:
        sentence = Sentence("Please try again in %(seconds)s seconds.", seconds=retry_after_s)
        already = N_(
            "Already reported: these same words came from this place several times lately."
        )
        super().__init__(already if same_words else sentence)
        self.retry_after_s = retry_after_s
        self.same_words = same_words


class Undelivered(ServiceError):
    """A channel did not take a notice; when `permanent`, trying again is of no use."""

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class Unanswered(Undelivered):
    """A channel did not answer in time: nobody knows whether it took the notice."""


class Unavailable(ServiceError):
    """The store did not answer within our time, or others kept writing: try again."""


class Unexpected(ServiceError):
    """A mistake of ours; what it was stands in the log, under the number the answer says."""
