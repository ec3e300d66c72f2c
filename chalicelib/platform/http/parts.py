"""Forms of several parts, as programs send them with files: multipart/form-data."""

from io import BytesIO
from typing import NamedTuple

from chalicelib.kernel import errors

from .call import Call

MULTIPART = "multipart/form-data"
MOST_PARTS = 200
MOST_BYTES = 6 * 1024 * 1024
"""What Lambda takes in one call, so that nothing here is ever larger."""


class Form(NamedTuple):
    """The fields of a form with all their values, and the files that came with it."""

    fields: dict[str, list[str]]
    files: list[bytes]


def parts_of(call: Call) -> Form:
    """Return what a form of several parts holds, or raise InvalidInput.

    Its fields together may be as long as another form's; files are no text and count apart.
    """
    # Imported here: few calls have parts, and every other one would wait for the library.
    from multipart import MultipartError, parse_form_data

    raw = call.raw()
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": call.header("content-type"),
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": BytesIO(raw),
    }
    try:
        said, sent = parse_form_data(
            environ, ignore_errors=False, part_limit=MOST_PARTS, spool_limit=MOST_BYTES,
            memory_limit=MOST_BYTES,
        )  # fmt: skip
    except (MultipartError, LookupError, ValueError):
        raise errors.InvalidInput(body="The form could not be read.") from None
    fields = {name: [str(value) for value in said.getall(name)] for name in said}
    if sum(len(value) for values in fields.values() for value in values) > call.route.longest:
        raise errors.InvalidInput(body=f"The fields are longer than {call.route.longest} bytes.")
    return Form(fields, [part.raw for name in sent for part in sent.getall(name)])
