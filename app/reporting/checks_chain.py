"""What must hold of the tills' chains: every record is as it was written, none is missing or new.

Reads the records once more, value by value, and names the first that does not fit its link.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity.models import Site
from app.inventory.models import Lot
from app.reporting.findings import MOST_NAMED, Find, all_of, finds
from app.sales.anchor_key import FILE, AnchorKey, anchor_key
from app.sales.chain import HEADS as CHAINED
from app.sales.chain import PARTS, link_hash, sha256_text, values_hash
from app.sales.models import (
    Payment,
    Refund,
    Sale,
    SaleAllocation,
    SaleLine,
    SaleNote,
    SaleOverride,
    SaleReturn,
    SaleReturnLine,
    SaleTax,
    Till,
)
from app.sales.till_models import DayAnchor, RecordLink

AT_ONCE = 1000
_K = RecordLink.__table__
_S, _L, _A = Sale.__table__, SaleLine.__table__, SaleAllocation.__table__
_R, _B = SaleReturn.__table__, SaleReturnLine.__table__
_T, _P, _O, _F = SaleTax.__table__, Payment.__table__, SaleOverride.__table__, Refund.__table__
_N = SaleNote.__table__
_OF = Sale.__table__.alias("of_sale")
_PLACES = (Till.code.label("till"), Site.code.label("site"))

HEADS: dict[str, Select[Any]] = {
    "sale": select(_S, *_PLACES)
    .join(Till, Till.id == _S.c.till_id)
    .join(Site, Site.id == _S.c.site_id),
    "sale_return": select(_R, _OF.c.number.label("sale"), *_PLACES)
    .join(_OF, _OF.c.id == _R.c.sale_id)
    .join(Till, Till.id == _R.c.till_id)
    .join(Site, Site.id == _R.c.site_id),
}
ROWS: dict[str, dict[str, tuple[Any, Select[Any]]]] = {
    "sale": {
        "lines": (
            _L.c.sale_id,
            select(_L, Product.sku).join(Product, Product.id == _L.c.product_id),
        ),
        "allocations": (
            _A.c.sale_id,
            select(_A, Lot.number.label("lot"))
            .join(Lot, Lot.id == _A.c.lot_id)
            .where(_A.c.certainty != "corrected"),
        ),
        "taxes": (_T.c.sale_id, select(_T)),
        "payments": (_P.c.sale_id, select(_P)),
        "overrides": (_O.c.sale_id, select(_O)),
        "notes": (_N.c.sale_id, select(_N)),
    },
    "sale_return": {
        "lines": (
            _B.c.sale_return_id,
            select(_B, Lot.number.label("lot")).join(Lot, Lot.id == _B.c.lot_id),
        ),
        "refunds": (_F.c.sale_return_id, select(_F)),
    },
}
"""How a document's values are read again: its head, and its rows by the key they hang on.

Without what a count corrected later: the chain holds what the receipt said."""
_VALUES: dict[tuple[str, str], Select[Any]] = {
    (kind, part): rows.with_only_columns(
        key, *(rows.selected_columns[name] for name in PARTS[kind][part])
    )
    for kind, parts in ROWS.items()
    for part, (key, rows) in parts.items()
}
"""Of these rows the key, then what the chain covers, in its order."""
_TABLES = {"sale": _S, "sale_return": _R}


def _by_document(session: Session, key: Any, rows: Select[Any], ids: Sequence[int]) -> Any:
    found: dict[int, list[Any]] = {}
    for row in session.execute(rows.where(key.in_(ids))):
        found.setdefault(row[0], []).append(row[1:])
    return found


def _contents(session: Session, kind: str, numbers: Sequence[str]) -> dict[str, tuple[Any, str]]:
    """Number -> the document's head and the hash of its values as they are now."""
    table = _TABLES[kind]
    heads = session.execute(HEADS[kind].where(table.c.number.in_(numbers))).mappings().all()
    ids = [head["id"] for head in heads]
    parts = {
        part: _by_document(session, key, _VALUES[kind, part], ids)
        for part, (key, _rows) in ROWS[kind].items()
    }
    names = CHAINED[kind]
    return {
        head["number"]: (
            head,
            values_hash(
                kind,
                [head[name] for name in names],
                {part: found.get(head["id"], ()) for part, found in parts.items()},
            ),
        )
        for head in heads
    }


def _pages(session: Session, till_id: int) -> Iterator[Sequence[Any]]:
    after = 0
    while True:
        page = session.execute(
            select(_K)
            .where(_K.c.till_id == till_id, _K.c.position > after)
            .order_by(_K.c.position)
            .limit(AT_ONCE)
        ).all()
        if not page:
            return
        yield page
        after = page[-1].position


def _broken(link: Any, before: tuple[int, str], found: tuple[Any, str] | None) -> str:
    """Why a link does not fit; empty where it does."""
    position, head = before
    name = f"{link.document_kind.replace('_', ' ')} {link.document_number}"
    if link.position != position + 1:
        return f"the records before {name} are missing"
    if found is None:
        return f"{name} is gone"
    row, content = found
    if content != link.content:
        return f"{name} was altered"
    hashed = link_hash(head, link.position, link.document_kind, row["epoch"], row["seq"], content)
    return "" if hashed == link.hash else f"the link of {name} was altered"


def _first_broken(session: Session, till: Any) -> str:
    """The first record of a till that does not fit, or nothing."""
    before = (0, "")
    for page in _pages(session, till.id):
        found: dict[tuple[str, str], Any] = {}
        for kind in sorted({link.document_kind for link in page} & set(HEADS)):
            numbers = [link.document_number for link in page if link.document_kind == kind]
            for number, content in _contents(session, kind, numbers).items():
                found[kind, number] = content
        for link in page:
            why = _broken(link, before, found.get((link.document_kind, link.document_number)))
            if why:
                return f"till {till.code}: {why}"
            before = (link.position, link.hash)
    if before != (till.chained, till.head):
        return f"till {till.code}: the chain ends at {before[0]}, the till counts {till.chained}"
    return ""


def _tills(session: Session) -> Iterable[Any]:
    table = Till.__table__
    return session.execute(select(table).order_by(table.c.id)).all()


def _chains(session: Session) -> list[str]:
    found = (_first_broken(session, till) for till in _tills(session))
    return [sentence for sentence in found if sentence][:MOST_NAMED]


CHAIN_HOLDS: Find = _chains


def _unlinked(kind: str, table: str) -> Find:
    return finds(
        f"{kind.replace('_', ' ')} {{number}} is in no chain",
        f"SELECT d.number AS number FROM {table} d LEFT JOIN record_link k "
        f"ON k.document_kind = '{kind}' AND k.document_number = d.number "
        "JOIN (SELECT j.till_id AS till_id, MIN(f.id) AS first FROM record_link j "
        f"JOIN {table} f ON f.number = j.document_number WHERE j.document_kind = '{kind}' "
        "GROUP BY j.till_id) b ON b.till_id = d.till_id AND d.id > b.first "
        "WHERE k.till_id IS NULL ORDER BY d.id",
    )


ALL_ARE_CHAINED = all_of(_unlinked("sale", "sale"), _unlinked("sale_return", "sale_return"))


def _anchor_problem(anchor: Any, previous: str, key: AnchorKey) -> str:
    name = f"the anchor of {anchor.day.isoformat()}"
    if anchor.previous != previous or anchor.digest != sha256_text(f"{previous}|{anchor.body}"):
        return f"{name} was altered"
    if anchor.key_id != key.key_id or not key.signed(anchor.digest, anchor.signature):
        return f"{name} is not signed with this shop's key"
    return ""


def _lost_head(session: Session, anchor: Any) -> str:
    """A head the anchor holds that the chain has no more: it was written anew, or cut off."""
    for head in json.loads(anchor.body)["tills"]:
        found = session.scalar(
            select(_K.c.hash)
            .join(Till, Till.id == _K.c.till_id)
            .where(Till.code == head["till"], _K.c.position == head["position"])
        )
        if found != head["head"]:
            day = anchor.day.isoformat()
            return f"till {head['till']}: its records were rewritten since the anchor of {day}"
    return ""


def _anchors(session: Session) -> list[str]:
    table = DayAnchor.__table__
    anchors = session.execute(select(table).order_by(table.c.site_id, table.c.day)).all()
    folder = current_app.extensions["lotwise"].settings.instance
    if anchors and not (folder / FILE).exists():
        return [f"the file {FILE} that signs anchors is missing from the shop's folder"]
    found, previous = [], dict[int, str]()
    for anchor in anchors:
        key = anchor_key(folder)
        before = previous.get(anchor.site_id, "")
        found.append(_anchor_problem(anchor, before, key) or _lost_head(session, anchor))
        previous[anchor.site_id] = anchor.digest
    return [sentence for sentence in found if sentence][:MOST_NAMED]


ANCHORS_HOLD: Find = _anchors
