"""A receiver that does exactly what a test says, byte for byte, and records all that reaches it."""

import contextlib
import json
import socket
import ssl
import threading
import time

import fixture  # noqa: F401  (finds the partner modules)
from receiver import acknowledgement


class Request:
    """One HTTP request as it came."""

    def __init__(self, head: bytes, body: bytes):
        self.time = time.monotonic()
        self.body = body
        self.headers = {name.strip().lower(): value.strip() for name, _, value in
                        (line.partition(":") for line in head.decode().split("\r\n")[1:])}

    @property
    def bundle(self) -> dict:
        return json.loads(self.body)

    @property
    def header(self) -> dict:
        return self.bundle["entry"][0]["resource"]

    @property
    def types(self) -> set[str]:
        return {entry["resource"]["resourceType"] for entry in self.bundle["entry"]}


def response(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def receipt(request: Request) -> bytes:
    return response("200 OK", json.dumps(acknowledgement(request.header, "ok")).encode(),
                    "Content-Type: application/fhir+json")


def take(connection: ssl.SSLSocket, request: Request) -> None:
    connection.sendall(receipt(request))


class RawReceiver:
    """Listens on loopback. `answer(connection, request)` runs for each request; the connection is
    closed after it if it returns True. `certificate` is a chain file with its key beside it."""

    def __init__(self, port: int, certificate, answer=take):
        self.use(certificate)
        self.answer = answer
        self.lock = threading.Lock()
        self.calls = 0                      # TCP connections
        self.refused = 0                    # of them without a finished handshake
        self.plain = bytearray()            # all bytes that came inside TLS
        self.requests: list[Request] = []
        self.ended = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self.accept, daemon=True).start()

    def use(self, certificate) -> None:
        """New connections get this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        self.context = context

    def close(self) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self) -> None:
        while not self.ended.is_set():
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.calls += 1
            threading.Thread(target=self.serve, args=(plain,), daemon=True).start()

    def serve(self, plain: socket.socket) -> None:
        plain.settimeout(30)
        # As servers do: an answer must not wait for the gateway's acknowledgement of the handshake.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection = self.context.wrap_socket(plain, server_side=True)
        except OSError:
            with self.lock:
                self.refused += 1
            plain.close()
            return
        with connection, contextlib.suppress(OSError):
            while request := self.read(connection):
                if self.answer(connection, request):
                    return

    def receive(self, connection: ssl.SSLSocket) -> bytes:
        part = connection.recv(65536)
        with self.lock:
            self.plain += part
        return part

    def read(self, connection: ssl.SSLSocket) -> Request | None:
        """The next whole request; None when the gateway has closed."""
        came = b""
        while b"\r\n\r\n" not in came:
            part = self.receive(connection)
            if not part:
                return None
            came += part
        head, _, body = came.partition(b"\r\n\r\n")
        length = int(Request(head, b"").headers["content-length"])
        while len(body) < length:
            part = self.receive(connection)
            if not part:
                return None
            body += part
        request = Request(head, body)
        with self.lock:
            self.requests.append(request)
        return request
