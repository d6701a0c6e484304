"""What the modules of a till's page are told before anything else: place, money, rights, rules.

Plain values for JSON. Reads no table and decides nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import current_app, url_for

from app.identity.shop_context import ShopContext
from app.identity.till_people import IDLE_SECONDS, person_id_of, till_rights
from app.pos.public_address import public_address
from app.pos.till_money import till_money
from app.sales.tills import TillPlace


def till_setup(shop: ShopContext, till: TillPlace, head: Mapping[str, Any]) -> dict[str, Any]:
    """Where the till stands, the currency, its feeds, the cashier's rights; `head` of a receipt."""
    who = shop.actor
    return {
        "till": till.code,
        "site": till.site,
        "zone": till.time_zone,
        "currency": shop.currency.code,
        "decimals": shop.currency.decimals,
        "cashier": who.name,
        "tax_included": shop.prices_include_tax,
        "catalogue": url_for("pos.catalogue", till=till.code),
        "lots": url_for("pos.lots", till=till.code),
        "receipts": url_for("pos.receipt", number="NUMBER"),
        "address": public_address(),
        "letterhead": dict(head),
        "person_id": person_id_of(who),
        "role": who.role,
        "rights": till_rights(who),
        "lock_after": IDLE_SECONDS,
        "money": till_money(shop),
        "alone": alone_limits(shop),
    }


def alone_limits(shop: ShopContext) -> dict[str, int]:
    """How long a till may sell alone: hours, sales, and money in minor units (0: any)."""
    limits: dict[str, int] = dict(current_app.extensions["lotwise"].settings.offline_limit)
    return limits | {"sum": limits["sum"] * 10**shop.currency.decimals}


def selling_rules(till: TillPlace) -> dict[str, Any]:
    """What a till needs besides products to sell alone: in-store codes, limits, the site's day.

    `limits` are hours: how old a snapshot may be for goods of each risk class.
    """
    shop = current_app.extensions["lotwise"]
    return {
        "till": till.code,
        "site": till.site,
        "zone": till.time_zone,
        "currency": shop.currency.code,
        "decimals": shop.currency.decimals,
        "tax_included": shop.prices_include_tax,
        "limits": dict(shop.settings.offline_hours),
        "in_store": [asdict(rule) for rule in shop.in_store.rules],
    }


def tag_of(rules: dict[str, Any]) -> str:
    """A short tag that changes when the rules do."""
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:8]
