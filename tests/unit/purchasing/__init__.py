"""Matching a delivery with its order, by table."""
