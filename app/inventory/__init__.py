"""Lots, locations, balances, movements and status: where every unit is and what it cost."""
