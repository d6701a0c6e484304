"""Documents that the printing tests share. Amounts are texts, as printing gets them."""

from __future__ import annotations

from dataclasses import replace

from printing.documents import (
    AmountRow,
    LotLabel,
    ReceiptLine,
    ReceiptLot,
    ReportSection,
    SalesReceipt,
    TaxRow,
    ZReport,
)

CHEESE = ReceiptLine(
    "Comté AOP, 24 months, raw milk",
    "0.352 kg",
    "€39.90",
    "€14.04",
    (ReceiptLot("L26-0007K", "use by 12 Dec 2026", "0.352 kg"),),
)
WINE = ReceiptLine(
    "Grüner Veltliner Federspiel Ried Loibenberg 2024, Domäne Wachau",
    "2",
    "€12.50",
    "€22.50",
    (ReceiptLot("L26-0102X", quantity="1"), ReceiptLot("L26-0103M", quantity="1")),
    note="10 % off: end of bin",
)
STRUDEL = ReceiptLine("Süßer Apfelstrudel", "1", "€4.20", "€4.20")

RECEIPT = SalesReceipt(
    shop_name="Feinkost Lindner",
    address=("Marktplatz 3, 1010 Wien", "ATU12345678"),
    site="Wien Mitte",
    receipt_number="W1-T2-1-000123",
    sold_at="21 Nov 2026 08:40",
    till="2",
    cashier="Zoë",
    lines=(CHEESE, WINE, STRUDEL),
    subtotal="€40.74",
    taxes=(TaxRow("VAT 10 %", "€16.58", "€1.66"), TaxRow("VAT 20 %", "€18.75", "€3.75")),
    total="€40.74",
    tenders=(AmountRow("Cash", "€50.00"),),
    change="€9.26",
    qr="https://shop.example/r/7Q2M-XK4P",
    footer=("Thank you, come again soon", "Returns within 14 days with this slip"),
    open_drawer=True,
)
UNTAXED = replace(
    RECEIPT,
    lines=(STRUDEL,),
    subtotal="€4.20",
    tax_added="€0.42",
    taxes=(TaxRow("VAT 10 %", "€4.20", "€0.42"),),
    total="€4.62",
    tenders=(AmountRow("Card", "€4.62"),),
    change="",
    open_drawer=False,
)
"""A receipt of a shop whose prices leave the tax out."""
RETURN = replace(
    RECEIPT,
    title="RETURN",
    reference="Return of W1-T2-1-000101",
    lines=(STRUDEL,),
    subtotal="",
    taxes=(TaxRow("VAT 10 %", "-€3.82", "-€0.38"),),
    total="-€4.20",
    tenders=(AmountRow("Card", "-€4.20"),),
    change="",
    open_drawer=False,
    footer=(),
    qr="",
)

GTIN = "09506000134352"
LABEL = LotLabel(
    product_name="Comté AOP, 24 months, raw milk, Fort Saint-Antoine",
    sku="CHEESE-COMTE-24",
    gtin14=GTIN,
    lot_number="L26-0007K",
    supplier_lot="FR-24/118",
    expiry_kind="Use by",
    expires="12 Dec 2026",
    payload=f"01{GTIN}10L26-0007K\x1d17261212",
    hri=f"(01){GTIN}(10)L26-0007K(17)261212",
)

Z_REPORT = ZReport(
    shop_name="Feinkost Lindner",
    title="Z REPORT 17",
    heading=(
        AmountRow("Till", "2"),
        AmountRow("Opened", "21 Nov 2026 07:58"),
        AmountRow("Closed", "21 Nov 2026 18:31"),
    ),
    sections=(
        ReportSection(
            "Sales",
            (
                AmountRow("Sales receipts", "148"),
                AmountRow("Gross", "€3,812.45"),
                AmountRow("Returns", "-€21.70"),
                AmountRow("Net takings", "€3,790.75", strong=True),
            ),
        ),
        ReportSection("Tenders", (AmountRow("Cash", "€1,204.30"), AmountRow("Card", "€2,586.45"))),
        ReportSection(
            "Drawer",
            (
                AmountRow("Float", "€200.00"),
                AmountRow("Expected", "€1,404.30"),
                AmountRow("Counted", "€1,404.10"),
                AmountRow("Short", "-€0.20", strong=True),
            ),
        ),
    ),
    footer=("Closed by Zoë",),
)
