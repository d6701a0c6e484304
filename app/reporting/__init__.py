"""Dashboards and integrity checks. Reads every room, writes none."""
