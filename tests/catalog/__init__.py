"""Tests of the catalogue: products, codes, search, what a scan means, screens."""
