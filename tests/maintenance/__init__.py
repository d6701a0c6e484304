"""Tests of the commands that keep a shop: doctor, backup, restore."""
