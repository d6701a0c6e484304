"""The default chart of accounts: codes, names, kinds and the role each plays. A table, no logic."""

from __future__ import annotations

from typing import NamedTuple


class ChartRow(NamedTuple):
    """One account of a chart."""

    code: str
    name: str
    kind: str
    role: str | None


DEFAULT_CHART = (
    ChartRow("1000", "Cash in tills", "asset", "cash"),
    ChartRow("1010", "Safe", "asset", "safe"),
    ChartRow("1050", "Card clearing", "asset", "card"),
    ChartRow("1100", "Customer accounts", "asset", "account"),
    ChartRow("1200", "Inventory", "asset", "inventory"),
    ChartRow("1250", "Goods in conversion", "asset", "conversion"),
    ChartRow("1300", "Bank", "asset", "bank"),
    ChartRow("2000", "Payables", "liability", "payables"),
    ChartRow("2050", "Goods received not invoiced", "liability", "grni"),
    ChartRow("2100", "Tax payable", "liability", "tax"),
    ChartRow("2200", "Vouchers", "liability", "voucher"),
    ChartRow("3000", "Opening equity", "equity", "opening_equity"),
    ChartRow("3100", "Retained earnings", "equity", "retained_earnings"),
    ChartRow("4000", "Sales", "income", "revenue"),
    ChartRow("5000", "Cost of goods sold", "expense", "cogs"),
    ChartRow("5100", "Waste", "expense", "waste"),
    ChartRow("5200", "Shrinkage", "expense", "shrinkage"),
    ChartRow("5300", "Purchase price differences", "expense", "price_difference"),
    ChartRow("5900", "Rounding", "expense", "rounding"),
    ChartRow("5950", "Cash over and short", "expense", "cash_difference"),
    ChartRow("5970", "Petty cash expenses", "expense", "petty_cash"),
)
