"""Allocation by table."""
