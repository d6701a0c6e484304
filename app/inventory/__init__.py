"""Lots, locations, balances, movements, allocation and status: where every unit is and what it cost."""
