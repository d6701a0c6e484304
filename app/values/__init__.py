"""Exact values: money, quantities, tax, document references. Pure; integers and Decimal only."""
