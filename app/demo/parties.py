"""The people of the demo shop: who works there, who delivers, who buys.

E-mail addresses end in example.org and telephone numbers lie in the range kept for fiction, so
nobody can be written to or called by mistake.
"""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "lotwise-demo"  # noqa: S105 - meant to be seen


class Login(NamedTuple):
    """Somebody who works in the shop; `site` where they work at one only."""

    name: str
    role: str
    site: str | None = None


class Partner(NamedTuple):
    """A supplier or a customer."""

    code: str
    name: str
    email: str
    phone: str


LOGINS = (
    Login("Olivia", "owner"),
    Login("Marco", "manager"),
    Login("Carla", "cashier"),
    Login("Ravi", "receiver"),
    Login("Anna", "accountant"),
    Login("Hugo", "cashier", "HARBOUR"),
)

SUPPLIERS = (
    Partner("VALROC", "Affineurs Val-Roc", "orders@valroc.example.org", "+44 1632 960011"),
    Partner(
        "NORDWIND", "Nordwind Feinkost Import", "sales@nordwind.example.org", "+44 1632 960027"
    ),
    Partner("MERIDIAN", "Meridian Health & Craft", "desk@meridian.example.org", "+44 1632 960048"),
)


def _customer(number: int, name: str) -> Partner:
    mailbox = name.lower().replace(" ", ".").replace("'", "").replace("é", "e").replace("ø", "o")
    return Partner(f"C{number:03d}", name, f"{mailbox}@example.org", f"+44 1632 9601{number:02d}")


CUSTOMERS = tuple(
    _customer(number, name)
    for number, name in enumerate(
        (
            "Amelia Hart",
            "Bistro Lumière",
            "Chiara Conti",
            "Daniel Okafor",
            "Elif Demir",
            "Frances O'Neill",
            "Gustav Lindqvist",
            "Hana Sato",
            "Ines Carvalho",
            "Jonas Weber",
            "Karim Haddad",
            "Lena Nowak",
            "Mateo Rojas",
            "Nora Sørensen",
            "Osteria del Porto",
            "Priya Raman",
            "Quentin Dubois",
            "Rosa Marchetti",
        ),
        1,
    )
)
ON_ACCOUNT = frozenset({"C002", "C015"})
"""Restaurants that pay by the month."""
