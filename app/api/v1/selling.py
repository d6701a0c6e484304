"""Calls for sales, returns and voids. Resolves what was scanned; the services do the selling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from app import clock
from app.api.v1.calls import DOCUMENT_SIZE, Call, call
from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Decimals,
    LotCode,
    Moment,
    Money,
    Note,
    Quantity,
    Reason,
    Sku,
    UnitPrice,
    YesNo,
)
from app.api.v1.texts import moment, money, quantity
from app.catalog.queries import ProductRow, products_by_sku
from app.catalog.scanning import ResolvedScan, resolve_all
from app.errors import LotChoiceNeeded, LotExpired, bad_field
from app.gs1.parse import read
from app.identity.permissions import Permission
from app.inventory.allocation import Verdict, sellable
from app.inventory.queries import balances_for_sale, lots_named
from app.inventory.services.issue import ChosenLot
from app.sales.customers import customer_by_code
from app.sales.models import DISPOSITIONS, TENDERS
from app.sales.pricing import Tender
from app.sales.services.complete_sale import Cart, CompletedSale, SaleItem, complete_sale
from app.sales.services.take_return import (
    ReturnWish,
    TakenReturn,
    sale_by_number,
    take_return,
    void_sale,
)
from app.sales.tills import TillPlace, till_by_code
from app.values.money import price_text
from app.values.quantity import MICRO, quantity_text

MAX_LINES = 2000


def word_of(words: Sequence[str]) -> Any:
    """A field that is one of these words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return BeforeValidator(check)


class SaleLineBody(Body):
    """One line: by SKU or by scan; a lot where one was chosen."""

    sku: Sku | None = None
    scan: Annotated[str, Field(max_length=1000)] | None = None
    quantity: Quantity | None = None
    lot: LotCode | None = None
    unit_price: UnitPrice | None = None
    discount: Money = 0

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.sku is None) == (self.scan is None):
            raise ValueError("name either sku or scan")
        return self


class PaymentBody(Body):
    """Money handed over."""

    tender: Annotated[str, word_of(TENDERS)]
    amount: Money
    reference: Annotated[Note, Field(max_length=100)] = ""


class SaleBody(Body):
    """A sale."""

    till: Code
    customer: Code | None = None
    sold_at: Moment | None = None
    offline: YesNo = False
    lines: Annotated[list[SaleLineBody], Field(min_length=1, max_length=MAX_LINES)]
    payments: Annotated[list[PaymentBody], Field(default_factory=list, max_length=20)]


class SaleAnswer(Answer):
    """A completed sale."""

    number: str
    receipt_number: str
    total: Decimals
    tax: Decimals
    change: Decimals
    lines: list[dict[str, Any]]
    exceptions: list[dict[str, Any]]


class ReturnLineBody(Body):
    """So much of a line brought back."""

    line: Annotated[int, Field(ge=1, le=MAX_LINES, strict=True)]
    quantity: Quantity
    lot: LotCode | None = None
    disposition: Annotated[str, word_of(DISPOSITIONS)]
    reason: Reason


class RefundBody(Body):
    """How the money goes back."""

    tender: Annotated[str, word_of(TENDERS)]


class ReturnBody(Body):
    """A return of part of a sale."""

    till: Code
    lines: Annotated[list[ReturnLineBody], Field(min_length=1, max_length=MAX_LINES)]
    refund: RefundBody


class VoidBody(Body):
    """Undoing a whole sale."""

    till: Code
    reason: Reason


class ReturnAnswer(Answer):
    """A return or void."""

    number: str
    total: Decimals
    lines: list[dict[str, Any]]


def _scans(asked: Call, today: date) -> dict[int, ResolvedScan]:
    lines = [
        (number, line.scan) for number, line in enumerate(asked.body.lines) if line.scan is not None
    ]
    if not lines:
        return {}
    readings = [read(text, today=today, rcn=asked.shop.in_store) for _number, text in lines]
    found = dict(zip((n for n, _ in lines), resolve_all(asked.session, readings), strict=True))
    for number, scan in found.items():
        if scan.product is None or scan.reading.error:
            why = scan.problem or scan.reading.error or "no product has this code"
            raise bad_field(f"lines.{number}.scan", why)
    return found


def _products(asked: Call, scans: dict[int, ResolvedScan]) -> list[ProductRow]:
    lines = asked.body.lines
    found = products_by_sku(asked.session, {line.sku for line in lines if line.sku is not None})
    products = []
    for number, line in enumerate(lines):
        product = scans[number].product if number in scans else found.get(line.sku or "")
        if product is None:
            raise bad_field(f"lines.{number}.sku", f"there is no product {line.sku}")
        products.append(product)
    return products


def _chosen(lots: Sequence[Any]) -> tuple[ChosenLot, ...]:
    return tuple(
        ChosenLot(lot.id, lot.number, lot.status, lot.expiry_kind, lot.expires_on) for lot in lots
    )


def _refuse_expired_label(
    number: int, product: ProductRow, scan: ResolvedScan, today: date
) -> None:
    """The date printed on the goods in hand counts, whatever the books say of the lot."""
    if product.expiry_kind == "none" or scan.expires_on is None:
        return
    if sellable("released", "use_by", scan.expires_on, today) is not Verdict.OK:
        raise LotExpired(
            f"{product.name}: the date on the pack, {scan.expires_on.isoformat()}, has passed.",
            line=number + 1,
            sku=product.sku,
        )


def _lots(
    asked: Call, number: int, product: ProductRow, scan: ResolvedScan | None, till: TillPlace
) -> tuple[tuple[ChosenLot, ...], str]:
    """The lots a line names, and how surely they are known."""
    wanted = asked.body.lines[number].lot
    if wanted is not None:
        lots = lots_named(asked.session, product.id, [wanted])
        if not lots:
            raise bad_field(f"lines.{number}.lot", f"{product.sku} has no lot {wanted}")
        return _chosen(lots), "chosen"
    if scan is None or not scan.lot_codes or product.tracking != "lot":
        return (), "auto"
    lots = lots_named(asked.session, product.id, scan.lot_codes)
    if not lots:
        rows = balances_for_sale(asked.session, product.id, till.site_id)
        raise LotChoiceNeeded(
            f"{product.name}: lot {scan.lot_codes[0]} is not known here; say which lot it is.",
            line=number + 1,
            sku=product.sku,
            alternatives=[
                {"lot": row.number, "available": quantity_text(row.on_hand)} for row in rows
            ],
        )
    return _chosen(lots), "scanned"


def _quantity(number: int, asked: Call, product: ProductRow, scan: ResolvedScan | None) -> int:
    wanted: int | None = asked.body.lines[number].quantity
    if scan is not None and scan.quantity is not None:
        if wanted is None:
            return scan.quantity
        if scan.pack_unit is not None:
            return wanted * scan.factor // MICRO
    if wanted is not None:
        return wanted
    if scan is not None and product.base_unit != "each":
        raise bad_field(f"lines.{number}.quantity", f"say how much {product.base_unit}")
    return MICRO


def _items(asked: Call, till: TillPlace, today: date) -> tuple[SaleItem, ...]:
    scans = _scans(asked, today)
    items = []
    for number, product in enumerate(_products(asked, scans)):
        line, scan = asked.body.lines[number], scans.get(number)
        if scan is not None:
            _refuse_expired_label(number, product, scan, today)
        lots, certainty = _lots(asked, number, product, scan, till)
        items.append(
            SaleItem(
                product,
                _quantity(number, asked, product, scan),
                lots,
                certainty,
                line.unit_price,
                line.discount,
            )
        )
    return tuple(items)


def sale_json(done: CompletedSale, asked: Call) -> dict[str, Any]:
    """A completed sale as the interface answers it."""
    shop = asked.shop
    answer = {
        "number": done.number,
        "receipt_number": done.number,
        "sold_at": moment(done.cart.sold_at),
        "total": money(done.priced.total, shop),
        "net": money(done.priced.net, shop),
        "tax": money(done.priced.tax, shop),
        "change": money(done.change, shop),
        "lines": [_line_json(done, number, asked) for number in range(len(done.cart.items))],
        "exceptions": [],
    }
    if shop.actor.may(Permission.SEE_COST):
        answer["cogs"] = money(done.cogs, shop)
    return answer


def _line_json(done: CompletedSale, number: int, asked: Call) -> dict[str, Any]:
    item, priced, shop = done.cart.items[number], done.priced.lines[number], asked.shop
    price = item.product.price if item.unit_price is None else item.unit_price
    return {
        "line": priced.line,
        "sku": item.product.sku,
        "name": item.product.name,
        "quantity": quantity(item.quantity),
        "unit_price": price_text(price, shop.currency),
        "discount": money(priced.discount, shop),
        "total": money(priced.total, shop),
        "tax": money(priced.tax, shop),
        "allocations": [
            {
                "lot": taken.lot,
                "quantity": quantity(taken.quantity),
                "certainty": taken.certainty,
            }
            for taken in done.taken
            if taken.line == priced.line
        ],
    }


def _sold_at(asked: Call) -> datetime:
    wanted: datetime = asked.body.sold_at or asked.shop.now
    if wanted > asked.shop.now:
        raise bad_field("sold_at", "is in the future")
    return wanted


@call(
    "POST",
    "/sales",
    needs=Permission.SELL,
    body=SaleBody,
    answer=SaleAnswer,
    status=201,
    document=True,
    size=DOCUMENT_SIZE,
)
def create_sale(asked: Call) -> dict[str, Any]:
    """Sell: lots, cost, revenue and receipt number in one transaction."""
    session, shop, body = asked.session, asked.shop, asked.body
    if body.offline:
        raise bad_field("offline", "sales made offline are not taken yet")
    till = till_by_code(session, body.till, shop.actor)
    today = clock.local_day(shop.now, till.time_zone)
    sold_at = _sold_at(asked)
    customer = customer_by_code(session, body.customer) if body.customer else None
    cart = Cart(
        till,
        _items(asked, till, today),
        sold_at,
        clock.local_day(sold_at, till.time_zone),
        today,
        customer.id if customer else None,
    )
    tenders = [
        Tender(payment.tender, payment.amount, payment.reference)
        for payment in body.payments
        if payment.amount
    ]
    return sale_json(complete_sale(session, cart, tenders, shop=shop), asked)


def return_json(done: TakenReturn, asked: Call) -> dict[str, Any]:
    """A return as the interface answers it."""
    return {
        "number": done.number,
        "kind": done.kind,
        "total": money(done.total, asked.shop),
        "lines": [
            {
                "line": line.line,
                "lot": line.lot,
                "quantity": quantity(line.quantity),
                "disposition": line.disposition,
                "total": money(line.net + line.tax, asked.shop),
            }
            for line in done.lines
        ],
        "refunds": [
            {"tender": tender, "amount": money(amount, asked.shop)}
            for tender, amount in done.refunds
        ],
    }


@call(
    "POST",
    "/sales/<number>/returns",
    needs=Permission.RETURN,
    body=ReturnBody,
    answer=ReturnAnswer,
    status=201,
    document=True,
)
def create_return(asked: Call) -> dict[str, Any]:
    """Take goods back to their lots and give the money back."""
    session, shop, body = asked.session, asked.shop, asked.body
    sale = sale_by_number(session, asked.path["number"], shop)
    till = till_by_code(session, body.till, shop.actor)
    wishes = [
        ReturnWish(line.line, line.quantity, line.disposition, line.reason, line.lot)
        for line in body.lines
    ]
    today = clock.local_day(shop.now, till.time_zone)
    done = take_return(
        session, sale, wishes, till=till, tender=body.refund.tender, on=today, shop=shop
    )
    return return_json(done, asked)


@call(
    "POST",
    "/sales/<number>/void",
    needs=Permission.VOID,
    body=VoidBody,
    answer=ReturnAnswer,
    status=201,
    document=True,
)
def create_void(asked: Call) -> dict[str, Any]:
    """Undo a whole sale by a reversal."""
    session, shop = asked.session, asked.shop
    sale = sale_by_number(session, asked.path["number"], shop)
    till = till_by_code(session, asked.body.till, shop.actor)
    today = clock.local_day(shop.now, till.time_zone)
    done = void_sale(session, sale, till=till, reason=asked.body.reason, on=today, shop=shop)
    return return_json(done, asked)
