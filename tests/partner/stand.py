"""A gateway with six demo organisations in a folder of its own: certificates, configuration, directory
and database. For the demo, the end-to-end tests and the disasters.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
ISSUER = "CN=Brygga DEV Function CA v1,O=Brygga DEV,C=SE"


class Organisation:
    def __init__(self, name: str, hsa_id: str, title: str, kind: str, secrecy: str, principal: str):
        self.name = name            # file name of its certificate
        self.hsa_id = hsa_id
        self.id = f"org-{name}"     # logical id of its Organization
        self.title = title
        self.kind = kind
        self.secrecy = secrecy
        self.principal = principal

    @property
    def reference(self) -> dict:
        return {"reference": f"Organization/{self.id}"}


REGION, STAD = "SE2321000016-REG1", "SE2120000142-STAD1"
ORGANISATIONS = {o.name: o for o in (
    Organisation("bup-handen", "SE2321000016-BUP1", "BUP Handen", "bup", "region", REGION),
    Organisation("bup-huddinge", "SE2321000016-BUP2", "BUP Huddinge", "bup", "region", REGION),
    Organisation("bumm-farsta", "SE2321000016-BUMM1", "BUMM Farsta", "bumm", "region", REGION),
    Organisation("habilitering-sodertorn", "SE2321000016-HAB1", "Habiliteringscenter Södertörn",
                 "habilitation", "region", REGION),
    Organisation("socialtjanst-farsta", "SE2120000142-SOC1", "Socialtjänsten Farsta",
                 "social-services", "social-services", STAD),
    Organisation("skola-farsta", "SE2120000142-SKO1", "Farsta grundskola", "school", "school", STAD),
)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stand:
    """`endpoints` maps organisation names to the ports of their receivers; the others have an inbox
    only. The folder is made new unless `keep`."""

    def __init__(self, folder: pathlib.Path, binary: pathlib.Path, endpoints: dict[str, int] | None = None,
                 keep: bool = False, port: int = 0, options: dict[str, dict | str] | None = None):
        self.folder = folder.resolve()
        self.binary = binary.resolve()
        self.endpoints = endpoints or {}
        self.process: subprocess.Popen | None = None
        self.base = ""
        self.operator = ""
        self.certs = self.folder / "certs"
        if self.folder.exists() and not keep:
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["bash", ROOT / "certs/make_dev_ca.sh", self.certs], check=True,
                       stdout=subprocess.DEVNULL)
        self.config = self.folder / "brygga.yaml"
        self.config.write_text(self.configuration(port, options or {}))
        (self.folder / "directory.yaml").write_text(self.directory())
        subprocess.run([self.binary, "init", "--config", self.config], check=True, stdout=subprocess.DEVNULL)

    def configuration(self, port: int, options: dict[str, dict | str]) -> str:
        definitions = self.binary.parent / "definitions.bin"
        text = f"""# Written by tests/partner/stand.py
listen:
  partner: {{address: 127.0.0.1, port: {port}}}
  operator: {{address: 127.0.0.1, port: 0}}
tls:
  certificate: certs/server.pem
  key: certs/server.key
  trust: certs/trust.pem
  crl: certs/crl.pem
store:
  database: brygga.db
  master_key: master.key
definitions: {definitions}
directory: directory.yaml
rivta:
  schemas: {ROOT}/schemas/rivta
"""
        for section, values in options.items():
            if isinstance(values, str):
                text += f"{section}: {values}\n"
                continue
            text += f"{section}:\n" + "".join(f"  {key}: {value}\n" for key, value in values.items())
        return text

    def directory(self) -> str:
        lines = ["# Written by tests/partner/stand.py", "units:"]
        for o in ORGANISATIONS.values():
            lines += [f"  - hsa_id: {o.hsa_id}", f"    id: {o.id}", f"    name: {o.title}",
                      f"    kind: {o.kind}", f"    principal: {o.principal}", f"    secrecy: {o.secrecy}",
                      f"    services: [service-{o.name}]"]
            if o.secrecy == "region":
                lines.append("    rivta_basis: osl-25-12")
            if o.name in self.endpoints:
                lines += ["    endpoint:",
                          f"      url: https://localhost:{self.endpoints[o.name]}/fhir/$process-message",
                          f"      system: {o.hsa_id}"]
        lines.append("systems:")
        for o in ORGANISATIONS.values():
            lines += [f"  - issuer: {ISSUER}", f"    hsa_id: {o.hsa_id}", f"    units: [{o.hsa_id}]"]
        return "\n".join(lines) + "\n"

    def start(self, environment: dict[str, str] | None = None) -> None:
        """Returns when the gateway says that it is ready."""
        with (self.folder / "brygga.log").open("ab") as log:
            self.process = subprocess.Popen([self.binary, "serve", "--config", self.config],
                                            stdout=subprocess.PIPE, stderr=log, text=True,
                                            env=os.environ | (environment or {}))
        for line in self.process.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "partner":
                self.base = rest
            elif word == "operator":
                self.operator = rest
            elif word == "ready":
                return
        raise RuntimeError(f"the gateway did not start; see {self.folder / 'brygga.log'}")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Asks for a graceful end and returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)
