"""Suppliers, purchase orders and goods receipts: how goods and their cost come in."""
