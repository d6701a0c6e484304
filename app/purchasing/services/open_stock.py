"""Opening stock comes in from a file: lots with our numbers, Dr inventory Cr opening equity.

All of a file or nothing of it, once. Takes no file with a bad row, and none but the bytes that
were looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.accounting.numbers import document_number
from app.errors import AlreadyExists, BadInput, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.services.receive import take_in
from app.purchasing.opening_check import DryRun, dry_run
from app.purchasing.opening_judging import Judged
from app.purchasing.opening_models import OpeningImport, OpeningLine
from app.purchasing.opening_rules import OpeningSheet
from app.values.document import DocumentRef
from app.values.money import Currency

LINES_OF_AN_ENTRY = 5_000
KIND = "opening"


@dataclass(frozen=True)
class OpeningFile:
    """A file that was read: its name, the fingerprint of its bytes, its rows."""

    name: str
    sha256: str
    sheet: OpeningSheet


def refuse_twice(session: Session, file: OpeningFile) -> None:
    """AlreadyExists where these very bytes came in before."""
    known = session.execute(
        select(OpeningImport.number, OpeningImport.imported_by).where(
            OpeningImport.sha256 == file.sha256
        )
    ).one_or_none()
    if known is not None:
        raise AlreadyExists(
            f"This very file came in already, as {known.number} by {known.imported_by}.",
            opening=known.number,
        )


def _parts(run: DryRun) -> Iterator[tuple[int, list[tuple[int, Judged]]]]:
    """The rows by site, numbered through, in parts that one journal entry holds."""
    of_site: defaultdict[int, list[tuple[int, Judged]]] = defaultdict(list)
    for line, judged in enumerate(run.rows, 1):
        assert judged.place is not None
        of_site[judged.place.site_id].append((line, judged))
    for site_id, rows in sorted(of_site.items()):
        for start in range(0, len(rows), LINES_OF_AN_ENTRY):
            yield site_id, rows[start : start + LINES_OF_AN_ENTRY]


def _take_part(
    session: Session, rows: Sequence[tuple[int, Judged]], posted: Posted, by: Actor
) -> list[dict[str, object]]:
    placed = [
        (judged.incoming(line), judged.place) for line, judged in rows if judged.place is not None
    ]
    lots = take_in(session, placed, posted=posted, by=by, source="opening")
    return [
        {
            "line": line,
            "sheet_row": judged.row.number,
            "lot_id": lot.id,
            "location_id": place.id,
            "quantity": judged.quantity,
            "unit": judged.unit,
            "value": judged.worth,
            "reference": judged.row.texts.get("reference", ""),
        }
        for (line, judged), lot, (_, place) in zip(rows, lots, placed, strict=True)
    ]


def _write(
    session: Session,
    file: OpeningFile,
    run: DryRun,
    lines: Sequence[dict[str, object]],
    *,
    number: str,
    site_id: int | None,
    on: date,
    at: datetime,
    by: Actor,
) -> None:
    row = {
        "number": number,
        "sha256": file.sha256,
        "file_name": file.name,
        "read_as": file.sheet.said,
        "site_id": site_id,
        "line_count": len(lines),
        "value": run.value,
        "opened_on": on,
        "imported_at": at,
        "imported_by": by.name,
    }
    made = insert(OpeningImport).returning(OpeningImport.id)
    import_id: int = session.execute(made, row).scalar_one()
    session.execute(
        insert(OpeningLine), [{"opening_import_id": import_id, **line} for line in lines]
    )


def _good(run: DryRun) -> None:
    if run.bad_count:
        bad = [judged.row for judged in run.rows if judged.row.bad]
        found = [
            (f"rows.{row.number}.{item.column or 'row'}", item.text)
            for row in bad
            for item in row.findings
            if item.tone == "error"
        ]
        raise BadInput(f"{len(bad)} rows are wrong; nothing came in.", found[:50])


def open_stock(
    session: Session,
    file: OpeningFile,
    *,
    looked_at: str,
    currency: Currency,
    on: date | None,
    at: datetime,
    by: Actor,
) -> str:
    """Take a whole file in; `looked_at` is the fingerprint that its dry run answered.

    Raises BadInput for a bad row or other bytes, AlreadyExists for a file that came in before,
    PeriodClosed where the day is closed. Returns the document's number.
    """
    if looked_at != file.sha256:
        raise bad_field("sha256", "the file is another one than was looked at; check it again")
    refuse_twice(session, file)
    run = dry_run(session, file.sheet.rows, currency=currency, on=on, at=at, by=by)
    _good(run)
    number = document_number(session, "OS")
    document = DocumentRef(KIND, number)
    lines: list[dict[str, object]] = []
    days: dict[int, date] = {}
    for site_id, rows in _parts(run):
        zone = session.get_one(Site, site_id).time_zone
        days[site_id] = on or clock.local_day(at, zone)
        posted = Posted(days[site_id], at, site_id, document, file.name)
        lines += _take_part(session, rows, posted, by)
    only = next(iter(days)) if len(days) == 1 else None
    day = min(days.values())
    _write(session, file, run, lines, number=number, site_id=only, on=day, at=at, by=by)
    detail = {"file": file.name, "sha256": file.sha256, "rows": len(lines)}
    audit.record(session, by, "stock.opened", document, at=at, detail=detail)
    return number
