"""Whole days of a shop, walked through over the interface."""
