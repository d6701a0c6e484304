"""What may be done, and which role may do it. One table; views declare a permission by name.

Pure: no Flask, no database.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """A thing somebody may be allowed to do."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    SELL = "sell"
    RETURN = "return"
    VOID = "void"
    OVERRIDE_PRICE = "override_price"
    BACKDATE = "backdate"
    SEE_CATALOG = "see_catalog"
    EDIT_CATALOG = "edit_catalog"
    SEE_STOCK = "see_stock"
    RECEIVE = "receive"
    PURCHASE = "purchase"
    MOVE_STOCK = "move_stock"
    HOLD_LOT = "hold_lot"
    RELEASE_LOT = "release_lot"
    WRITE_OFF = "write_off"
    OPEN_STOCK = "open_stock"
    COUNT = "count"
    APPROVE_COUNT = "approve_count"
    RECALL = "recall"
    TRACE = "trace"
    SEE_COST = "see_cost"
    SEE_SALES = "see_sales"
    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    SEE_BOOKS = "see_books"
    POST_ENTRIES = "post_entries"
    CLOSE_PERIOD = "close_period"
    SEE_DASHBOARD = "see_dashboard"
    SEE_INTEGRITY = "see_integrity"
    MANAGE_PEOPLE = "manage_people"
    TILL_FEED = "till_feed"
    SYNC = "sync"
    RECORD_OFFLINE = "record_offline"
    ENROL_DEVICE = "enrol_device"
    RUN_SHIFT = "run_shift"
    MOVE_CASH = "move_cash"
    SEE_TAKINGS = "see_takings"
    OPEN_DRAWER = "open_drawer"
    APPROVE = "approve"
    SELL_EXPIRED = "sell_expired"
    SETTLE_EXCEPTIONS = "settle_exceptions"
    MANAGE_PRINTERS = "manage_printers"
    MANAGE_MAIL = "manage_mail"
    MANAGE_SHOP = "manage_shop"


P = Permission
_EVERYBODY = {P.SIGNED_IN, P.SEE_CATALOG, P.SEE_STOCK}
_TILL = {P.TILL_FEED, P.RUN_SHIFT, P.MOVE_CASH, P.OPEN_DRAWER}
_CASHIER = _EVERYBODY | _TILL | {P.SELL, P.RETURN, P.SEE_SALES, P.SEE_CUSTOMERS, P.EDIT_CUSTOMERS}
_RECEIVER = _EVERYBODY | {P.RECEIVE, P.MOVE_STOCK, P.HOLD_LOT, P.TRACE, P.COUNT}
_MANAGER = (
    _CASHIER
    | _RECEIVER
    | {P.VOID, P.OVERRIDE_PRICE, P.BACKDATE, P.EDIT_CATALOG, P.PURCHASE, P.RELEASE_LOT}
    | {P.WRITE_OFF, P.RECALL, P.SEE_COST, P.SEE_DASHBOARD, P.SEE_INTEGRITY, P.SEE_BOOKS}
    | {P.RECORD_OFFLINE, P.ENROL_DEVICE, P.SEE_TAKINGS, P.APPROVE, P.SELL_EXPIRED}
    | {P.SETTLE_EXCEPTIONS, P.MANAGE_PRINTERS, P.MANAGE_MAIL, P.APPROVE_COUNT, P.OPEN_STOCK}
)
_ACCOUNTANT = _EVERYBODY | {
    P.SEE_COST,
    P.SEE_SALES,
    P.SEE_CUSTOMERS,
    P.SEE_BOOKS,
    P.POST_ENTRIES,
    P.CLOSE_PERIOD,
    P.SEE_DASHBOARD,
    P.SEE_INTEGRITY,
    P.TRACE,
    P.SEE_TAKINGS,
}
_OWNER = set(Permission) - {P.SYNC}
_DEVICE = {P.TILL_FEED, P.SYNC, P.RECORD_OFFLINE, P.SEE_CATALOG, P.SEE_STOCK}

ROLE_PERMISSIONS = MappingProxyType(
    {
        "cashier": frozenset(_CASHIER),
        "receiver": frozenset(_RECEIVER),
        "manager": frozenset(_MANAGER),
        "accountant": frozenset(_ACCOUNTANT),
        "owner": frozenset(_OWNER),
        "admin": frozenset(_OWNER),
        "device": frozenset(_DEVICE),
    }
)

DISCOUNT_LIMIT_PERCENT = MappingProxyType(
    {"cashier": 10, "receiver": 0, "manager": 100, "accountant": 0, "owner": 100, "admin": 100}
    | {"device": 0}
)
"""The largest discount a role may give on a line without somebody else's approval."""
