"""Many clients at once, and processes that die at the worst moment."""
