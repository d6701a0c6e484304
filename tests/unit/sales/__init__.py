"""Pricing by table."""
