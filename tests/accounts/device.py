"""A device that keeps passkeys, as far as a server can tell; it does what a test says, also what browsers refuse."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED, NEW = FLAG.UP, FLAG.UV, FLAG.AT


@dataclass
class Device:
    """One passkey. `origin` and `host` are those of the page that the browser says it is on."""

    origin: str
    host: str
    flags: AuthenticatorData.FLAG = PRESENT | VERIFIED
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: str = ""

    @property
    def id(self) -> bytes:
        return sha256(str(self.key.public_key().public_numbers()).encode()).digest()[:16]

    def make(self, options: dict[str, Any]) -> str:
        """A new passkey, as the script of our page sends it."""
        self.user = options["publicKey"]["user"]["id"]
        attested = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(sha256(self.host.encode()).digest(), self.flags | NEW, 0, bytes(attested))
        attestation = AttestationObject.create("none", data, {})
        return self._say(
            clientDataJSON=self._client_data("webauthn.create", options), attestationObject=bytes(attestation)
        )

    def use(self, options: dict[str, Any]) -> str:
        """The passkey shown, as the script of our page sends it."""
        data = AuthenticatorData.create(sha256(self.host.encode()).digest(), self.flags, 0)
        client_data = self._client_data("webauthn.get", options)
        signature = self.key.sign(bytes(data) + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._say(
            clientDataJSON=client_data,
            authenticatorData=bytes(data),
            signature=signature,
            userHandle=websafe_decode(self.user),
        )

    def _client_data(self, what: str, options: dict[str, Any]) -> bytes:
        said = {"type": what, "challenge": options["publicKey"]["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def _say(self, **response: bytes) -> str:
        name = websafe_encode(self.id)
        encoded = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": encoded, "clientExtensionResults": {}}
        )
