"""Tests of the house itself: its order, its limits, its migrations, its commands."""
