"""The screens of all rooms: their blueprints, the navigation between them, the error pages.

Assembly only; which entries a person sees follows from the permissions the views declare.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Flask, g, request, url_for
from flask_wtf.csrf import CSRFProtect

from app import health
from app.accounting import views as accounting
from app.api.v1 import registered as api_registered
from app.api.v1.calls import api
from app.api.v1.problems import http_problem, shop_problem
from app.catalog import views as catalog
from app.db import UNREACHABLE, busy
from app.errors import ShopError
from app.identity import registered as identity
from app.identity.permissions import Permission
from app.inventory import registered as inventory
from app.mail import registered as mail
from app.paper import registered as paper
from app.pos import registered as pos
from app.purchasing import registered as purchasing
from app.reporting import export_view, trace_view  # noqa: F401 - its pages hang on the blueprint
from app.reporting import views as reporting
from app.web.errorpages import register_error_pages
from app.web.setup import register_web

P = Permission


class Entry(NamedTuple):
    """One entry of the navigation."""

    group: str
    label: str
    icon: str
    endpoint: str
    needs: Permission


NAVIGATION: tuple[Entry, ...] = (
    Entry("Today", "Dashboard", "home", "reporting.dashboard", P.SEE_DASHBOARD),
    Entry("Sell", "Till", "till", "pos.till", P.SELL),
    Entry("Sell", "Sales", "receipt", "pos.sales", P.SEE_SALES),
    Entry("Sell", "Shifts", "cash", "pos.shifts", P.SEE_SALES),
    Entry("Receive", "Receiving", "scan", "purchasing.receive", P.RECEIVE),
    Entry("Receive", "Putaway", "place", "inventory.putaway", P.MOVE_STOCK),
    Entry("Stock", "Lots", "tag", "inventory.lots", P.SEE_STOCK),
    Entry("Stock", "Find", "search", "inventory.find_goods", P.SEE_STOCK),
    Entry("Stock", "Locations", "place", "inventory.locations", P.SEE_STOCK),
    Entry("Stock", "Replenish", "up", "inventory.replenishment", P.MOVE_STOCK),
    Entry("Stock", "Transfers", "arrow", "inventory.transfers", P.SEE_STOCK),
    Entry("Stock", "Repacks", "half", "inventory.repacks", P.SEE_STOCK),
    Entry("Stock", "Counts", "check", "inventory.stock_counts", P.TRACE),
    Entry("Stock", "Quality", "held", "inventory.quality", P.HOLD_LOT),
    Entry("Stock", "Recalls", "recall", "inventory.recalls", P.TRACE),
    Entry("Stock", "Products", "box", "catalog.products", P.SEE_CATALOG),
    Entry("Buy", "Deliveries", "truck", "purchasing.receipts", P.RECEIVE),
    Entry("Buy", "Purchase orders", "clipboard", "purchasing.orders", P.RECEIVE),
    Entry("Buy", "Supplier returns", "undo", "purchasing.returns", P.RECEIVE),
    Entry("Buy", "Claims", "warn", "purchasing.claims", P.SEE_COST),
    Entry("Buy", "Opening stock", "plus", "purchasing.openings", P.OPEN_STOCK),
    Entry("Buy", "Suppliers", "users", "purchasing.suppliers", P.RECEIVE),
    Entry("Books", "Trial balance", "balance", "accounting.trial_balance", P.SEE_BOOKS),
    Entry("Books", "Profit and loss", "balance", "accounting.profit_and_loss", P.SEE_BOOKS),
    Entry("Books", "Journal", "book", "accounting.journal", P.SEE_BOOKS),
    Entry("Books", "Valuation", "money", "reporting.valuation", P.SEE_BOOKS),
    Entry("Books", "Exports", "download", "reporting.exports", P.SEE_BOOKS),
    Entry("Books", "Periods", "calendar", "accounting.periods", P.SEE_BOOKS),
    Entry("Books", "Integrity", "shield", "reporting.integrity", P.SEE_INTEGRITY),
    Entry("Shop", "Exceptions", "warn", "pos.exceptions", P.SETTLE_EXCEPTIONS),
    Entry("Shop", "Terminals", "till", "pos.terminals", P.ENROL_DEVICE),
    Entry("Shop", "People", "users", "identity.people", P.MANAGE_PEOPLE),
    Entry("Shop", "Tokens", "key", "identity.tokens", P.MANAGE_PEOPLE),
    Entry("Shop", "Printers", "printer", "paper.printers", P.MANAGE_PRINTERS),
    Entry("Shop", "Mail", "link", "mail.mails", P.MANAGE_MAIL),
    Entry("Shop", "Audit trail", "list", "identity.audit_trail", P.MANAGE_PEOPLE),
)
BLUEPRINTS: tuple[Any, ...] = (
    identity.blueprint(),
    paper.blueprint(),
    mail.blueprint(),
    catalog.bp,
    pos.blueprint(),
    purchasing.blueprint(),
    inventory.blueprint(),
    accounting.bp,
    reporting.bp,
)


def _is_here(address: str) -> bool:
    """Whether the page being looked at is this entry's or one below it."""
    below = address.rstrip("/") + "/"
    return request.path == address or (below != "/" and request.path.startswith(below))


def _shown(entry: Entry) -> dict[str, Any]:
    address = url_for(entry.endpoint)
    return {
        "label": entry.label,
        "icon": entry.icon,
        "url": address,
        "group": entry.group,
        "active": _is_here(address),
    }


def navigation() -> list[dict[str, Any]]:
    """What the person of this request may open."""
    who = g.get("actor")
    return [_shown(entry) for entry in NAVIGATION if who is not None and who.may(entry.needs)]


def _page_words() -> dict[str, Any]:
    who = g.get("actor")
    person = who and {"name": who.name, "role": who.role, "url": url_for("identity.account")}
    return {"navigation": navigation(), "person": person, "actor": who, "P": Permission}


def _api_answer(error: Exception) -> Any:
    if isinstance(error, ShopError):
        return shop_problem(error)
    return http_problem(error)  # type: ignore[arg-type]


def register_screens(app: Flask, csrf: CSRFProtect) -> None:
    """Mount every room's views, the interface for programs, and the error pages."""
    shop = app.extensions["lotwise"]
    register_web(app, currency=shop.currency, zone=shop.settings.time_zone)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(health.bp)
    csrf.exempt(api)
    app.register_blueprint(api_registered.blueprint())
    register_error_pages(app, api_answer=_api_answer)
    for gone in UNREACHABLE:
        app.register_error_handler(gone, lambda _error: app.handle_user_exception(busy()))
    app.context_processor(_page_words)
