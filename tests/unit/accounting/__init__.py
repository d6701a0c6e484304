"""Posting rules by table."""
