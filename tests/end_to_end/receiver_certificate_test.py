"""Whom the gateway speaks to: no byte of a message reaches a receiver with a wrong certificate."""

import os
import subprocess

from fixture import ORGANISATIONS, ROOT, SCHOOL, EndToEnd, main, wait_until
from raw_receiver import RawReceiver

GOOD, WRONG_HSA_ID, NO_NAME, OTHER_CA, REVOKED = (
    "socialtjanst-farsta", "bup-handen", "bup-huddinge", "bumm-farsta", "habilitering-sodertorn")
LOCALHOST = "subjectAltName=DNS:localhost,IP:127.0.0.1"


class ReceiverCertificate(EndToEnd):
    ENDPOINTS = (GOOD, WRONG_HSA_ID, NO_NAME, OTHER_CA, REVOKED)
    OPTIONS = {"delivery": {"first_wait": 50, "deadline": 5000}}

    @classmethod
    def prepare(cls) -> None:
        certs = cls.stand.certs
        for option in ("--extra",), ("--revoke", REVOKED):
            subprocess.run(["bash", ROOT / "certs/make_dev_ca.sh", certs, *option], check=True,
                           stdout=subprocess.DEVNULL)
        used = {GOOD: cls.certificate(GOOD, "function", LOCALHOST),
                WRONG_HSA_ID: certs / "bup-huddinge.pem",
                NO_NAME: cls.certificate(NO_NAME, "function", None),
                OTHER_CA: cls.certificate(OTHER_CA, "other", LOCALHOST),
                REVOKED: certs / f"{REVOKED}.pem"}
        cls.receivers = {name: RawReceiver(cls.ports[name], file) for name, file in used.items()}
        for receiver in cls.receivers.values():
            cls.addClassCleanup(receiver.close)

    @classmethod
    def certificate(cls, name: str, ca: str, alternative_name: str | None):
        """Like the organisation's own one, but for the CA and the alternative name."""
        folder, ca_folder = cls.stand.folder / "receivers", cls.stand.certs / "ca" / ca
        folder.mkdir(exist_ok=True)
        file, extensions = folder / f"{name}.pem", folder / f"{name}.ext"
        lines = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",
                 "extendedKeyUsage=serverAuth,clientAuth", "subjectKeyIdentifier=hash",
                 "authorityKeyIdentifier=keyid:always"]
        extensions.write_text("\n".join(lines + ([alternative_name] if alternative_name else [])))
        subject = f"/C=SE/O=Brygga DEV/CN=localhost/serialNumber={ORGANISATIONS[name].hsa_id}"
        request = subprocess.run(
            ["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-keyout", file.with_suffix(".key"), "-subj", subject], check=True, capture_output=True).stdout
        signed = subprocess.run(
            ["openssl", "x509", "-req", "-sha256", "-days", "2", "-CA", ca_folder / "ca.pem",
             "-CAkey", ca_folder / "ca.key", "-set_serial", f"0x{os.urandom(8).hex()}", "-extfile", extensions],
            input=request, check=True, capture_output=True).stdout
        file.write_bytes(signed + (ca_folder / "ca.pem").read_bytes())
        return file

    def test_no_byte_reaches_a_receiver_with_a_wrong_certificate(self):
        for number, name in enumerate(self.ENDPOINTS):
            self.send_referral(70 + number, receiver=name)
        for name, receiver in self.receivers.items():
            with self.subTest(receiver=name):
                wait_until(f"calls to {name}", lambda r=receiver: r.calls >= (1 if name == GOOD else 2))
        wait_until("the good receiver's message", lambda: self.receivers[GOOD].requests)
        rows = {row["receiver"]: row for row in self.outbox()}
        for name, receiver in self.receivers.items():
            row = rows[ORGANISATIONS[name].hsa_id]
            with self.subTest(receiver=name):
                if name == GOOD:
                    self.assertEqual((row["state"], row["attempts"]), ("received", 1), row)
                    self.assertEqual(receiver.requests[0].header["id"], row["message"])
                    continue
                self.assertEqual(bytes(receiver.plain), b"")
                self.assertEqual(row["state"], "queued", row)
                self.assertGreaterEqual(row["attempts"], 2)
                self.assertEqual(row["outcome"], "tls", row)
                wait_until("the last handshake's end", lambda r=receiver: r.refused == r.calls)

    def test_the_name_of_another_host_keeps_a_message_back_until_it_is_put_right(self):
        """The chain is valid and the HSA-id right. Transient: a certificate can be replaced."""
        receiver = self.receivers[GOOD]
        own = (self.stand.folder / "receivers" / f"{GOOD}.pem").read_bytes()
        right = self.stand.folder / "receivers" / "right.pem"
        right.write_bytes(own)
        right.with_suffix(".key").write_bytes(
            (self.stand.folder / "receivers" / f"{GOOD}.key").read_bytes())
        receiver.use(self.certificate(GOOD, "function", "subjectAltName=DNS:other.brygga.test"))
        calls, bytes_before, requests = receiver.calls, len(receiver.plain), len(receiver.requests)

        task = self.send_referral(79, receiver=GOOD)[3]
        wait_until("two attempts", lambda: receiver.calls >= calls + 2)

        self.assertEqual(len(receiver.plain), bytes_before)
        row = next(r for r in self.outbox() if r["state"] == "queued"
                   and r["receiver"] == ORGANISATIONS[GOOD].hsa_id)
        self.assertEqual((row["outcome"], row["received"]), ("tls", 0), row)

        receiver.use(right)
        wait_until("the receipt", lambda: self.client(SCHOOL).get(task)["status"] == "received")
        self.assertEqual(receiver.requests[requests].header["id"], row["message"])


if __name__ == "__main__":
    main()
