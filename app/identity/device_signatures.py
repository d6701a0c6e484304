"""The signatures of terminals: ECDSA with P-256 and SHA-256, as browsers make them (ES256).

Pure: keys, words and signatures in, yes or no out. No database, no Flask.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.errors import bad_field

PublicKey = ec.EllipticCurvePublicKey
HALF = 32
_CURVE = ec.SECP256R1()
_ALGORITHM = ec.ECDSA(SHA256())
_HEADER = re.compile(
    r'device\s+id="([0-9]{1,18})",\s*time="([0-9T:.Z+-]{10,40})",\s*signature="([\w-]{86})"',
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class SignedBy:
    """What a request's Authorization header claims: which terminal, its time, its signature."""

    device_id: int
    time: str
    signature: str


def read_header(header: str) -> SignedBy | None:
    """A header `Device id="7", time="...", signature="..."`; None for anything else."""
    found = _HEADER.fullmatch(header.strip()) if len(header) <= 400 else None
    return SignedBy(int(found[1]), found[2], found[3]) if found else None


def request_words(method: str, target: str, time: str, body: bytes) -> str:
    """What a terminal signs of a request; `target` is the path with its query."""
    return "\n".join((method, target, time, hashlib.sha256(body).hexdigest()))


def from_base64url(text: str) -> bytes:
    """Bytes of unpadded base64url; ValueError for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("must be base64url") from None


def public_key(jwk: Mapping[str, str]) -> PublicKey:
    """The key of a JSON Web Key (RFC 7518, section 6.2.1); BadInput where it is no P-256 point."""
    try:
        if jwk["kty"] != "EC" or jwk["crv"] != "P-256":
            raise ValueError("must be an EC key on P-256")
        x, y = (int.from_bytes(from_base64url(jwk[part])) for part in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, _CURVE).public_key()
    except (KeyError, ValueError) as error:
        raise bad_field("public_key", f"is no public key of a terminal ({error})") from None


def stored_key(text: str) -> PublicKey:
    """The key of a stored terminal."""
    return public_key(json.loads(text))


def is_signed(key: PublicKey, words: str, signature: str) -> bool:
    """Whether the terminal signed these words; `signature` is r and s, base64url."""
    try:
        raw = from_base64url(signature)
        if len(raw) != 2 * HALF:
            return False
        r, s = int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:])
        key.verify(encode_dss_signature(r, s), words.encode("utf-8", "replace"), _ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return True
