"""Daily digests: one item a person."""

from chalicelib.platform.storage.items import Kind

from .digest import DIGEST, Digest

DIGESTS = Kind(Digest, lambda digest: (f"digest#{digest.login}", DIGEST))


def insert(digest: Digest) -> bool:
    """Put a new digest unless this person has one; say whether it was put."""
    return DIGESTS.insert(digest)


def get(login: str) -> Digest | None:
    return DIGESTS.get(f"digest#{login}", DIGEST)


def save(before: Digest, after: Digest) -> Digest:
    """See Kind.save."""
    return DIGESTS.save(before, after)


def delete(digest: Digest) -> None:
    """See Kind.delete."""
    DIGESTS.delete(digest)
