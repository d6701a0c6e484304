"""One row of an opening stock file held against what the shop knows: place, product, amount, days.

Writes what it finds into the row. Knows no other row and touches no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.catalog.queries import ProductRow
from app.inventory.models import Location
from app.inventory.services.receive import IncomingLot
from app.purchasing.opening_known import Known, gtin_of
from app.purchasing.opening_rules import OpeningRow
from app.values.money import MAX_MONEY, Currency, half_up, to_minor
from app.values.quantity import MAX_QUANTITY, MICRO, decimal_text, to_micro

FAR_AWAY_YEARS = 10


@dataclass
class Judged:
    """A row with what was found out about it; complete where the row is not bad."""

    row: OpeningRow
    place: Location | None = None
    product: ProductRow | None = None
    unit: str = ""
    factor: int = MICRO
    quantity: int = 0
    worth: int = 0
    expires_on: date | None = None
    held: bool = False

    def incoming(self, line: int) -> IncomingLot:
        """The lot the row becomes, as line `line` of the document."""
        product, texts = self.product, self.row.texts
        assert product is not None
        return IncomingLot(
            product.id,
            product.sku,
            product.tracking == "lot",
            product.expiry_kind,
            product.shelf_life_days,
            self.quantity,
            self.worth,
            line,
            texts.get("supplier"),
            texts.get("supplier_lot"),
            self.row.days.get("made_on"),
            self.expires_on,
            "quarantined" if self.held else "released",
        )


def judge_place(judged: Judged, known: Known) -> None:
    """Where the row's goods lie."""
    row, code, site = judged.row, *(judged.row.texts.get(n, "") for n in ("location", "site"))
    sites = {each.code: each for each in known.sites.values()}
    if site and site not in sites:
        row.error("site", f"there is no site {site}")
    elif code:
        place = known.places.get(code)
        if place is None:
            row.error("location", f"there is no location {code}")
        elif site and place.site_id != sites[site].id:
            row.error("location", f"{code} is not at site {site}")
        else:
            judged.place = place
    elif not site:
        row.error("location", "say where the goods lie")
    elif site not in known.stock_of:
        row.error("location", f"site {site} has no shelf; name a location")
    else:
        judged.place = known.stock_of[site]


def judge_product(judged: Judged, known: Known) -> None:
    """Which product, counted in which unit."""
    row = judged.row
    sku, text = row.texts.get("sku"), row.texts.get("gtin")
    code = known.codes.get(gtin_of(row) or "")
    product = known.products.get(sku) if sku else code.product if code else None
    if text and code is None:
        row.error("gtin", f"no product has the code {text[:20]}")
    if sku and product is None:
        row.error("sku", f"there is no product {sku[:40]}")
    elif sku and code and product and code.product.id != product.id:
        row.error("gtin", f"{text} is {code.product.sku}, not {sku}")
    elif not sku and not text:
        row.error("sku", "say which product: sku or gtin")
    if row.bad or product is None:
        return
    judged.product = product
    if not product.active:
        row.warn("sku", f"{product.sku} is not sold any more")
    _judge_unit(judged, product, known, code.pack_unit if code else None)


def _judge_unit(judged: Judged, product: ProductRow, known: Known, packed: str | None) -> None:
    row, named = judged.row, judged.row.texts.get("unit")
    factors = {product.base_unit: MICRO}
    factors |= {pack.unit: pack.factor for pack in known.packs[product.id]}
    unit = named or packed or product.base_unit
    if unit not in factors:
        row.error("unit", f"{product.sku} has no unit {unit[:20]}; it has {', '.join(factors)}")
        return
    judged.unit, judged.factor = unit, factors[unit]
    if packed and not named:
        size = decimal_text(judged.factor)
        row.warn("unit", f"the code is of a {packed}: counted in {packed} of {size}")


def judge_quantity(judged: Judged) -> None:
    """How much, in base units."""
    row, counted = judged.row, judged.row.numbers.get("quantity")
    if judged.product is None or not judged.unit:
        return
    if counted is None:
        if not any(finding.column == "quantity" for finding in row.findings):
            row.error("quantity", "say how much there is")
        return
    quantity = to_micro(counted) * judged.factor
    if quantity == 0:
        row.error("quantity", "must be above 0")
    elif quantity % MICRO or quantity // MICRO > MAX_QUANTITY:
        row.error("quantity", "is too fine or too large to be kept")
    elif judged.product.base_unit == "each" and quantity // MICRO % MICRO:
        row.error("quantity", f"{judged.product.sku} is counted in whole pieces")
    else:
        judged.quantity = quantity // MICRO


def judge_cost(judged: Judged, cur: Currency) -> None:
    """What the row is worth, from its whole or its unit cost."""
    row, costs = judged.row, judged.row.numbers
    given = [name for name in ("line_cost", "unit_cost") if name in costs]
    if any(finding.column in {"line_cost", "unit_cost"} for finding in row.findings):
        return
    if len(given) != 1:
        both = "both line_cost and unit_cost are given; keep one"
        row.error("line_cost", both if given else "say what it cost; 0 where it cost nothing")
        return
    if given[0] == "unit_cost":
        unit_cost = to_micro(costs["unit_cost"])
        value = half_up(unit_cost * judged.quantity * cur.unit, judged.factor * MICRO)
    else:
        value = _minor(row, costs["line_cost"], cur)
    if value > MAX_MONEY:
        row.error(given[0], "makes the row worth more than can be kept")
    judged.worth = value


def _minor(row: OpeningRow, cost: Decimal, cur: Currency) -> int:
    try:
        return to_minor(cost, cur)
    except ValueError:
        row.error("line_cost", f"has more than {cur.decimals} decimals")
        return 0


def judge_supplier(judged: Judged, known: Known) -> None:
    """Who delivered it."""
    supplier = judged.row.texts.get("supplier")
    if supplier and supplier not in known.suppliers:
        judged.row.error("supplier", f"there is no supplier {supplier[:40]}")
    if judged.row.texts.get("supplier_lot") and not supplier:
        judged.row.warn(
            "supplier", "a lot code without its supplier is not found by a recall of it"
        )


def judge_days(judged: Judged, known: Known, on: date | None) -> None:
    """When it was made and when it expires."""
    row, product, place = judged.row, judged.product, judged.place
    if product is None or place is None:
        return
    today = known.today[place.site_id]
    made, expires = row.days.get("made_on"), row.days.get("expires_on")
    if on is not None and on > today:
        row.error("", f"the opening day {on} is not yet reached at {place.code}")
    if made is not None and made > today:
        row.error("made_on", f"{made} is in the future")
    if expires is None and not any(item.column == "expires_on" for item in row.findings):
        expires = _worked_out(row, product, made, on or today)
    if expires is None:
        return
    judged.expires_on = expires
    if made is not None and expires < made:
        row.error("expires_on", f"{expires} is before it was made, {made}")
    elif expires < today:
        row.warn("expires_on", f"{expires} has passed")
    elif expires.year - today.year > FAR_AWAY_YEARS:
        row.warn("expires_on", f"{expires.year} is more than ten years away")


def _worked_out(row: OpeningRow, product: ProductRow, made: date | None, day: date) -> date | None:
    """A date from the product's shelf life, told as such; the day of import is no date of making
    that anybody could vouch for, so use-by goods need one of theirs."""
    if product.expiry_kind == "none":
        return None
    life = product.shelf_life_days
    if product.expiry_kind == "use_by" and (made is None or life is None):
        row.error("expires_on", f"{product.sku} has a use-by date; say which")
        return None
    if life is None:
        row.warn("expires_on", "no date: it never counts as expired")
        return None
    expires = (made or day) + timedelta(days=life)
    since = f"made {made}" if made else "as if made on the opening day"
    row.warn("expires_on", f"{expires} from the shelf life, {since}")
    return expires
