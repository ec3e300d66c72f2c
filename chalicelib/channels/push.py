"""
Web push: a notice to a phone in a pocket, by the service of its own browser.

The words are encrypted for the phone alone (RFC 8291, RFC 8188); the service learns that
something came, and from whom (RFC 8292). Only the services of this table are ever called,
or whoever writes a subscription could make us call anything.
"""

import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from hmac import new as hmac
from typing import Any
from urllib.parse import urlsplit

from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.platform.aws import secrets

HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
"""Chrome and Edge on Android, Firefox, Safari, Edge on Windows; with a dot, any name under it."""
TTL_S = 3_600
"""So long a service keeps a notice for a phone that is off; later it is no news."""
TIMEOUT_S = (1, 2)
"""To connect, to answer: the message that goes beside it needs the worker's time."""
MOST_BYTES = 3_000
"""A service takes 4,096 with what encrypting adds."""
GONE = frozenset({404, 410})
_PLAIN = re.compile("https://[!-~]+")
"""An address as browsers give it: without blanks, which part it from its keys, in ASCII."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256."""


def is_known(endpoint: str) -> bool:
    """Say whether this is an address of a push service that we know."""
    if not _PLAIN.fullmatch(endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = parts.scheme == "https" and port in (None, 443) and not parts.username
    return plain and any(
        host == known or (known.startswith(".") and host.endswith(known)) for known in HOSTS
    )


def is_key(text: str, length: int) -> bool:
    """Say whether this is so many bytes as a browser writes them."""
    try:
        return len(_bytes(text)) == length
    except ValueError:
        return False


def is_phone(p256dh: str, auth: str) -> bool:
    """Say whether these are keys for which something can be encrypted (RFC 8291)."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if not (is_key(p256dh, 65) and is_key(auth, 16)):
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
    except ValueError:
        return False
    return True


def public_key() -> str:
    """Return the key by which a browser knows us, for its subscription."""
    return _text(_point(_private_key()))


def send(address: str, title: str, body: str, link: str, *, now: int) -> None:
    """Send one notice to a phone, or raise Undelivered; permanent when the phone forgot us.

    `address` is endpoint and keys with spaces between; `now` is epoch ms.
    """
    import requests

    endpoint, p256dh, auth = address.rsplit(" ", 2)
    if not is_known(endpoint):
        raise Undelivered("this is no push service that we know", permanent=True)
    said = json.dumps({"title": title, "body": body, "link": link}, ensure_ascii=False).encode()
    try:
        data = encrypted(said, _bytes(p256dh), _bytes(auth))
    except ValueError as error:
        raise Undelivered("these are no keys of a phone", permanent=True) from error
    try:
        answer = requests.post(
            endpoint,
            data=data,
            headers=_headers(endpoint, now=now),
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Unanswered(f"no push service: {type(error).__name__}") from error
    if answer.status_code not in (200, 201, 202):
        final = answer.status_code in GONE
        raise Undelivered(f"the push service said {answer.status_code}", permanent=final)


def encrypted(
    said: bytes, receiver: bytes, auth: bytes, *, own: Any = None, salt: bytes = b""
) -> bytes:
    """Return a message that only the phone can read, as one aes128gcm record."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver)
    shared, point = own.exchange(ec.ECDH(), theirs), _point(own)
    secret = _derived(auth, shared, b"WebPush: info\0" + receiver + point, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    # Behind the words a 2: this record is the last one.
    sealed = AESGCM(key).encrypt(nonce, said + b"\x02", None)
    return salt + (4_096).to_bytes(4, "big") + bytes([len(point)]) + point + sealed


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF (RFC 5869) with SHA-256, of one block."""
    return hmac(hmac(salt, secret, sha256).digest(), info + b"\x01", sha256).digest()[:length]


def _headers(endpoint: str, *, now: int) -> dict[str, str]:
    import jwt

    parts = urlsplit(endpoint)
    claims = {
        "aud": f"https://{parts.hostname}",
        "exp": now // 1000 + 12 * 3_600,
        # Somebody a service could write to; a stage has no address of its own to give.
        "sub": "mailto:push@steward.invalid",
    }
    key = _private_key()
    token = jwt.encode(claims, key, algorithm="ES256")
    return {
        "Authorization": f"vapid t={token}, k={_text(_point(key))}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL_S),
        "Urgency": "high",
    }


def _private_key() -> Any:
    """Return our signing key: made from the link secret, so that no other has to be kept.

    A new link secret is a new key; the app notices, and subscribes its phone again.
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    found = secrets.read("link")
    seed = hmac(found.by_version[found.current], b"web push", sha256).digest()
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _point(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point: bytes = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
