"""Schema history: one purpose per file, both databases, never importing models."""
