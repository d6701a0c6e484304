"""Every export by its name: what it is for, which kind of file, how it is made. A table.

Files that show one moment are made on one snapshot, in a temporary file, before the first byte
leaves; the journal's are made while they are sent, from short reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import IO

from sqlalchemy.orm import Session

from app.db import outside_transaction, reading
from app.errors import NotFound, WrongState
from app.reporting.exports.asked import AskedExport
from app.reporting.exports.beancount import beancount_lines, refuse_part
from app.reporting.exports.cells import table_csv, table_workbook
from app.reporting.exports.tables import (
    Table,
    journal_table,
    trial_balance_table,
    valuation_table,
)
from app.reporting.exports.valuation_paper import valuation_paper
from printing.pdf import PdfUnavailable
from printing.table_paper import table_pdf

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 64 * 1024
Stream = Iterator[bytes]
Tabled = Callable[[Session, AskedExport], Table]


def _sent(file: IO[bytes]) -> Stream:
    with file:
        while some := file.read(AT_ONCE):
            yield some


def _csv_of(tabled: Tabled, asked: AskedExport) -> Stream:
    file = TemporaryFile()  # noqa: SIM115 - closed by whoever sends it
    with reading() as session:
        for text in table_csv(tabled(session, asked), asked.currency):
            file.write(text.encode())
    file.seek(0)
    return _sent(file)


def _workbook_of(tabled: Tabled, asked: AskedExport) -> Stream:
    file = TemporaryFile()  # noqa: SIM115 - closed by whoever sends it
    with reading() as session:
        table_workbook(tabled(session, asked), asked.currency, file)
    file.seek(0)
    return _sent(file)


def _journal(asked: AskedExport) -> Stream:
    for text in table_csv(journal_table(asked), asked.currency):
        yield text.encode()


def _beancount(asked: AskedExport) -> Stream:
    refuse_part(asked)
    return (text.encode() for text in beancount_lines(asked))


def _valuation_pdf(asked: AskedExport) -> Stream:
    with reading() as session:
        paper = valuation_paper(session, asked)
    outside_transaction("making a PDF")
    try:
        return iter((table_pdf(paper),))
    except PdfUnavailable as missing:
        raise WrongState(str(missing)) from None


@dataclass(frozen=True)
class Export:
    """An export: how its file is made, what kind it is, what it is for."""

    make: Callable[[AskedExport], Stream]
    media: str
    label: str
    purpose: str
    ranged: bool = False
    """Whether it tells of days from one to another; else of the end of one day."""


EXPORTS: MappingProxyType[str, Export] = MappingProxyType(
    {
        "journal.csv": Export(
            _journal,
            "text/csv",
            "Journal",
            "Every posting with its entry, document, lot, product and site.",
            ranged=True,
        ),
        "trial-balance.csv": Export(
            lambda asked: _csv_of(trial_balance_table, asked),
            "text/csv",
            "Trial balance",
            "Every account's balance at the end of a day.",
        ),
        "valuation.csv": Export(
            lambda asked: _csv_of(valuation_table, asked),
            "text/csv",
            "Valuation",
            "What each lot in stock cost at the end of a day.",
        ),
        "valuation.xlsx": Export(
            lambda asked: _workbook_of(valuation_table, asked),
            XLSX,
            "Valuation, workbook",
            "The same with real numbers, a frozen heading and sums.",
        ),
        "valuation.pdf": Export(
            _valuation_pdf,
            "application/pdf",
            "Valuation, on paper",
            "The same to print or sign, held against the inventory account.",
        ),
        "ledger.beancount": Export(
            _beancount,
            "text/plain",
            "Beancount ledger",
            "Every entry through a day, each lot held at its own cost. All sites.",
        ),
    }
)


def export(name: str) -> Export:
    """The export of a name; NotFound where there is none."""
    if name not in EXPORTS:
        raise NotFound("There is no such export.")
    return EXPORTS[name]
