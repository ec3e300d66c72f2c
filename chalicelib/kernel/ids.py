"""
Ids: what each one looks like, how it is made and how it is read.

    request     hv-<26>                    community, then what its Idempotency-Key makes of it
    task        hv-<26>.2.engineering      request, the step that caused it, department
    queue       hv.engineering             community, department
    opinion     hv-opinion-<26>            community, then what makes it: a key, or request and step
    measure     hv-measure-<26>            community, then what makes it: a key, or a pattern
    outage      hv-outage-<26>             community, what its Idempotency-Key makes of it
    reference   7KQ2M9X, said 7KQ-2M9X     for the telephone; opens nothing
    place code  14 characters              on the label; "submit here" and nothing else

Letters are Crockford's base32: nothing in it is mistaken for something else, and what
people do mistake (I, L, O) is read as what they meant. Everything is plain ASCII.
"""

import base64
import hmac
import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256

from msgspec import Struct

from .words import N_

CROCKFORD_UPPER = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CROCKFORD_LOWER = CROCKFORD_UPPER.lower()

REQUEST_LENGTH = 26
"""130 bits: nobody finds a request id by trying."""
REFERENCE_LENGTH = 7
PLACE_LENGTH = 14
"""70 bits: a thousand guesses a second at a million labels hit one in 37,000 years."""

COMMUNITY = "[a-z][a-z0-9]{1,9}"
DEPARTMENT = "[a-z][a-z_]{1,31}"
CAUSE = "[a-z0-9-]{1,40}"
REQUEST = f"{COMMUNITY}-[{CROCKFORD_LOWER}]{{{REQUEST_LENGTH}}}"
OUTAGE = f"{COMMUNITY}-outage-[{CROCKFORD_LOWER}]{{{REQUEST_LENGTH}}}"

_COMMUNITY = re.compile(COMMUNITY)
_DEPARTMENT = re.compile(DEPARTMENT)
_REQUEST = re.compile(REQUEST)
_OUTAGE = re.compile(OUTAGE)
_TASK = re.compile(rf"({REQUEST})\.({CAUSE})\.({DEPARTMENT})")
_QUEUE = re.compile(rf"({COMMUNITY})\.({DEPARTMENT})")
_SCOPED = re.compile(rf"({COMMUNITY})[.-][a-z0-9._-]{{1,100}}")
_REFERENCE = re.compile(f"[{CROCKFORD_UPPER}]{{{REFERENCE_LENGTH}}}")
_PLACE = re.compile(f"[{CROCKFORD_UPPER}]{{{PLACE_LENGTH}}}")
_KEY = re.compile("[A-Za-z0-9_-]{22,64}")

_LONGEST_TYPED = 64
_MEANT = str.maketrans("ILO", "110")
_RFC4648 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LOWER = bytes.maketrans(_RFC4648, CROCKFORD_LOWER.encode())
_UPPER = bytes.maketrans(_RFC4648, CROCKFORD_UPPER.encode())


class BadId(ValueError):
    """This text is no such id; to whoever asked, there is no such thing."""


class TaskId(Struct, frozen=True):
    """The three parts of a task id."""

    request: str
    cause: str
    department: str


def request_id(community: str, place: str, key: str, *, secret: bytes) -> str:
    """Return the id of the one request that this key can make at this place.

    A double tap, a replay next week and a redelivery all name the same item.
    """
    _must(_COMMUNITY, community)
    # Framed by length: "ab"+"c" and "a"+"bc" would otherwise be one request.
    made = hmac.digest(secret, framed(community, place, key), "sha256")
    return f"{community}-{base32(made, REQUEST_LENGTH)}"


def measure_id(community: str, *parts: str) -> str:
    """Return the id of the one measure that these make: who and their key, or a pattern."""
    return item_id("measure", community, *parts)


def opinion_id(community: str, *parts: str) -> str:
    """Return the id of the one opinion that these make: who and their key, or request and step."""
    return item_id("opinion", community, *parts)


def item_id(kind: str, community: str, *parts: str) -> str:
    """Return the id of the one item of a kind that these make, the same whenever it is made."""
    digest = sha256(framed(kind, community, *parts)).digest()
    return f"{community}-{kind}-{base32(digest, REQUEST_LENGTH)}"


def reference(request: str) -> str:
    """Return the seven characters said on the telephone; they tell nothing of the id."""
    digest = sha256(framed("reference", request)).digest()
    return base32_upper(digest, REFERENCE_LENGTH)


def shown(ref: str) -> str:
    """Return a reference as people read it: 7KQ-2M9X."""
    return f"{ref[:3]}-{ref[3:]}"


def normalise_reference(text: str) -> str:
    """Return the reference that somebody typed or heard, or raise BadId."""
    return _must(_REFERENCE, _as_meant(text))


def is_request_id(text: str) -> bool:
    return _REQUEST.fullmatch(text) is not None


def outage_id(community: str, key: str, *, secret: bytes) -> str:
    """Return the id of the one outage that this key can open in a community."""
    _must(_COMMUNITY, community)
    made = hmac.digest(secret, framed("outage", community, key), "sha256")
    return f"{community}-outage-{base32(made, REQUEST_LENGTH)}"


def is_outage_id(text: str) -> bool:
    return _OUTAGE.fullmatch(text) is not None


def task_id(request: str, cause: str, department: str) -> str:
    """Return the id of the task that this step of the request gives this department."""
    made = f"{request}.{cause}.{department}"
    _must(_TASK, made)
    return made


def is_task_id(text: str) -> bool:
    return _TASK.fullmatch(text) is not None


def parse_task_id(text: str) -> TaskId:
    """Return the parts of a task id, or raise BadId."""
    return TaskId(*_parts(_TASK, text))


def queue_id(community: str, department: str) -> str:
    """Return the name of a department's queue in a community."""
    return _must(_QUEUE, f"{community}.{department}")


def parse_queue_id(text: str) -> tuple[str, str]:
    """Return community and department of a queue, or raise BadId."""
    community, department = _parts(_QUEUE, text)
    return community, department


def community_of(text: str) -> str:
    """Return the community in which an id of any kind belongs, or raise BadId."""
    return _parts(_SCOPED, text)[0]


def is_community(text: str) -> bool:
    return _COMMUNITY.fullmatch(text) is not None


def is_department(text: str) -> bool:
    return _DEPARTMENT.fullmatch(text) is not None


def normalise_place_code(text: str) -> str:
    """Return the place code that somebody scanned or typed, or raise BadId."""
    return _must(_PLACE, _as_meant(text))


def new_place_code(token_bytes: Callable[[int], bytes]) -> str:
    """Return a fresh place code; `token_bytes` is `secrets.token_bytes`."""
    return base32_upper(token_bytes(9), PLACE_LENGTH)


KEY_RULE = N_("The Idempotency-Key must be 22 to 64 letters, digits, - or _.")


def is_key(text: str) -> bool:
    """Say whether this may be an Idempotency-Key."""
    return _KEY.fullmatch(text) is not None


def new_key(token_bytes: Callable[[int], bytes]) -> str:
    """Return a fresh Idempotency-Key for the hidden field of a form: 128 bits."""
    return base64.urlsafe_b64encode(token_bytes(16)).rstrip(b"=").decode()


def framed(*parts: str) -> bytes:
    """Return the parts as bytes that no other parts give: each with its length before it."""
    # "surrogatepass": half a character, which JSON may smuggle in, is no reason to fail.
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def base32(data: bytes, length: int) -> str:
    """Return the first `length` characters (5 bits each) of `data`, lower case."""
    return base64.b32encode(data).translate(_LOWER)[:length].decode()


def base32_upper(data: bytes, length: int) -> str:
    return base64.b32encode(data).translate(_UPPER)[:length].decode()


def _as_meant(text: str) -> str:
    """Return what was typed without full width, "#", dashes and the end of a sentence."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    # Before upper(): "ı".upper() is a plain "I", and would slip through.
    if len(text) > _LONGEST_TYPED or not plain.isascii():
        raise BadId("not a code")
    return plain.upper().translate(_MEANT)


def _must(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise BadId("not an id of this kind")
    return text


def _parts(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    match = pattern.fullmatch(text)
    if match is None:
        raise BadId("not an id of this kind")
    return match.groups()
