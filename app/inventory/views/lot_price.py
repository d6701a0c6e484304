"""The lot's own price on its page."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app import clock
from app.identity.access import needs
from app.identity.permissions import Permission
from app.inventory.blueprint import bp
from app.inventory.forms import LotPriceForm
from app.inventory.services.lot_price import set_lot_price
from app.inventory.views.lots import carry_out, lot_page


@bp.post("/lots/<number>/price")
@needs(Permission.EDIT_CATALOG)
def price_lot(number: str) -> ResponseReturnValue:
    """Give a lot its own price, or the product's again where none is typed."""
    form, at = LotPriceForm(prefix="price-"), clock.now()
    if not form.validate():
        return lot_page(number, 400, own_price=form, opened="price")
    price, reason = form.price.data, form.reason.data
    return carry_out(
        number,
        form,
        "own_price",
        lambda session, by: set_lot_price(session, number, price, reason=reason, at=at, by=by),
        f"Lot {number}: the price is changed.",
    )
