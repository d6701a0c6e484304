"""Enrolled terminals: their series, the inbox of what they recorded, and what became of it."""
