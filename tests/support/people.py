"""People and tokens for tests, made by the shop's own identity services."""

from flask import Flask


def token(app: Flask, role: str) -> str:
    """An API token of that role."""
    raise NotImplementedError(role)
