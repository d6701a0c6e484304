"""A till's shift ends: the drawer counted, the difference posted, the Z report frozen.

Nothing that is still open keeps a shift from closing; it is listed on the Z. The only writer of
closed shifts. Never reads the clock.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounting.services import post
from app.errors import ApprovalMissing, WrongState
from app.facts import CashCounted, Posted
from app.identity import audit
from app.identity.approvals import use_approval
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.sales.models import Till
from app.sales.services.open_shift import RESCUE
from app.sales.shift_report import Count, ShiftState, report_of, shift_state
from app.sales.shifts import frozen_report, hold_to_close, last_closed, shift_name
from app.sales.till_models import Shift
from app.sales.tills import TillPlace
from app.values.document import DocumentRef

RESCUED = "The cash of these sales was counted in the shift they were made in."


@dataclass(frozen=True)
class CloseRule:
    """How far a count may be off before a second person has to look (minor units), and the code
    of that person's yes.
    """

    limit: int
    approval: str | None = None


@dataclass(frozen=True)
class _Close:
    """Everything one close needs."""

    session: Session
    till: TillPlace
    on: date
    shop: ShopContext

    def subject(self, shift: Shift) -> DocumentRef:
        return DocumentRef("shift", shift_name(self.till.code, shift.number))


def _allow(close: _Close, state: ShiftState, count: Count, rule: CloseRule) -> str:
    """Who answers for a count that is off by more than the limit; refused where nobody does."""
    off = abs(count.cash - state.expected)
    if off <= rule.limit or close.shop.actor.may(Permission.SEE_TAKINGS):
        return ""
    if rule.approval is None:
        raise ApprovalMissing(
            "The count differs from what should be in the drawer by more than you may sign for. "
            "Count again, or ask a manager to approve it.",
            kind="cash",
        )
    subject, site = close.subject(state.shift), close.till.site_id
    return use_approval(
        close.session, rule.approval, "cash", document=subject, shop=close.shop, site_id=site
    ).approver


def _freeze(close: _Close, state: ShiftState, count: Count) -> dict[str, Any]:
    """Write the Z; from here on the shift's row refuses every change."""
    shop, shift = close.shop, state.shift
    report = report_of(state, "Z", at=shop.now, by=shop.actor.name, cur=shop.currency, count=count)
    closed = {
        "closed_at": shop.now,
        "closed_by": shop.actor.name,
        "counted_cash": count.cash,
        "expected_cash": state.expected,
        "difference": count.cash - state.expected,
        "grand_total": state.grand_total,
        "report": json.dumps(report, ensure_ascii=False, separators=(",", ":")),
        "note": count.note,
    }
    close.session.execute(update(Shift).where(Shift.id == shift.id).values(**closed))
    return report


def _settle(close: _Close, state: ShiftState, count: Count, approver: str) -> dict[str, Any]:
    session, shop, subject = close.session, close.shop, close.subject(state.shift)
    difference = count.cash - state.expected
    posted = Posted(close.on, shop.now, close.till.site_id, subject, "count")
    if difference:
        post(session, [CashCounted(posted, difference)])
    detail = {"difference": difference, "approver": approver}
    audit.record(
        session, shop.actor, "shift.closed", subject, at=shop.now, reason=count.note, detail=detail
    )
    return _freeze(close, state, count)


def _close_rescue(close: _Close) -> dict[str, Any] | None:
    """Late sales have no drawer of their own: their cash is over in one Z and short in this."""
    shift = hold_to_close(close.session, close.till.id, RESCUE)
    if shift is None:
        return None
    state = shift_state(close.session, shift, close.till)
    return _settle(close, state, Count(0, note=RESCUED), "")


def _first_z(close: _Close) -> dict[str, Any]:
    """What somebody who comes second gets: the Z of whoever came first."""
    closed = last_closed(close.session, close.till.id)
    if closed is None:
        raise WrongState(f"No shift is open at till {close.till.code}.")
    return frozen_report(closed)


def close_till_shift(
    session: Session,
    till: TillPlace,
    count: Count,
    rule: CloseRule,
    *,
    on: date,
    shop: ShopContext,
) -> dict[str, Any]:
    """Close a till's shift with what was counted; its Z report.

    Over or short goes to cash differences on the day `on`. A till whose shift somebody else has
    just closed answers with that Z. Raises ApprovalMissing where the difference is beyond the
    limit and nobody answers for it, WrongState where the till never had a shift.
    """
    shop.actor.require_site(till.site_id, "till")
    close = _Close(session, till, on, shop)
    shift = hold_to_close(session, till.id)
    rescued = _close_rescue(close)
    if shift is None:
        return rescued or _first_z(close)
    session.execute(update(Till).where(Till.id == till.id).values(open_shift=None))
    state = shift_state(session, shift, till)
    approver = _allow(close, state, count, rule)
    return _settle(close, state, count, approver)
