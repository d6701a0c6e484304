"""What a product of the demo shop is: its place in the catalogue, and how it is bought and sold.

Pure tables are built from these; nothing here draws by lot or writes. GTINs lie in the range
9501101 53 that GS1 keeps for examples, in-store numbers begin with 23 (General Specifications
2.1.11), so no code of the demo is anybody's product.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.drafts import PackDraft, ProductDraft
from app.gs1.check_digits import check_digit
from app.values.quantity import MICRO, plain_decimal, to_micro

COMPANY = "950110153"
MILLI = MICRO // 1000
PIECES = (1000, 1000, 1000, 1000, 2000, 2000, 3000)
WEIGHED = frozenset({"kg", "g"})


@dataclass(frozen=True)
class Range:
    """Goods that are bought, kept and sold alike.

    `buys` are usual purchases in thousandths of the base unit, `pack` the base units in a case,
    `every_days` the time between deliveries, `scanned` the share of purchases (percent) where
    the till scans the lot. `lot_style` writes the supplier's lot codes.
    """

    category: str
    supplier: str
    location: str
    tax_category: str = "reduced"
    unit: str = "each"
    tracking: str = "lot"
    policy: str = "fefo"
    expiry_kind: str = "best_before"
    min_at_receipt: int | None = None
    min_at_sale: int | None = None
    every_days: int = 21
    pack: int = 6
    buys: tuple[int, ...] = PIECES
    scanned: int = 20
    chilled: bool = False
    lot_style: str = "L{year}{day:03d}{letter}"


@dataclass(frozen=True)
class Good:
    """A product: `ref` numbers its codes, `weight` says how often it is bought.

    Price and cost are per base unit without a currency; `life` is days left at delivery.
    """

    kind: Range
    ref: int
    sku: str
    name: str
    price: str
    cost: str
    weight: int
    life: int = 0
    harbour: bool = True

    @property
    def mean_quantity(self) -> int:
        """The mean of a purchase in thousandths of the base unit."""
        return sum(self.kind.buys) // len(self.kind.buys)


def gtin13(ref: int) -> str:
    """The GTIN-13 of a product or consumer pack."""
    payload = f"{COMPANY}{ref:03d}"
    return payload + check_digit(payload)


def gtin14(ref: int, indicator: str) -> str:
    """The GTIN-14 of a case (indicator 1), or of goods of variable measure (9)."""
    payload = f"{indicator}{COMPANY}{ref:03d}"
    return payload + check_digit(payload)


def in_store_gtin(ref: int, milli: int = 0) -> str:
    """The scale's own number: prefix 23, item, weight in grams."""
    payload = f"23{ref:06d}{milli:04d}"
    return payload + check_digit(payload)


def codes_of(good: Good) -> tuple[str, ...]:
    """The GTINs of a product without its case."""
    if good.kind.unit in WEIGHED:
        return gtin14(good.ref, "9"), in_store_gtin(good.ref)
    return (gtin13(good.ref),)


def draft_of(good: Good, *, scale: int) -> ProductDraft:
    """The product as the catalogue wants it; `scale` fits prices to the currency."""
    kind = good.kind
    case = PackDraft("case", kind.pack * MICRO, gtin14(good.ref, "1"))
    return ProductDraft(
        sku=good.sku,
        name=good.name,
        price=micro(good.price) * scale,
        base_unit=kind.unit,
        tracking=kind.tracking,
        lot_policy=kind.policy,
        expiry_kind=kind.expiry_kind,
        shelf_life_days=good.life or None,
        min_days_at_receipt=kind.min_at_receipt,
        min_days_at_sale=kind.min_at_sale,
        tax_category=kind.tax_category,
        category=kind.category,
        gtins=codes_of(good),
        packs=(case,) if kind.unit == "each" and kind.pack > 1 else (),
    )


def micro(text: str) -> int:
    """A decimal of the tables in millionths."""
    return to_micro(plain_decimal(text))
