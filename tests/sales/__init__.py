"""Tests of shifts, cash and what a sale needs of them."""
