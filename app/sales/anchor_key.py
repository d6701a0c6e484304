"""The key that signs day anchors: Ed25519, in a file of its own, never in the database.

Whoever can write the database still cannot sign; whoever has the public half can check.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = "anchor_key"


@dataclass(frozen=True)
class AnchorKey:
    """A key pair; `key_id` is the first half of the hash of its public half."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public half as base64, to be kept elsewhere by whoever wants to check."""
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return base64.b64encode(raw).decode()

    @property
    def key_id(self) -> str:
        """A short name of the key."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:32]

    def sign(self, digest: str) -> str:
        """The signature of a digest, as base64."""
        return base64.b64encode(self.private.sign(digest.encode())).decode()

    def signed(self, digest: str, signature: str) -> bool:
        """Whether the signature is this key's, of this digest."""
        try:
            self.private.public_key().verify(base64.b64decode(signature), digest.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


def _write_new(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    data = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another worker process was first; its key is the shop's key
    finally:
        draft.unlink()


def anchor_key(folder: Path) -> AnchorKey:
    """The shop's key from its folder; made there the first time."""
    path = folder / FILE
    if not path.exists():
        _write_new(path)
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(private, Ed25519PrivateKey)
    return AnchorKey(private)
