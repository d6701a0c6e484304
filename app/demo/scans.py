"""What to scan or type in the demo shop, and the verdict each deserves.

docs/demo.md shows the same strings; a test sends them all to `POST /scans`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import starmap

from app.demo.assortment import BY_SKU
from app.demo.goods import gtin13, gtin14, in_store_gtin
from app.demo.key_lots import CORKED, EXPIRED, GOOD, HELD, RECALLED
from app.gs1.encode import digital_link, element_string, hri

Ais = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Trial:
    """A code to try: GS1 data (`ais`) or plain text, and the verdict it gets."""

    title: str
    verdict: str
    ais: Ais = ()
    plain: str = ""

    @property
    def text(self) -> str:
        """What a person types."""
        return self.plain or hri(self.ais)

    @property
    def symbol(self) -> str:
        """What a GS1 DataMatrix of it holds; nothing for plain text, which goes into a QR code."""
        return "" if self.plain else element_string(self.ais)


def _piece(sku: str, *more: tuple[str, str]) -> Ais:
    return (("01", "0" + gtin13(BY_SKU[sku].ref)), *more)


def _weighed(sku: str, grams: int, lot: str) -> Ais:
    weight = ("3103", f"{grams:06d}")
    return (("01", gtin14(BY_SKU[sku].ref, "9")), weight, ("10", lot))


def _case(sku: str, lot: str) -> Ais:
    return (("01", gtin14(BY_SKU[sku].ref, "1")), ("10", lot))


TRIALS = (
    Trial("Linguine, no lot named", "ok", plain=gtin13(BY_SKU["PA-LINGUINE"].ref)),
    Trial("Comté, 312 g, lot on the label", "ok", _weighed("CH-COMTE", 312, GOOD)),
    Trial("Burrata, two days left", "ok", _piece("CH-BURRATA", ("10", "BU-3305"))),
    Trial("Barolo, a case of six", "ok", _case("WI-BAROLO", "LBA21-02")),
    Trial(
        "Cetirizine, by its link",
        "ok",
        plain=digital_link(_piece("ME-CETIRIZINE", ("10", "CZ4411"))),
    ),
    Trial("Merino Sea Glass, by its dye lot", "ok", plain="DL 4471"),
    Trial("Smoked salmon, past its date", "expired", _piece("FI-SALMON", ("10", EXPIRED))),
    Trial("Prosciutto, came too warm", "quarantined", _piece("CU-PROSCIUTTO", ("10", HELD))),
    Trial("Chablis, corked", "quarantined", _piece("WI-CHABLIS", ("10", CORKED))),
    Trial("Brie, recalled", "recalled", _weighed("CH-BRIE", 280, RECALLED)),
    Trial("Panettone, not in season", "no_stock", plain=gtin13(BY_SKU["SW-PANETTONE"].ref)),
    Trial("Burrata, a lot that never came", "unknown_lot", _piece("CH-BURRATA", ("10", "ZZ-9999"))),
    Trial("Nobody's product", "unknown_product", plain=gtin13(999)),
    Trial("A wrong check digit", "unreadable", plain="(01)09501101531110(10)BU-3305"),
)
DELIVERY = tuple(
    starmap(
        Trial,
        (
            (
                "Linguine, a case",
                "unknown_lot",
                (*_case("PA-LINGUINE", "NF/29/310"), ("15", "291231")),
            ),
            (
                "Truffle honey, a case",
                "unknown_lot",
                (*_case("PA-HONEY", "NF/29/311"), ("15", "290630")),
            ),
            (
                "Sardines, a case",
                "unknown_lot",
                (*_case("PA-SARDINES", "NF/29/312"), ("15", "301130")),
            ),
            ("Barolo, a case", "unknown_lot", _case("WI-BAROLO", "LBA21-03")),
        ),
    )
)
"""Packs of the open order; until they are received nobody knows their lots."""

SCALE_RULE = "23 weight 3 IIIIIIVVVV"
"""The setting SHOP_IN_STORE_CODES under which the scale's labels of the demo can be read."""
SCALE_LABEL = in_store_gtin(BY_SKU["CH-PARMIGIANO"].ref, 425)
"""What the scale prints for 425 g of Parmigiano."""
