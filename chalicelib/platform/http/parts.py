"""Forms of several parts, as programs send them with files: multipart/form-data."""

from io import BytesIO
from typing import NamedTuple

from chalicelib.kernel import errors

from .call import Call

MULTIPART = "multipart/form-data"
MOST_PARTS = 200
MOST_BYTES = 6 * 1024 * 1024
"""What Lambda takes in one call, so that nothing here is ever larger."""


CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "iso-8859-1", "windows-1252"})
"""In which fields may be written. Others that Python knows take minutes over one long field, or
make of it what no table stores."""


class Form(NamedTuple):
    """The fields of a form with all their values, and the files that came with it."""

    fields: dict[str, list[str]]
    files: list[bytes]


def parts_of(call: Call) -> Form:
    """Return what a form of several parts holds, or raise InvalidInput.

    Its fields together may be as long as another form's; files are no text and count apart.
    """
    # Imported here: few calls have parts, and every other one would wait for the library.
    from multipart import MultipartError, MultipartParser, parse_options_header

    raw = call.raw()
    form, room = Form({}, []), call.route.longest
    try:
        _, said = parse_options_header(call.header("content-type"))
        for part in MultipartParser(
            BytesIO(raw), said["boundary"], len(raw), _known(said.get("charset", "utf8")),
            part_limit=MOST_PARTS, spool_limit=MOST_BYTES, memory_limit=MOST_BYTES,
        ):  # fmt: skip
            if part.filename:
                form.files.append(part.raw)
                continue
            room -= part.size
            if room >= 0:
                charset = _known(part.charset)
                form.fields.setdefault(part.name or "", []).append(part.raw.decode(charset))
    except (MultipartError, LookupError, ValueError):
        raise errors.InvalidInput(body="The form could not be read.") from None
    if room < 0:
        raise errors.InvalidInput(body=f"The fields are longer than {call.route.longest} bytes.")
    return form


def _known(charset: str) -> str:
    """Return a charset in which a field may be written; raises LookupError for another."""
    if charset.lower() not in CHARSETS:
        raise LookupError(charset)
    return charset
