"""An authenticator without hardware, which can be told to lie: wrong origin, old challenge, no finger on it."""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as text
from webauthn.helpers.encode_cbor import encode_cbor

PRESENT, VERIFIED, HOLDS_KEY = 0x01, 0x04, 0x40
ORIGIN = "http://localhost:8000"


@dataclass
class SoftKey:
    """One key. What is set differently from how a browser would set it is the lie."""

    rp_id: str = "localhost"
    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED
    count: int = 0
    user: str | None = None
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options):
        """Return what a browser answers to `options` for a new key."""
        told = self._client_data("webauthn.create", options["challenge"])
        held = bytes(16) + struct.pack(">H", len(self.id)) + self.id + encode_cbor(self._public())
        data = self._authenticator_data(HOLDS_KEY) + held
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(told, attestationObject=text(attestation), transports=["internal"])

    def show(self, options):
        """Return what a browser answers to `options` with this key, which counts on."""
        self.count += 1
        told = self._client_data("webauthn.get", options["challenge"])
        data = self._authenticator_data(0)
        signed = self._secret.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        handle = {"userHandle": text(self.user.encode())} if self.user else {}
        return self._answer(told, authenticatorData=text(data), signature=text(signed), **handle)

    def _answer(self, told, **response):
        response["clientDataJSON"] = text(told)
        name = text(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def _client_data(self, kind, challenge):
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _authenticator_data(self, more):
        hashed = hashlib.sha256(self.rp_id.encode()).digest()
        return hashed + struct.pack(">BI", self.flags | more, self.count)

    def _public(self):
        point = self._secret.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
