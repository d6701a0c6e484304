"""Checking a password: the same work for a name that exists and one that does not.

Slow on purpose, therefore never inside a transaction. Writes nothing.
"""

from __future__ import annotations

from argon2.exceptions import InvalidHashError, VerificationError

from app.db import outside_transaction
from app.identity.services import HASHER, MAX_PASSWORD

_NOBODY = (
    f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    f"${'A' * 22}${'A' * 43}"
)
"""A hash of the usual strength that no password has: unknown names cost what known ones do."""


def password_fits(stored: str | None, password: str) -> bool:
    """Whether the password belongs to the stored hash; None (nobody) is never right."""
    outside_transaction("checking a password")
    try:
        HASHER.verify(stored or _NOBODY, password[: MAX_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def stronger_hash(stored: str, password: str) -> str | None:
    """A new hash where the stored one is weaker than today's; None where it is fine."""
    return HASHER.hash(password) if HASHER.check_needs_rehash(stored) else None
