"""Tests of the shared look, fields, filters and browser modules."""
