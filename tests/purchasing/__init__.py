"""Tests of buying and receiving."""
