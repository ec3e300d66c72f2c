"""
The domain's errors as answers: a code, and sentences in the language of whoever called.

Codes, and the names of fields, are the same in every language. What no catalogue has, as what a
lifecycle says of its states, is said in other languages by the sentence of its kind.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from chalicelib.i18n import SOURCE, msg, spoken
from chalicelib.kernel import errors
from chalicelib.kernel.words import N_, Sentence

STATUS: Mapping[type[errors.ServiceError], tuple[int, str]] = {
    errors.KeyTaken: (422, N_("This key was already used")),
    errors.InvalidInput: (422, N_("Something is wrong with the input")),
    errors.NotAuthenticated: (401, N_("Please sign in")),
    errors.Forbidden: (403, N_("You do not have permission to do this")),
    errors.Retired: (410, N_("This label was replaced")),
    errors.Erased: (410, N_("This was deleted")),
    errors.NotFound: (404, N_("Not found")),
    errors.NotAllowed: (409, N_("Not possible in this state")),
    errors.Stale: (412, N_("This has changed since you looked")),
    errors.Limited: (429, N_("Too many requests")),
    errors.Undelivered: (502, N_("Not delivered")),
    errors.Unavailable: (503, N_("Please try again")),
    errors.Unexpected: (500, N_("Something went wrong on our side")),
}
"""Error to status and title; the first class that fits, in the order of this table."""

LIMITED = STATUS[errors.Limited][0]

AS_IT_IS = "%(said)s"
"""What only programs read: the library's own words."""

CHECK_THIS = N_("Please check this.")


class Problem(msgspec.Struct, frozen=True):
    """An error as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | UnsetType = UNSET
    correlation_id: str | UnsetType = UNSET
    errors: dict[str, str] | UnsetType = UNSET
    """Field to what is wrong with it."""
    id: str | UnsetType = UNSET
    """With `reference`: what stands under this key already."""
    reference: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    allowed: list[str] | UnsetType = UNSET
    version: int | UnsetType = UNSET
    holder: dict[str, str] | UnsetType | None = UNSET
    replaced_by: str | UnsetType = UNSET


def problem_body(error: errors.ServiceError, lang: str, **where: Any) -> Problem:
    """Return an error as it stands in an answer, or inside the verdict on one action of a batch."""
    status, title = status_of(error)
    return Problem(
        type=f"urn:steward:{_code(error)}",
        title=msg(lang, title),
        status=status,
        detail=_detail(error, lang, msg(lang, title)),
        **where,
        **_more(error, lang),
    )


def status_of(error: errors.ServiceError) -> tuple[int, str]:
    """Return status and title of an error."""
    return next(found for kind, found in STATUS.items() if isinstance(error, kind))


def misread(sentence: str) -> dict[str, Sentence]:
    """Return field to sentence from what msgspec says: "Expected `int`… - at `$.until`"."""
    what, _, where = sentence.partition(" - at `$")
    field = where.rstrip("`").lstrip(".") or "body"
    for pattern, said in _MISREAD.items():
        if found := re.fullmatch(pattern, what):
            *kinds, name = found.groups()
            values = dict(zip(("wanted", "got"), (_kind(each) for each in kinds), strict=False))
            return {(name or field)[:60]: Sentence(said, **values)}
    return {field[:60]: Sentence(AS_IT_IS, said=what.replace("`", "'")[:200])}


_MISREAD = {
    "Object missing required field `(.+)`": N_("This is missing."),
    "Object contains unknown field `(.+)`": N_("There is no such field."),
    "Expected `(.+)`, got `(.+)`()": N_("This has to be %(wanted)s, and is %(got)s."),
}


def _kind(name: str) -> Sentence:
    return Sentence(_KINDS.get(name.removesuffix(" | null"), AS_IT_IS), said=name)


_KINDS = {
    "str": N_("text"),
    "int": N_("a whole number"),
    "float": N_("a number"),
    "bool": N_("true or false"),
    "array": N_("a list"),
    "object": N_("an object"),
    "null": N_("nothing"),
}


def _detail(error: errors.ServiceError, lang: str, title: str) -> str:
    if lang == SOURCE:
        return str(error)
    if isinstance(error, errors.InvalidInput):
        return " ".join(dict.fromkeys(_fields(error, lang).values()))
    return spoken(lang, error.args[0] if error.args else "", title)


def _fields(error: errors.InvalidInput, lang: str) -> dict[str, str]:
    otherwise = msg(lang, CHECK_THIS)
    return {name: spoken(lang, said, otherwise) for name, said in error.fields.items()}


def _code(error: errors.ServiceError) -> str:
    name = type(error).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def _more(error: errors.ServiceError, lang: str) -> dict[str, Any]:
    if isinstance(error, errors.KeyReused):
        made = {"id": error.request_id, "reference": error.reference}
        return {"errors": _fields(error, lang), **made}
    if isinstance(error, errors.InvalidInput):
        return {"errors": _fields(error, lang)}
    if isinstance(error, errors.NotAllowed):
        said = {"state": error.state, "allowed": error.allowed, "holder": error.holder}
        # Where there is no item yet, as past the most that there may be, there is no version.
        return said if error.version is None else {**said, "version": error.version}
    if isinstance(error, errors.Stale):
        return {"state": error.state, "version": error.version, "holder": error.holder}
    if isinstance(error, errors.Retired):
        return {"replaced_by": error.place}
    return {}
