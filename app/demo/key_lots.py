"""The lots of the demo that people are told about: fixed supplier codes, fixed fates.

docs/demo.md lists what to scan; these rows see to it that the answer is always the same. Dates
are days from today, so the demo never grows old before it is made.
"""

from __future__ import annotations

from typing import NamedTuple


class KeyLot(NamedTuple):
    """A lot delivered `ago` days ago; `quantity` in base units, `days_left` from today."""

    ago: int
    site: str
    sku: str
    code: str
    quantity: int
    days_left: int | None = None
    status: str = "released"
    temperature: str | None = None


class Hold(NamedTuple):
    """A lot held later, with the reason that was written down."""

    ago: int
    site: str
    code: str
    reason: str


class Regular(NamedTuple):
    """A known customer who bought a lot: its pack was scanned, or it was cut from the open wheel.

    `milli` is grams; what comes from an open container is possible, not certain.
    """

    ago: int
    site: str
    customer: str
    sku: str
    milli: int
    certainty: str = "scanned"


GOOD, EXPIRED, HELD, CORKED, RECALLED = "CT-0418", "SS-2207", "PP-1180", "LC24-07", "FV-7731"

KEY_LOTS = (
    KeyLot(40, "MAIN", "ME-CETIRIZINE", "CZ4411", 30, 400),
    KeyLot(12, "MAIN", "WI-CHABLIS", CORKED, 36),
    KeyLot(30, "MAIN", "YA-SEAGLASS", "DL 4471", 40),
    *(
        KeyLot(26, "MAIN", "SW-CHOCOLATE", f"NF/C/{number:02d}", 12, 150 + 20 * number)
        for number in range(1, 7)
    ),
    KeyLot(24, "MAIN", "CH-BRIE", RECALLED, 7, 3),
    KeyLot(24, "HARBOUR", "CH-BRIE", RECALLED, 5, 3),
    KeyLot(20, "MAIN", "WI-BAROLO", "LBA21-02", 36),
    KeyLot(15, "MAIN", "FI-SALMON", EXPIRED, 24, -2),
    KeyLot(12, "MAIN", "FR-HUMMUS", "H114/7", 14, -1),
    KeyLot(12, "MAIN", "ME-CETIRIZINE", "CZ4502", 30, 640),
    KeyLot(10, "MAIN", "YA-SEAGLASS", "DL 4489", 40),
    KeyLot(6, "MAIN", "CH-COMTE", GOOD, 12, 40),
    KeyLot(5, "MAIN", "CH-BURRATA", "BU-3305", 24, 2),
    KeyLot(4, "MAIN", "CH-BRIE", "FV-7790", 6, 26),
    KeyLot(4, "HARBOUR", "CH-BRIE", "FV-7790", 3, 26),
    KeyLot(3, "MAIN", "CU-PROSCIUTTO", HELD, 24, 38, "quarantined", "9.4"),
)
KEPT_BACK = frozenset({EXPIRED, "H114/7"})
"""Expired lots nobody has thrown away yet."""

HOLDS = (Hold(5, "MAIN", CORKED, "Two bottles corked; cellar checks the rest"),)

CHEESE_AGES = 3
"""Days between the making of chilled key lots and their delivery."""
RECALL_REASON = "Listeria found in the supplier's sample"
RECALL_AGO = 1

REGULARS = (  # all of them bought from the lot that is recalled
    Regular(22, "MAIN", "C001", "CH-BRIE", 320),
    Regular(21, "MAIN", "C002", "CH-BRIE", 900),
    Regular(19, "MAIN", "C005", "CH-BRIE", 250, "opened"),
    Regular(17, "HARBOUR", "C009", "CH-BRIE", 280),
    Regular(13, "MAIN", "C011", "CH-BRIE", 410, "opened"),
    Regular(9, "HARBOUR", "C015", "CH-BRIE", 750, "opened"),
    Regular(6, "MAIN", "C017", "CH-BRIE", 300),
)

OPEN_ORDER = (("PA-LINGUINE", 24), ("PA-HONEY", 12), ("PA-SARDINES", 24), ("WI-BAROLO", 12))
"""On its way to MAIN from Nordwind, for whoever takes the tour to receive."""

PRICE_CHANGES = (
    (92, "PA-COFFEE", "8.40"),
    (71, "CH-PARMIGIANO", "35.50"),
    (54, "WI-PROSECCO", "12.90"),
    (33, "PA-OIL", "12.90"),
    (18, "FI-SALMON", "9.40"),
    (7, "WI-CHAMPAGNE", "31.00"),
)
