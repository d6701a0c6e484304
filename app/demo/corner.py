"""The corner of the demo shop that is no delicatessen: medicines and yarn."""

from __future__ import annotations

from app.demo.goods import Good, Range

MEDICINE = Range(
    category="Medicines",
    supplier="MERIDIAN",
    location="PHARMACY",
    tax_category="zero",
    expiry_kind="use_by",
    min_at_receipt=180,
    min_at_sale=30,
    every_days=28,
    pack=10,
    buys=(1000, 1000, 1000, 2000),
    scanned=70,
    lot_style="{letter}{number}K{day:03d}",
)
ASKED_FOR = Range(
    category="Medicines",
    supplier="MERIDIAN",
    location="PHARMACY",
    tax_category="zero",
    policy="ask",
    expiry_kind="use_by",
    min_at_receipt=180,
    min_at_sale=30,
    every_days=28,
    pack=10,
    buys=(1000,),
    scanned=100,
    lot_style="{letter}{number}K{day:03d}",
)
YARN = Range(
    category="Yarn",
    supplier="MERIDIAN",
    location="STOCK",
    tax_category="standard",
    policy="same_lot",
    expiry_kind="none",
    every_days=28,
    pack=10,
    buys=(1000, 2000, 3000, 4000, 5000, 6000, 8000),
    scanned=40,
    lot_style="DL {day:03d}{number}",
)

GOODS = (
    Good(
        MEDICINE, 501, "ME-PARACETAMOL", "Paracetamol 500 mg, 20 tablets", "2.90", "1.20", 24, 800
    ),
    Good(MEDICINE, 502, "ME-IBUPROFEN", "Ibuprofen 400 mg, 24 tablets", "4.60", "2.05", 20, 760),
    Good(ASKED_FOR, 503, "ME-CETIRIZINE", "Cetirizine 10 mg, 14 tablets", "5.80", "2.70", 14, 700),
    Good(ASKED_FOR, 504, "ME-LOPERAMIDE", "Loperamide 2 mg, 12 capsules", "6.20", "2.95", 8, 690),
    Good(MEDICINE, 505, "ME-SALINE", "Saline nasal spray, 20 ml", "4.90", "2.20", 16, 600),
    Good(MEDICINE, 506, "ME-VITAMIND", "Vitamin D3 1000 IU, 90 tablets", "8.40", "4.10", 16, 720),
    Good(YARN, 601, "YA-SEAGLASS", "Merino DK, Sea Glass, 50 g", "7.20", "3.80", 12, harbour=False),
    Good(YARN, 602, "YA-RUST", "Merino DK, Rust, 50 g", "7.20", "3.80", 10, harbour=False),
    Good(YARN, 603, "YA-OATMEAL", "Merino DK, Oatmeal, 50 g", "7.20", "3.80", 10, harbour=False),
    Good(YARN, 604, "YA-MIDNIGHT", "Alpaca lace, Midnight, 50 g", "9.80", "5.30", 6, harbour=False),
    Good(YARN, 605, "YA-HEATH", "Sock yarn, Heath, 100 g", "14.50", "8.10", 8, harbour=False),
    Good(YARN, 606, "YA-CHALK", "Cotton 8/4, Chalk, 50 g", "3.60", "1.75", 10, harbour=False),
)
