"""Names for people inside the domain's tables: plain English, translated when shown."""


def N_(text: str) -> str:  # noqa: N802
    """Mark a text for the catalogue where it stands in a table."""
    return text


class Sentence(str):
    """A message with its %(names)s filled in, which can still be said in another language."""

    message: str
    values: dict[str, object]

    def __new__(cls, message: str, /, **values: object) -> "Sentence":
        made = super().__new__(cls, message % values)
        made.message, made.values = message, values
        return made


def too_long(most: int) -> Sentence:
    """Say that a text has more characters than there may be."""
    return Sentence("Please keep it to %(most)s characters.", most=most)
