"""Tests of the ledger: queries, statements, calls and screens."""
