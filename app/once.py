"""What a transaction reads once, however often it is asked for: kept with its session.

Gone with the session, so a transaction that runs again reads again. Only for what the transaction
itself does not change; where it does, ask the database (docs/decisions/0006-hot-paths.md).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from sqlalchemy.orm import Session

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def once(session: Session, what: Hashable, read: Callable[[], V]) -> V:
    """The answer of `read`, from the first time that this transaction asked for `what`."""
    if what not in session.info:
        session.info[what] = read()
    found: V = session.info[what]
    return found


def each_once(
    session: Session, what: str, names: Iterable[K], read: Callable[[list[K]], Mapping[K, V]]
) -> dict[K, V]:
    """Things by name: `read` is asked only for names this transaction has not asked for yet.

    A name that `read` does not know is absent here too, and not asked for again.
    """
    known: dict[K, V | None] = once(session, ("each", what), dict)
    wanted = set(names)
    missing = wanted - known.keys()
    if missing:
        known.update(dict.fromkeys(missing) | dict(read(sorted(missing))))  # type: ignore[type-var]
    return {name: value for name in wanted if (value := known[name]) is not None}
