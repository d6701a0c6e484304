"""Calls for claims against suppliers: claim, send, refuse, withdraw, credit, look, list."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Decimals,
    LotCode,
    Money,
    Note,
    Quantity,
    Reason,
    Sku,
    YesNo,
)
from app.api.v1.lot_shapes import Cursor
from app.api.v1.texts import day, moment, money, quantity, today_at
from app.errors import bad_field
from app.identity.permissions import Permission
from app.identity.queries import site_by_code
from app.purchasing import claims
from app.purchasing.claim_rules import LINE_KINDS, STATES
from app.purchasing.queries import supplier_by_code
from app.purchasing.services.claim import (
    ClaimWish,
    CreditWish,
    credit_claim,
    open_claim,
    step_claim,
)
from app.values.document import DocumentRef
from app.web.paging import DEFAULT_LIMIT, encode_cursor, id_before

P = Permission
Reference = Annotated[Note, Field(max_length=64)]


class ClaimLineBody(Body):
    """What is claimed of a lot; goods that never came are named by SKU."""

    kind: Literal[LINE_KINDS]  # type: ignore[valid-type]
    lot: LotCode | None = None
    sku: Sku | None = None
    quantity: Quantity
    amount: Money
    detail: Annotated[Note, Field(max_length=500)] = ""


class ClaimAbout(Body):
    """The document a claim comes from."""

    kind: Literal["goods_receipt", "recall", "lot", "supplier_return"]
    number: Annotated[LotCode, Field(max_length=64)]


class ClaimBody(Body):
    """What is wanted back from which supplier, for which site, and why."""

    supplier: Code
    site: Code
    reason: Reason
    about: ClaimAbout | None = None
    lines: Annotated[list[ClaimLineBody], Field(min_length=1, max_length=500)]


class ClaimStepBody(Body):
    """What was said to the supplier, or by him."""

    note: Annotated[Note, Field(max_length=500)] = ""


class ClaimEndBody(Body):
    """Why a claim ends without all of its money."""

    reason: Reason


class CreditLineBody(Body):
    """What is credited of a claim line."""

    line: Annotated[int, Field(strict=True, ge=1, le=500)]
    amount: Money


class CreditBody(Body):
    """A supplier's credit note; `final`: nothing more is expected."""

    reference: Reference = ""
    final: YesNo = False
    lines: Annotated[list[CreditLineBody], Field(min_length=1, max_length=500)]


class ClaimsQuery(Body):
    """Which claims."""

    state: Literal[STATES] | None = None  # type: ignore[valid-type]
    supplier: Code | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class ClaimAnswer(Answer):
    """A claim with its lines, its way, and what was credited."""

    number: str
    supplier: str
    site: str
    state: str
    reason: str
    claimed: Decimals
    credited: Decimals
    lines: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    credits: list[dict[str, Any]]


class CreditAnswer(Answer):
    """A credit: what was taken off each lot by where its units were, and what none could bear."""

    number: str
    claim: str
    state: str
    split: list[dict[str, Any]]
    price_difference: Decimals


def _head_json(row: Any) -> dict[str, Any]:
    it = row.Claim
    about = {"kind": it.about_kind, "number": it.about_number} if it.about_kind else None
    return {
        "number": it.number,
        "supplier": row.Supplier.code,
        "site": row.Site.code,
        "state": it.state,
        "reason": it.reason,
        "about": about,
        "claimed_on": day(it.claimed_on),
        "claimed_at": moment(it.claimed_at),
        "claimed_by": it.claimed_by,
    }


def _line_json(row: Any, asked: Call) -> dict[str, Any]:
    line = row.ClaimLine
    return {
        "line": line.line,
        "kind": line.kind,
        "sku": row.Product.sku,
        "lot": row.Lot.number if row.Lot else None,
        "supplier_lot": row.Lot.supplier_lot if row.Lot else None,
        "goods_receipt": row.receipt,
        "quantity": quantity(line.quantity),
        "amount": money(line.amount, asked.shop),
        "credited": money(int(row.credited), asked.shop),
        "detail": line.detail,
    }


def _split_json(split: dict[str, Any], asked: Call) -> dict[str, Any]:
    amounts = {part: money(split[part], asked.shop) for part in claims.PARTS}
    return {"line": split["line"], "lot": split["lot"]} | amounts


def _credit_json(credit: Any, asked: Call) -> dict[str, Any]:
    return {
        "number": credit.number,
        "reference": credit.reference,
        "credited_on": day(credit.credited_on),
        "credited_at": moment(credit.credited_at),
        "credited_by": credit.credited_by,
        "split": [_split_json(each, asked) for each in claims.split_of(asked.session, credit)],
        "price_difference": money(-credit.difference, asked.shop),
    }


def _one(asked: Call, number: str) -> dict[str, Any]:
    session = asked.session
    head = claims.claim_head(session, number, asked.shop.actor)
    lines = claims.claim_lines(session, head.Claim.id)
    steps = [
        {"state": s.state, "at": moment(s.at), "by": s.by, "note": s.note}
        for s in claims.claim_steps(session, head.Claim.id)
    ]
    given = [_credit_json(c, asked) for c in claims.claim_credits(session, head.Claim.id)]
    return _head_json(head) | {
        "claimed": money(sum(row.ClaimLine.amount for row in lines), asked.shop),
        "credited": money(sum(int(row.credited) for row in lines), asked.shop),
        "lines": [_line_json(row, asked) for row in lines],
        "steps": steps,
        "credits": given,
    }


def _refuse_nothing(lines: list[Any]) -> None:
    for at, line in enumerate(lines):
        if line.amount <= 0:
            raise bad_field(f"lines.{at}.amount", "must be above 0")


@call(
    "POST",
    "/claims",
    needs=P.PURCHASE,
    body=ClaimBody,
    answer=ClaimAnswer,
    status=201,
    document=True,
)
def claim(asked: Call) -> dict[str, Any]:
    """Claim money back from a supplier; nothing is posted until it is credited."""
    session, shop, body = asked.session, asked.shop, asked.body
    _refuse_nothing(body.lines)
    site = site_by_code(session, body.site, shop.actor)
    number = open_claim(
        session,
        supplier_by_code(session, body.supplier),
        site,
        [ClaimWish(x.kind, x.quantity, x.amount, x.lot, x.sku, x.detail) for x in body.lines],
        reason=body.reason,
        about=DocumentRef(body.about.kind, body.about.number) if body.about else None,
        on=today_at(asked, site),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, number)


def _stepped(asked: Call, act: str, note: str) -> dict[str, Any]:
    number, shop = asked.path["number"], asked.shop
    step_claim(asked.session, number, act, note=note, at=shop.now, by=shop.actor)
    return _one(asked, number)


@call("POST", "/claims/<number>/send", needs=P.PURCHASE, body=ClaimStepBody, answer=ClaimAnswer)
def send_claim(asked: Call) -> dict[str, Any]:
    """Write down that a claim was sent to the supplier."""
    return _stepped(asked, "send", asked.body.note)


@call("POST", "/claims/<number>/refuse", needs=P.PURCHASE, body=ClaimEndBody, answer=ClaimAnswer)
def refuse_claim(asked: Call) -> dict[str, Any]:
    """Write down that the supplier refused; he may still credit it later."""
    return _stepped(asked, "refuse", asked.body.reason)


@call("POST", "/claims/<number>/withdraw", needs=P.PURCHASE, body=ClaimEndBody, answer=ClaimAnswer)
def withdraw_claim(asked: Call) -> dict[str, Any]:
    """Give a claim up before anything was credited."""
    return _stepped(asked, "withdraw", asked.body.reason)


@call(
    "POST",
    "/claims/<number>/credits",
    needs=P.PURCHASE,
    body=CreditBody,
    answer=CreditAnswer,
    status=201,
    document=True,
)
def credit(asked: Call) -> dict[str, Any]:
    """Book a supplier's credit: goods become cheaper where their units are now."""
    session, shop, body = asked.session, asked.shop, asked.body
    _refuse_nothing(body.lines)
    head = claims.claim_head(session, asked.path["number"], shop.actor)
    credited = credit_claim(
        session,
        head.Claim.number,
        [CreditWish(line.line, line.amount) for line in body.lines],
        reference=body.reference,
        final=body.final,
        on=today_at(asked, head.Site),
        at=shop.now,
        by=shop.actor,
    )
    told = _one(asked, head.Claim.number)
    mine = next(each for each in told["credits"] if each["number"] == credited.number)
    return mine | {"claim": told["number"], "state": told["state"]}


@call("GET", "/claims/<number>", needs=P.SEE_COST, answer=ClaimAnswer)
def get_claim(asked: Call) -> dict[str, Any]:
    """One claim with its way and its credits."""
    return _one(asked, asked.path["number"])


@call("GET", "/claims", needs=P.SEE_COST, query=ClaimsQuery)
def list_claims(asked: Call) -> dict[str, Any]:
    """Claims, newest first."""
    query, session = asked.query, asked.session
    supplier = supplier_by_code(session, query.supplier) if query.supplier else None
    found = claims.claims(
        session,
        asked.shop.actor,
        state=query.state,
        supplier_id=supplier.id if supplier else None,
        before=id_before(query.cursor),
        limit=query.limit + 1,
    )
    rows = found[: query.limit]
    more = encode_cursor(rows[-1].Claim.id) if len(found) > query.limit else None
    amounts = [
        {
            "claimed": money(int(r.claimed), asked.shop),
            "credited": money(int(r.credited), asked.shop),
        }
        for r in rows
    ]
    items = [_head_json(row) | more_ for row, more_ in zip(rows, amounts, strict=True)]
    return {"items": items, "next": more}
