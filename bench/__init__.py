"""Benchmarks: what the shop costs, as a ratio to hand-written SQL in the same run."""
