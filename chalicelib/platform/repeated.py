"""
What botocore does anew at each call and comes to the same each time, done once.

A submit is three calls of two services, and most of its CPU was botocore's: it walked the shape
of every value that it sent, asked the endpoint rules where the one endpoint is, derived the same
key of the day, and read each header through the parser of mails. What is sent says the same
under the same signature; trying again, errors and connections stay botocore's.
"""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import msgspec

SERVICES = frozenset({"dynamodb", "sqs"})
"""Who is asked at each answer. They speak JSON, we send them no bytes, and they have one endpoint,
whatever is asked."""

SIGNER = "steward"


def spare(made: Any) -> None:
    """Let a client of one of these services do once what comes to the same each time."""
    made._serializer = _serializer()
    made._ruleset_resolver.construct_endpoint = _once(made._ruleset_resolver.construct_endpoint)
    _offer_signer()
    made.meta.events.register("choose-signer", _choose)


def _once(construct: Any) -> Any:
    found: list[Any] = []

    def constructed(**asked: Any) -> Any:
        if not found:
            found.append(construct(**asked))
        return found[0]

    return constructed


def _choose(signature_version: Any, **_: Any) -> str | None:
    return SIGNER if signature_version == "v4" else None


@cache
def _serializer() -> Any:
    from botocore.serialize import JSONSerializer

    class Serializer(JSONSerializer):
        """Writes what it is given: our parameters are what goes over the wire already."""

        def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
            if any(isinstance(each, datetime) for each in parameters.values()):
                # On the wire a time is a number: a restore is asked for with one.
                return super().serialize_to_request(parameters, operation_model)
            made = super().serialize_to_request({}, operation_model)
            made["body"] = msgspec.json.encode(parameters)
            return made

    return Serializer()


@cache
def _offer_signer() -> None:
    """Put a signer beside botocore's: the same signature of a plain POST, with less reading."""
    from botocore import auth, exceptions

    unsigned = frozenset(auth.SIGNED_HEADERS_BLACKLIST)

    class Signer(auth.SigV4Auth):
        def add_auth(self, request: Any) -> None:
            if self.credentials is None:
                raise exceptions.NoCredentialsError
            stamp = auth.get_current_datetime().strftime(auth.SIGV4_TIMESTAMP)
            request.context["timestamp"] = stamp
            self._modify_request_before_signing(request)
            path, host = _place(request.url)
            signed = {"host": host}
            for name, value in request.headers.raw_items():
                if (lower := name.lower()) not in unsigned:
                    signed[lower] = " ".join(auth.ensure_unicode(value).split())
            names = ";".join(sorted(signed))
            lines = [f"{name}:{signed[name]}" for name in sorted(signed)]
            asked = ["POST", path, "", *lines, "", names, self.payload(request)]
            told = self.string_to_sign(request, "\n".join(asked))
            key = _key_of_day(
                self.credentials.secret_key, stamp[:8], self._region_name, self._service_name
            )
            request.headers["Authorization"] = (
                f"AWS4-HMAC-SHA256 Credential={self.scope(request)}, "
                f"SignedHeaders={names}, Signature={self._sign(key, told, hex=True)}"
            )

    @lru_cache(maxsize=8)
    def _key_of_day(secret: str, *scope: str) -> bytes:
        key = f"AWS4{secret}".encode()
        for part in (*scope, "aws4_request"):
            key = auth.SigV4Auth._sign(None, key, part)
        return key

    @lru_cache(maxsize=8)
    def _place(url: str) -> tuple[str, str]:
        """Return path and host of an address, as they are signed."""
        path = auth.SigV4Auth._normalize_url_path(None, urlsplit(url).path)
        return path, auth._host_from_url(url)

    auth.AUTH_TYPE_MAPS[SIGNER] = Signer
