"""Names as Beancount takes them: accounts, commodities, texts. Pure; one name never means two.

A commodity is at most 24 characters, from A to 9 with ' . _ -, and no reserved word; what a SKU
says else is kept in its metadata.
"""

from __future__ import annotations

import re

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
OURS = "LW."
"""How commodities begin that we made; a SKU that begins so is renamed as well."""
_PLAIN = re.compile(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]", re.ASCII)
_RESERVED = frozenset({"TRUE", "FALSE", "NULL"})
_ODD = re.compile(r"[^A-Za-z0-9]+", re.ASCII)


def commodity(sku: str, product_id: int, currency: str) -> str:
    """The SKU itself where it can be one, else a name of ours with the product's id in it."""
    plain = _PLAIN.fullmatch(sku) and not sku.startswith(OURS)
    if plain and sku not in _RESERVED and sku != currency:
        return sku
    made = f"{OURS}{product_id}.{_ODD.sub('-', sku).strip('-').upper()}"
    return made[:24].rstrip("-.")


def component(code: str, name: str, row_id: int) -> str:
    """A part of an account's name; a code that had to be changed is followed by its id."""
    plain = code.isascii() and code.isalnum()
    told = code if plain else f"{_ODD.sub('-', code).strip('-')}-id{row_id}"
    words = _ODD.sub("-", name).strip("-")
    joined = f"{told}-{words}".strip("-") if words else told
    return joined if joined[:1].isdigit() or joined[:1].isupper() else f"X-{joined}"


def quoted(text: str) -> str:
    """A text in quotes; what ends it is written so that it does not, lines become one."""
    flat = " ".join(text.split())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'
