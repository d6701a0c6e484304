"""Goods go back to their supplier: a document with a number, a reason, and lots at their value.

The lots must have come from that supplier. What the supplier credits for them is another matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.errors import bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Lot
from app.inventory.services.give_back import BackLine, GivenBack, give_back
from app.inventory.services.send_goods import lots_of_lines
from app.purchasing.models import Supplier, SupplierReturn, SupplierReturnLine
from app.values.document import DocumentRef


def _refuse_strangers(
    lines: Sequence[BackLine], lots: Mapping[str, Lot], supplier: Supplier
) -> None:
    for number, line in enumerate(lines):
        came_from = lots[line.lot.upper()].supplier_code
        if came_from != supplier.code:
            whose = f"came from {came_from}" if came_from else "came from no supplier"
            raise bad_field(f"lines.{number}.lot", f"{whose}, not from {supplier.code}")


def _write(
    session: Session,
    supplier: Supplier,
    site: Site,
    given: Sequence[GivenBack],
    *,
    reason: str,
    reference: str,
    posted: Posted,
    by: Actor,
) -> None:
    row = {
        "number": posted.document.number,
        "supplier_id": supplier.id,
        "site_id": site.id,
        "reason": reason,
        "reference": reference,
        "returned_on": posted.on,
        "returned_at": posted.at,
        "returned_by": by.name,
    }
    made = insert(SupplierReturn).returning(SupplierReturn.id)
    return_id: int = session.execute(made, row).scalar_one()
    session.execute(
        insert(SupplierReturnLine),
        [
            {
                "supplier_return_id": return_id,
                "line": each.line,
                "lot_id": each.lot_id,
                "quantity": each.quantity,
                "value": each.value,
            }
            for each in given
        ],
    )


def return_goods(
    session: Session,
    supplier: Supplier,
    site: Site,
    lines: Sequence[BackLine],
    *,
    reason: str,
    reference: str = "",
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Give lots back to the supplier they came from: Dr GRNI, Cr inventory, at their own value.

    Held and recalled lots may go back. Raises NotEnoughStock where less is there, a wrong field
    for another supplier's lot; then nothing is written. Returns the document's number.
    """
    lots = lots_of_lines(session, [line.lot for line in lines])
    _refuse_strangers(lines, lots, supplier)

    def document() -> Posted:
        name = DocumentRef("supplier_return", document_number(session, "SR"))
        return Posted(on, at, site.id, name, reason)

    posted, given = give_back(session, lines, lots, site=site, reason=reason, document=document)
    _write(session, supplier, site, given, reason=reason, reference=reference, posted=posted, by=by)
    audit.record(session, by, "supplier.returned", posted.document, at=at, reason=reason)
    return posted.document.number
