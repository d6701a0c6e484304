"""What can be put on paper, as plain frozen data.

Every amount, quantity, date and time arrives as text the caller has formatted for the shop's
language. This module never computes, rounds, converts or reads a clock; it never knows a table.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The fixed words of a sales receipt, so a shop can print in its own language."""

    receipt: str = "Receipt"
    till: str = "Till"
    cashier: str = "Cashier"
    lot: str = "Lot"
    subtotal: str = "Subtotal"
    tax_rate: str = "Tax rate"
    tax: str = "Tax"
    net: str = "Net"
    total: str = "TOTAL"
    change: str = "Change"
    copy: str = "COPY"
    scan: str = "Your items and lots online"


@dataclass(frozen=True, slots=True)
class ReceiptLot:
    """A lot a line was taken from: our lot number, "use by 12 Dec 2026", "0.352 kg"."""

    number: str
    expires: str = ""
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line as the customer reads it; `note` is a discount or reason in words, `remark` what
    somebody wrote on the line."""

    name: str
    quantity: str
    unit_price: str
    total: str
    lots: tuple[ReceiptLot, ...] = ()
    note: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One tax rate of the document: "VAT 10 %", the net it was taken from, the tax."""

    label: str
    net: str
    tax: str


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A label and an amount: a tender, a deduction, a row of a till report."""

    label: str
    amount: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class SalesReceipt:
    """The slip for one sale, return or void.

    `title` names a variant ("RETURN", "VOID"); empty for a plain sale. `reference` points at the
    sale it answers. `tax_added` is the tax that prices leave out; empty where they include it.
    `copy_no` 0 is the one original; n >= 1 prints COPY n. A copy never opens the drawer, whatever
    `open_drawer` says.
    """

    shop_name: str
    receipt_number: str
    sold_at: str
    lines: tuple[ReceiptLine, ...]
    total: str
    address: tuple[str, ...] = ()
    site: str = ""
    till: str = ""
    cashier: str = ""
    subtotal: str = ""
    tax_added: str = ""
    taxes: tuple[TaxRow, ...] = ()
    tenders: tuple[AmountRow, ...] = ()
    change: str = ""
    currency: str = ""
    title: str = ""
    reference: str = ""
    remark: str = ""
    qr: str = ""
    footer: tuple[str, ...] = ()
    copy_no: int = 0
    open_drawer: bool = False
    language: str = "en"
    words: ReceiptWords = field(default_factory=ReceiptWords)

    @property
    def copy_mark(self) -> str:
        """ "COPY 2" on the second reprint, empty on the original."""
        return f"{self.words.copy} {self.copy_no}" if self.copy_no > 0 else ""

    @property
    def kicks_drawer(self) -> bool:
        """Only an original that asks for it may open the drawer."""
        return self.open_drawer and self.copy_no == 0


@dataclass(frozen=True, slots=True)
class LabelWords:
    """The fixed words of a lot label."""

    lot: str = "Lot"
    supplier_lot: str = "Supplier lot"
    sku: str = "SKU"
    gtin: str = "GTIN"


@dataclass(frozen=True, slots=True)
class LotLabel:
    """A label for one lot.

    `payload` is the GS1 element string that goes into the DataMatrix (FNC1 as \\x1d), `hri` the
    human-readable text under it ("(01)...(10)..."). `expiry_kind` is the printed word for the
    date ("Use by", "Best before"); both empty for goods that keep.
    """

    product_name: str
    sku: str
    lot_number: str
    payload: str
    hri: str
    gtin14: str | None = None
    supplier_lot: str = ""
    expiry_kind: str = ""
    expires: str = ""
    copies: int = 1
    words: LabelWords = field(default_factory=LabelWords)

    @property
    def shows_gtin(self) -> bool:
        """The GTIN stands on its own only where the human-readable line lacks it."""
        return self.gtin14 is not None and self.gtin14 not in self.hri


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A titled block of label and amount rows."""

    title: str
    rows: tuple[AmountRow, ...]


@dataclass(frozen=True, slots=True)
class ZReport:
    """A till report: X while the shift runs, Z when it is closed. The title says which."""

    shop_name: str
    title: str
    heading: tuple[AmountRow, ...]
    sections: tuple[ReportSection, ...]
    footer: tuple[str, ...] = ()
    copy_no: int = 0
    copy_word: str = "COPY"

    @property
    def copy_mark(self) -> str:
        """ "COPY 1" on a reprint, empty on the original."""
        return f"{self.copy_word} {self.copy_no}" if self.copy_no > 0 else ""


@dataclass(frozen=True, slots=True)
class TestPage:
    """Shows whether columns, code page, QR and cut of a printer are set right."""

    __test__ = False  # the name is the shop's word, not a test case for pytest

    printer_name: str
    settings: tuple[str, ...] = ()
    printed_at: str = ""
    qr: str = "https://example.com/"


@dataclass(frozen=True, slots=True)
class DrawerPulse:
    """Opens the cash drawer and prints nothing. Its own kind of job."""


Document = SalesReceipt | LotLabel | ZReport | TestPage | DrawerPulse
