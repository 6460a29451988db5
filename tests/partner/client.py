"""A partner's FHIR client over mutually authenticated TLS, as small as it can be.

Used by the demo organisations and the disaster tests. Python's standard library only, so that an
integration engineer can read it in a minute and try it against a test system.
"""

import http.client
import json
import pathlib
import ssl
import urllib.parse
import uuid
from collections.abc import Callable

FHIR_JSON = "application/fhir+json"


class Refused(Exception):
    """The gateway answered with an error; says status and message ids, never content."""

    def __init__(self, method: str, path: str, status: int, outcome: dict | None):
        issues = (outcome or {}).get("issue", [])
        ids = [c["code"] for i in issues for c in i.get("details", {}).get("coding", [])]
        texts = [i.get("details", {}).get("text", "") for i in issues]
        super().__init__(f"{method} {path.split('?')[0]}: {status} {' '.join(ids)} {' / '.join(texts)}")
        self.status = status
        self.ids = ids


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def resource(self) -> dict | None:
        return json.loads(self.body) if self.body and "json" in self.headers.get("content-type", "") else None

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")


def trust(certs: pathlib.Path, name: str, purpose: ssl.Purpose) -> ssl.SSLContext:
    """A context with the partner's own certificate that trusts the development CA alone."""
    context = ssl.SSLContext(
        ssl.PROTOCOL_TLS_CLIENT if purpose == ssl.Purpose.SERVER_AUTH else ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certs / f"{name}.pem", certs / f"{name}.key")
    context.load_verify_locations(certs / "trust.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


class Client:
    """One organisation's connection to the gateway. Not for use by several threads at once."""

    def __init__(self, certs: pathlib.Path, name: str, base: str, timeout: float = 30.0):
        self.url = urllib.parse.urlsplit(base)
        self.context = trust(certs, name, ssl.Purpose.SERVER_AUTH)
        self.timeout = timeout
        self.connection: http.client.HTTPSConnection | None = None
        self.witness: Callable[[str, Answer], None] | None = None  # sees each answer of call() that is JSON

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None) -> Answer:
        """One request, whatever the answer. A kept connection that the gateway closed is opened again
        before the request is sent, never after."""
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(
                self.url.hostname, self.url.port, context=self.context, timeout=self.timeout)
        try:
            target = path if path.startswith("/") else f"{self.url.path}/{path}"
            self.connection.request(method, target, body, headers or {})
            response = self.connection.getresponse()
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
            if response.will_close:
                self.close()
            return answer
        except Exception:
            self.close()
            raise

    def call(self, method: str, path: str, resource: dict | None = None, **headers: str) -> Answer:
        """A FHIR interaction; raises Refused unless it succeeds. Header names use '_' for '-'."""
        fields = {"Accept": FHIR_JSON} | {k.replace("_", "-"): v for k, v in headers.items()}
        body = None
        if resource is not None:
            fields["Content-Type"] = FHIR_JSON
            body = json.dumps(resource, ensure_ascii=False).encode()
        if method in ("POST", "PUT"):
            fields.setdefault("X-Request-ID", str(uuid.uuid4()))
        answer = self.send(method, path, body, fields)
        if self.witness and answer.resource:
            self.witness(method, answer)
        if answer.status >= 300:
            raise Refused(method, path, answer.status, answer.resource)
        return answer

    def get(self, path: str, **headers: str) -> dict:
        return self.call("GET", path, **headers).resource

    def create(self, resource: dict, **headers: str) -> dict:
        return self.call("POST", resource["resourceType"], resource, **headers).resource

    def update(self, resource: dict, **headers: str) -> dict:
        """If-Match is the version that was read."""
        path = f"{resource['resourceType']}/{resource['id']}"
        headers.setdefault("If_Match", f'W/"{resource["meta"]["versionId"]}"')
        return self.call("PUT", path, resource, **headers).resource

    def search(self, query: str) -> list[dict]:
        """All matches, page by page."""
        found = []
        path: str | None = query
        while path:
            bundle = self.get(path)
            found += [entry["resource"] for entry in bundle.get("entry", [])]
            following = [link["url"] for link in bundle.get("link", []) if link["relation"] == "next"]
            path = None
            if following:
                parts = urllib.parse.urlsplit(following[0])
                path = f"{parts.path}?{parts.query}"
        return found

    def transaction(self, resources: list[tuple[str, dict]], **headers: str) -> list[dict]:
        """Creates all of them or none. Each resource comes with the name its references use:
        {"reference": "urn:uuid:..."} is made by urn(name)."""
        answer = self.call("POST", self.url.path, creating(resources), **headers)
        return [entry["response"] for entry in answer.resource["entry"]]


def creating(resources: list[tuple[str, dict]]) -> dict:
    """A transaction that creates each resource under the name its references use."""
    return {"resourceType": "Bundle", "type": "transaction", "entry": [
        {"fullUrl": name, "resource": resource,
         "request": {"method": "POST", "url": resource["resourceType"]}}
        for name, resource in resources]}


def urn() -> str:
    return f"urn:uuid:{uuid.uuid4()}"
