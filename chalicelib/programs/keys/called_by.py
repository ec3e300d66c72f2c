"""Which program is calling: its key is read per call, so that revoking it works at once."""

from msgspec import Struct, structs

from chalicelib.kernel import errors
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.http.blueprint import Made, Routes
from chalicelib.platform.http.call import Call, problem
from chalicelib.platform.storage import ledger

from . import store as keys
from .model import PER_MINUTE, USED_MS, Key, id_in, opens


class Program(Struct, frozen=True):
    """A key that was believed, and how full its minute is."""

    key: Key
    wait_s: int = 0
    """In how many seconds it may call again; 0 while it may."""

    def must(self, *rights: str) -> None:
        """Raise Forbidden without one of these rights."""
        if not any(right in self.key.rights for right in rights):
            raise errors.Forbidden(f"this key has no right to {' or to '.join(rights)}")

    def refuse_too_many(self) -> None:
        """Raise Limited once this minute is full."""
        if self.wait_s:
            raise errors.Limited(self.wait_s)


class ProgramRoutes(Routes):
    """Routes for programs: the view gets whose key it is, and is not called without one.

    The view itself refuses what is too much: a danger is taken all the same.
    """

    kind = "program"

    def answering(self, call: Call, **params: str) -> Made:
        try:
            return call.route.view(call, calling(call), **params)
        except errors.ServiceError as error:
            if isinstance(error, errors.NotAuthenticated | errors.Forbidden):
                call.note(reason=type(error).__name__, AuthzDenied=1)
            return problem(error, call)


def calling(call: Call) -> Program:
    """Return which program is calling, count the call and note it in the log.

    Raises NotAuthenticated, the same for a key that is missing, wrong, or revoked.
    """
    scheme, _, text = call.header("authorization").partition(" ")
    return believed(call, text if scheme.lower() == "bearer" else "")


def believed(call: Call, text: str) -> Program:
    """Return the program that this key is of, count the call and note it in the log.

    Raises NotAuthenticated as `calling` does. Open311 has the key in its form.
    """
    text = text.strip()
    id_ = id_in(text)
    key = keys.get(id_) if id_ else None
    if key is None or not opens(key, text, now=call.now):
        raise errors.NotAuthenticated("no_key")
    call.note(program=f"{key.name} ({key.id})")
    if key.last_used is None or call.now - key.last_used >= USED_MS:
        keys.note_use(key, structs.replace(key, last_used=call.now))
    return Program(key, _wait_s(key, now=call.now))


def _wait_s(key: Key, *, now: int) -> int:
    """Count one call of this minute; return the seconds to the next one once it is full.

    Availability first: when the counter does not answer, nobody is refused.
    """
    minute = now // MINUTE_MS
    ends = (minute + 1) * MINUTE_MS
    try:
        counted = ledger.count(
            f"program#{key.id}#{minute}", ["all"],
            ceilings={"all": PER_MINUTE}, expires_at=ends + MINUTE_MS,
        )  # fmt: skip
    except errors.Unavailable:
        return 0
    return 0 if counted is not None else max(1, -(-(ends - now) // 1000))
