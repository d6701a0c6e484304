"""The shop's integrity checks: what must always hold, in one table.

`doctor`, the integrity page, the interface and the test suite's state machine all run this table.
Each check only reads; it never repairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.reporting import integrity_books as books
from app.reporting import integrity_goods as goods
from app.reporting import integrity_records as records
from app.reporting import integrity_sales as sales
from app.reporting.findings import Check


@dataclass(frozen=True)
class CheckResult:
    """What a check found; `detail` names a few broken records, or is empty."""

    name: str
    sentence: str
    ok: bool
    detail: str


CHECKS: tuple[Check, ...] = (*books.CHECKS, *goods.CHECKS, *sales.CHECKS, *records.CHECKS)


def _problems(session: Session, check: Check) -> list[str]:
    """What breaks a check; a check that cannot be made has not passed."""
    try:
        with session.begin_nested():
            return check.find(session)
    except DBAPIError as error:
        return [f"could not be checked: {str(error.orig).splitlines()[0]}"]


def run_check(session: Session, check: Check) -> CheckResult:
    """Make one check."""
    problems = _problems(session, check)
    return CheckResult(check.name, check.sentence, not problems, "; ".join(problems))


def run_checks(session: Session, checks: Sequence[Check] = CHECKS) -> list[CheckResult]:
    """Make the checks, all on the session's one snapshot."""
    return [run_check(session, check) for check in checks]
