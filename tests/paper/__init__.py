"""Tests of printers and the spool."""
