"""Keys with the same text in every run."""

from chalicelib.programs.keys.model import RIGHTS, Key, hashed, new_text


def program_key(name: str, community: str, rights: list[str] | None = None) -> tuple[Key, str]:
    """Return a key, and the text that opens it; with every right when none is named."""
    id_ = f"{community}-{name.translate(_PLAIN):0<10}"[: len(community) + 11]
    text = new_text(id_, lambda n: name.encode().ljust(n, b"-")[:n])
    key = Key(
        id=id_, community=community, communities=[community], name=name,
        rights=list(RIGHTS) if rights is None else rights, hash=hashed(text), made_at=1,
        made_by="Mara",
    )  # fmt: skip
    return key, text


_PLAIN = str.maketrans("ilou", "1100", "_ ")
