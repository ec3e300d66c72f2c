"""What a server of these tests has in common: connections that stay open, and silence."""

from http.server import BaseHTTPRequestHandler


class KeptAlive(BaseHTTPRequestHandler):
    """A page of forty scripts asks over six connections, not over forty."""

    protocol_version = "HTTP/1.1"
    # Without it each answer waits 40 ms for an acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle(self) -> None:
        """Serve one connection; a page that has gone may have left it in the middle."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the browser's console tells what matters."""
