"""Getting in and saying yes by PIN: the try first, the slow check outside, the proof last.

The password does the same where a PIN is locked, forgotten or was never set. Knows the browser's
session, but no page and no call.
"""

from __future__ import annotations

from app import clock
from app.db import reading, transaction
from app.errors import WrongPin
from app.identity import pin_tries, sign_in
from app.identity.actors import SYSTEM, Actor
from app.identity.approvals import person_actor
from app.identity.models import Person
from app.identity.pin_tries import PinAttempt, Place
from app.identity.pins import pin_fits

WRONG = "The PIN is wrong."
WRONG_PASSWORD = "The password is wrong."  # noqa: S105 - a sentence


def _begin(person_id: int, place: Place) -> PinAttempt:
    at = clock.now()
    return transaction(lambda session: pin_tries.begin_try(session, person_id, place, at=at))


def person_of_pin(person_id: int, pin: str, place: Place, pepper: str) -> Actor:
    """Whose PIN this is, typed in this place.

    WrongPin (`left` more tries), the same for nobody, somebody kept out and somebody without a
    PIN; PinLocked and TooManyTries before anything is looked at.
    """
    attempt = _begin(person_id, place)
    if not pin_fits(attempt.pin_hash, pin, pepper) or attempt.person is None:
        if attempt.left <= 0:
            at = clock.now()
            transaction(lambda session: pin_tries.note_lock(session, attempt, by=SYSTEM, at=at))
        raise WrongPin(WRONG, left=max(attempt.left, 0))
    transaction(lambda session: pin_tries.prove_right(session, attempt))
    return attempt.person


def person_of_password(person_id: int, password: str, place: Place) -> Actor:
    """Whose password this is; opens their locked PIN in this place.

    TooManyTries after five wrong ones in 15 minutes, counted in this place alone: whoever types
    wrong ones at a till locks nobody out at the door.
    """
    with reading() as session:
        found = session.get(Person, person_id)
    here = found is not None and found.site_id in {None, place.site_id}
    known = found if found and here else None
    desk = f"till {place.device_id or 0}"
    right = sign_in.is_password_of(known.name if known else "", password, desk=desk)
    if not right or known is None:
        raise WrongPin(WRONG_PASSWORD)
    at = clock.now()
    transaction(lambda session: pin_tries.open_again(session, person_id, place, at=at))
    return person_actor(known)
