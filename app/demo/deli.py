"""The cold counter of the demo shop: cheese, charcuterie, fish and fresh things."""

from __future__ import annotations

from app.demo.goods import Good, Range

SLICES = tuple(range(120, 520, 5))

CHEESE = Range(
    category="Cheese",
    supplier="VALROC",
    location="COLD",
    unit="kg",
    expiry_kind="use_by",
    min_at_receipt=12,
    every_days=7,
    pack=1,
    buys=SLICES,
    scanned=35,
    chilled=True,
    lot_style="{year}{day:03d} {letter}",
)
SOFT = Range(
    category="Cheese",
    supplier="VALROC",
    location="COLD",
    expiry_kind="use_by",
    min_at_receipt=7,
    min_at_sale=1,
    every_days=7,
    chilled=True,
    lot_style="{year}{day:03d}{letter}",
)
CURED = Range(
    category="Charcuterie",
    supplier="VALROC",
    location="COLD",
    expiry_kind="use_by",
    min_at_receipt=20,
    every_days=14,
    chilled=True,
    lot_style="L {day:03d}{year}-{number:02d}",
)
CURED_BY_WEIGHT = Range(
    category="Charcuterie",
    supplier="VALROC",
    location="COLD",
    unit="kg",
    expiry_kind="use_by",
    every_days=14,
    pack=1,
    buys=tuple(range(80, 300, 5)),
    chilled=True,
    lot_style="L {day:03d}{year}-{number:02d}",
)
FRESH = Range(
    category="Fish and fresh",
    supplier="VALROC",
    location="COLD",
    expiry_kind="use_by",
    min_at_receipt=8,
    min_at_sale=1,
    every_days=7,
    scanned=30,
    chilled=True,
    lot_style="{letter}{day:03d}/{number:02d}",
)

GOODS = (
    Good(CHEESE, 101, "CH-COMTE", "Comté AOP, 18 months", "38.00", "21.40", 46, 60),
    Good(CHEESE, 102, "CH-GRUYERE", "Gruyère AOP, cave-aged", "34.50", "19.80", 30, 60),
    Good(CHEESE, 103, "CH-MANCHEGO", "Manchego Curado DOP", "29.80", "16.90", 32, 60),
    Good(CHEESE, 104, "CH-BRIE", "Brie de Meaux AOP", "26.90", "14.70", 40, 34),
    Good(CHEESE, 105, "CH-ROQUEFORT", "Roquefort AOP", "32.40", "18.20", 22, 45),
    Good(CHEESE, 106, "CH-PARMIGIANO", "Parmigiano Reggiano, 24 months", "33.90", "19.90", 44, 90),
    Good(CHEESE, 107, "CH-TALEGGIO", "Taleggio DOP", "24.60", "13.30", 16, 30),
    Good(CHEESE, 108, "CH-GOUDA", "Aged farmhouse Gouda", "27.20", "15.10", 28, 75),
    Good(SOFT, 111, "CH-BURRATA", "Burrata di Puglia, 125 g", "4.60", "2.55", 38, 12),
    Good(SOFT, 112, "CH-MOZZARELLA", "Mozzarella di bufala, 250 g", "5.20", "2.95", 42, 14),
    Good(SOFT, 113, "CH-FETA", "Feta PDO in brine, 200 g", "4.10", "2.20", 34, 40),
    Good(SOFT, 114, "CH-GOAT", "Fresh goat's cheese log, 150 g", "4.90", "2.70", 26, 18),
    Good(CURED, 121, "CU-PROSCIUTTO", "Prosciutto di Parma, sliced, 100 g", "6.40", "3.65", 40, 45),
    Good(CURED, 122, "CU-BRESAOLA", "Bresaola, sliced, 80 g", "6.90", "3.95", 20, 40),
    Good(CURED, 123, "CU-NDUJA", "'Nduja di Spilinga, 180 g", "7.50", "4.10", 14, 90),
    Good(CURED, 124, "CU-PATE", "Duck pâté with orange, 180 g", "6.20", "3.40", 16, 60),
    Good(CURED_BY_WEIGHT, 125, "CU-SALAME", "Salame Milano", "31.00", "17.30", 26, 60),
    Good(CURED_BY_WEIGHT, 126, "CU-CHORIZO", "Chorizo ibérico", "29.50", "16.40", 22, 70),
    Good(FRESH, 131, "FI-SALMON", "Oak-smoked salmon, 150 g", "8.90", "5.20", 30, 18),
    Good(FRESH, 132, "FI-ANCHOVY", "Marinated anchovies, 120 g", "5.60", "3.05", 18, 30),
    Good(FRESH, 133, "FR-PESTO", "Fresh basil pesto, 140 g", "4.80", "2.50", 34, 16),
    Good(FRESH, 134, "FR-HUMMUS", "Hummus with za'atar, 200 g", "3.60", "1.75", 36, 14),
)
