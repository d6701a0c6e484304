"""How the catalogue's words read on screen, one table per word. Decides nothing."""

from __future__ import annotations

from types import MappingProxyType

UNIT_WORDS = MappingProxyType(
    {
        "each": "Piece",
        "kg": "Kilogram",
        "g": "Gram",
        "l": "Litre",
        "m": "Metre",
    }
)
TRACKING_WORDS = MappingProxyType(
    {
        "lot": "By lot: every piece has an origin",
        "none": "Not tracked",
    }
)
POLICY_WORDS = MappingProxyType(
    {
        "fefo": "First to expire first",
        "fifo": "First received first",
        "lifo": "Last received first",
        "same_lot": "One lot per line where possible",
        "ask": "Ask the cashier",
    }
)
RISK_WORDS = MappingProxyType(
    {
        "normal": "Normal",
        "sensitive": "Sensitive: fresh goods",
        "high": "High: recalls are urgent",
    }
)
EXPIRED_SALE_WORDS = MappingProxyType(
    {
        "never": "Never",
        "approval": "With a second person's approval",
    }
)
EXPIRY_WORDS = MappingProxyType(
    {
        "use_by": "Use by: blocks",
        "best_before": "Best before: warns",
        "none": "Does not expire",
    }
)
