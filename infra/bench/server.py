"""
The stand-in for AWS as a server on the loopback, over TLS as AWS has it.

Its root stands in one file with the 150 that everybody trusts: reading those is part of what
a fresh process pays for. Programs find it by names of AWS that lead here (`programs._led`).
"""

import datetime
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import botocore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.bench.stub import said

SERVICES = ("dynamodb", "secretsmanager", "ssm", "sqs")
REGION = "us-east-1"


@contextmanager
def serve(scratch: Path) -> Iterator[dict[str, str]]:
    """Serve on a free port of the loopback; yield the settings by which programs find it."""
    key, roots = _certificate(scratch)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield {"AWS_CA_BUNDLE": str(roots), "STUB_PORT": str(server.server_address[1])}
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """What answers to one call as the service would."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        sent = json.dumps(said(self.headers.get("X-Amz-Target", ""), body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: only the ratios are of interest."""


def _certificate(scratch: Path) -> tuple[Path, Path]:
    """Write a certificate with its key, and a file of roots that has it beside the usual ones."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    names = [x509.DNSName(f"{each}.{REGION}.amazonaws.com") for each in SERVICES]
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pair, roots = scratch / "bench.pem", scratch / "roots.pem"
    pair.write_bytes(private + made)
    roots.write_bytes((Path(botocore.__file__).parent / "cacert.pem").read_bytes() + made)
    return pair, roots
