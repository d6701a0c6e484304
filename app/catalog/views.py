"""Screens of the catalogue: find products, add and change them, tax categories."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.catalog import queries
from app.catalog.forms import (
    NewProductForm,
    ProductForm,
    TaxCategoryForm,
    printed,
    show_refusal,
    typed_fields,
)
from app.catalog.labels import (
    EXPIRED_SALE_WORDS,
    EXPIRY_WORDS,
    POLICY_WORDS,
    RISK_WORDS,
    TRACKING_WORDS,
    UNIT_WORDS,
)
from app.catalog.price_history import price_history
from app.catalog.search_words import LONGEST_QUERY, clean_line
from app.catalog.services import change_product, change_tax_rate, create_product, draft_of
from app.db import reading, transaction
from app.errors import AlreadyExists, BadInput
from app.identity.access import actor, needs
from app.identity.permissions import Permission

bp = Blueprint(
    "catalog",
    __name__,
    url_prefix="/catalog",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
P = Permission
USUAL = {"expiry_kind": "use_by", "tax_category": "standard", "active": True}
STATES = {"": None, "active": True, "inactive": False}
WORDS = {
    "base_unit": UNIT_WORDS,
    "tracking": TRACKING_WORDS,
    "lot_policy": POLICY_WORDS,
    "expiry_kind": EXPIRY_WORDS,
    "risk": RISK_WORDS,
    "expired_sale": EXPIRED_SALE_WORDS,
}


def _asked(name: str, longest: int = LONGEST_QUERY) -> str:
    return clean_line(request.args.get(name, "")[:longest])


@bp.get("/products")
@needs(P.SEE_CATALOG)
def products() -> ResponseReturnValue:
    """The list: search, category, state, page by page."""
    asked = {name: _asked(name) for name in ("q", "category", "state")}
    category, active = asked["category"] or None, STATES.get(asked["state"])
    cursor = request.args.get("cursor")
    with reading() as session:
        page = queries.search(session, asked["q"], cursor=cursor, category=category, active=active)
        gtins = queries.gtins_of(session, [row.id for row in page.items])
        named = queries.categories(session)
    shown = {"page": page, "asked": asked, "categories": named, "gtins": gtins}
    return render_template("catalog/products.html", **shown, printed=printed)


@bp.get("/products/<path:sku>")
@needs(P.SEE_CATALOG)
def product(sku: str) -> ResponseReturnValue:
    """One product: a form for those who may change it, facts for the others."""
    with reading() as session:
        found = queries.product_by_sku(session, sku)
        form = ProductForm(data=typed_fields(draft_of(session, found.id)))
    return _product_page(sku, form)


@bp.post("/products/<path:sku>")
@needs(P.EDIT_CATALOG)
def save_product(sku: str) -> ResponseReturnValue:
    """Change the product as typed; its base unit and tracking are not on this form."""
    form, who, at = ProductForm(), actor(), clock.now()
    _offer_taxes(form)
    if not form.validate():
        return _product_page(sku, form, 400)
    typed = form.fields_of_draft()
    try:
        transaction(lambda s: change_product(s, sku, typed, has_stock=True, at=at, by=who))
    except (BadInput, AlreadyExists) as refused:
        show_refusal(form, refused)
        return _product_page(sku, form, refused.status)
    flash(f"{form.name.data} is saved.", "ok")
    return redirect(url_for("catalog.product", sku=sku))


@bp.get("/new-product")
@needs(P.EDIT_CATALOG)
def new_product() -> ResponseReturnValue:
    """An empty form."""
    form = NewProductForm(data=USUAL | {"sku": _asked("sku", 64), "gtins": _asked("gtin", 64)})
    return _new_product_page(form)


@bp.post("/new-product")
@needs(P.EDIT_CATALOG)
def add_product() -> ResponseReturnValue:
    """Add the product as typed."""
    form, who, at = NewProductForm(), actor(), clock.now()
    _offer_taxes(form)
    if not form.validate():
        return _new_product_page(form, 400)
    draft = form.draft()
    try:
        transaction(lambda session: create_product(session, draft, at=at, by=who))
    except (BadInput, AlreadyExists) as refused:
        show_refusal(form, refused)
        return _new_product_page(form, refused.status)
    flash(f"{draft.name} is in the catalogue.", "ok")
    return redirect(url_for("catalog.product", sku=draft.sku))


@bp.get("/taxes")
@needs(P.SEE_CATALOG)
def taxes() -> ResponseReturnValue:
    """Every tax category with its rate; `?code=` puts one into the form."""
    form = TaxCategoryForm(code=_asked("code", 64))
    return _taxes_page(form)


@bp.post("/taxes")
@needs(P.EDIT_CATALOG)
def save_tax() -> ResponseReturnValue:
    """Add a tax category or change its rate."""
    form, who, at = TaxCategoryForm(), actor(), clock.now()
    if not form.validate():
        return _taxes_page(form, 400)
    code, rate = str(form.code.data), int(form.rate.data or 0)
    transaction(lambda session: change_tax_rate(session, code, rate=rate, at=at, by=who))
    flash(f"Tax category {code} is saved.", "ok")
    return redirect(url_for("catalog.taxes"))


def _currency() -> str:
    code: str = current_app.extensions["lotwise"].currency.code
    return code


def _offer_taxes(form: ProductForm) -> None:
    with reading() as session:
        form.offer(list(queries.tax_rates(session)))


def _product_page(sku: str, form: ProductForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        found = queries.product_by_sku(session, sku)
        shown = {
            "product": found,
            "packs": queries.packs_of(session, [found.id])[found.id],
            "gtins": queries.gtins_of(session, [found.id])[found.id],
            "prices": price_history(session, sku),
            "categories": queries.categories(session),
            "currency": _currency(),
        }
        form.offer(list(queries.tax_rates(session)))
    form.offer_blank_packs()
    page = render_template("catalog/product.html", form=form, words=WORDS, printed=printed, **shown)
    return page, status


def _new_product_page(form: NewProductForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        form.offer(list(queries.tax_rates(session)))
        named = queries.categories(session)
    form.offer_blank_packs()
    shown = {"categories": named, "currency": _currency()}
    return render_template("catalog/new_product.html", form=form, **shown), status


def _taxes_page(form: TaxCategoryForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        rates = queries.tax_rates(session)
        counts = queries.products_per_tax_category(session)
    if request.method == "GET":
        form.rate.data = rates.get(str(form.code.data))
    rows = [(code, rate, counts.get(code, 0)) for code, rate in rates.items()]
    return render_template("catalog/taxes.html", form=form, rows=rows), status
