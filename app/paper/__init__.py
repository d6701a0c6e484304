"""Printers and the spool: what is to be put on paper, and what became of it."""
