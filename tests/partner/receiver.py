"""A partner's message receiver: takes FHIR messages over mutual TLS and acknowledges them.

Acknowledges each message id once and remembers it in a file, as a receiver must: the same message may
come twice, and has an effect once.
"""

import http.server
import json
import pathlib
import ssl
import sys
import threading
import uuid

from client import FHIR_JSON, trust


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A gateway that is killed while it sends closes the connection: no fault of the receiver's."""
        if not isinstance(sys.exc_info()[1], (ssl.SSLError, ConnectionError)):
            super().handle_error(request, client_address)


class Inbox:
    """Message ids in the order they came; the file survives the process."""

    def __init__(self, file: pathlib.Path | None = None):
        self.file = file
        self.lock = threading.Lock()
        self.deliveries: list[str] = []
        self.messages: dict[str, dict] = {}

    def take(self, message_id: str, bundle: dict) -> bool:
        """True if the message is new."""
        with self.lock:
            self.deliveries.append(message_id)
            new = message_id not in self.messages
            if new:
                self.messages[message_id] = bundle
            if self.file:
                with self.file.open("a") as out:
                    out.write(message_id + "\n")
            return new


def acknowledgement(header: dict, code: str) -> dict:
    return {"resourceType": "Bundle", "id": str(uuid.uuid4()), "type": "message", "entry": [
        {"fullUrl": f"urn:uuid:{uuid.uuid4()}", "resource": {
            "resourceType": "MessageHeader", "id": str(uuid.uuid4()),
            "eventCoding": header["eventCoding"],
            "source": {"endpoint": header["destination"][0]["endpoint"]},
            "response": {"identifier": header["id"], "code": code}}}]}


def make_server(certs: pathlib.Path, name: str, inbox: Inbox, port: int = 0, on_message=None,
                status=lambda: 200) -> Server:
    """A server on loopback; port 0 picks a free one. `on_message(header, bundle)` runs for new
    messages; `status()` other than 200 is answered without taking the message."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):  # noqa: N802 (the name is the library's)
            bundle = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            code = status()
            body = b""
            if code == 200:
                header = bundle["entry"][0]["resource"]
                if inbox.take(header["id"], bundle) and on_message:
                    on_message(header, bundle)
                body = json.dumps(acknowledgement(header, "ok")).encode()
            self.send_response(code)
            self.send_header("Content-Type", FHIR_JSON)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = Server(("127.0.0.1", port), Handler)
    server.socket = trust(certs, name, ssl.Purpose.CLIENT_AUTH).wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
