"""The call that makes every integrity check. Always answers; what is broken is in the answer."""

from __future__ import annotations

from typing import Any

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer
from app.identity.permissions import Permission
from app.reporting.integrity import run_checks


class IntegrityAnswer(Answer):
    """Whether all checks hold, and each one's finding."""

    ok: bool
    checks: list[dict[str, Any]]


@call("GET", "/integrity", needs=Permission.SEE_INTEGRITY, answer=IntegrityAnswer)
def get_integrity(asked: Call) -> dict[str, Any]:
    """Make every check of the shop's records on one snapshot."""
    results = run_checks(asked.session)
    checks = [
        {"name": each.name, "ok": each.ok, "detail": each.detail, "sentence": each.sentence}
        for each in results
    ]
    return {"ok": all(each.ok for each in results), "checks": checks}
