"""Tests of reporting: integrity checks and the figures screens show."""
